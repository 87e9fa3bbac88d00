"""When a diary's events are, according to the libraries alone.

The whole file goes through both, read independently of assessments.diary.
"""

import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import recurring_ical_events

from assessments.timeline import LONDON, log_day

DAY = timedelta(days=1)
Times = Counter[tuple[datetime, datetime]]


def calendars(data: bytes) -> list[icalendar.Component]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        icalendar.timezone.tzp.use_zoneinfo()  # forgets the zones other files defined
        parsed = icalendar.Calendar.from_ical(data, multiple=True)
    return [component for component in parsed if component.name == "VCALENDAR"]


class SecondOpinion:
    """The whole file through both libraries, read independently of our code."""

    def __init__(self, data: bytes) -> None:
        self.calendars = calendars(data)
        self.queries = [
            recurring_ical_events.of(component, skip_bad_series=True)
            for component in self.calendars
        ]

    def times(self, first: date, last: date) -> Times:
        found: Times = Counter()
        start, end = log_day(first).start - DAY, log_day(last).end + DAY
        for query in self.queries:
            for event in query.between(start, end):
                found.update(pieces(event["DTSTART"].dt, event["DTEND"].dt, first, last))
        return found

    def mondays(self) -> list[date]:
        """At most a dozen around the dates the file names."""
        named = set()
        for event in (event for found in self.calendars for event in found.walk("VEVENT")):
            for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
                moment = event[name].dt if name in event else None
                if isinstance(moment, date) and 1900 < moment.year < 2100:
                    named.add(date(moment.year, moment.month, moment.day))
        mondays = sorted({day - day.weekday() * DAY for day in named})
        later = [monday + weeks * 7 * DAY for monday in mondays[:3] for weeks in (1, 26)]
        mondays = sorted({*mondays, *later})
        return mondays[:: len(mondays) // 12 + 1]


def pieces(
    start: date | datetime, end: date | datetime, first: date, last: date
) -> Iterator[tuple[datetime, datetime]]:
    """The part of one event within each log day; a midnight-to-midnight event takes whole days."""
    days = [first + n * DAY for n in range((last - first).days + 1)]
    if isinstance(start, datetime) and isinstance(end, datetime):
        start, end = (at.replace(tzinfo=at.tzinfo or LONDON) for at in (start, end))
        here = start.astimezone(LONDON), end.astimezone(LONDON)
        if not (here[0].time() == here[1].time() == time() and here[0].date() < here[1].date()):
            minutes = [at.astimezone(UTC).replace(second=0, microsecond=0) for at in here]
            for day in map(log_day, days):
                part = max(minutes[0], day.start), min(minutes[1], day.end)
                if part[0] < part[1]:
                    yield part
            return
        start, end = here[0].date(), here[1].date()
    if not isinstance(start, datetime) and not isinstance(end, datetime):
        for day in days:
            if start <= day < max(end, start + DAY):
                yield log_day(day).start, log_day(day).end
