"""When a diary's events are, according to the libraries alone; what our calendars say, without one.

A whole diary goes through both libraries, read independently of assessments.diary. What we write
with a library ourselves is read back by a small strict parser of our own.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import unquote

import icalendar
import recurring_ical_events

from assessments.timeline import LONDON, log_day
from productive_leader.core.mail import build_message

if TYPE_CHECKING:
    from productive_leader.core.models import Email

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


@dataclass(frozen=True)
class Property:
    """One line of iCalendar, unfolded and unescaped."""

    value: str
    parameters: dict[str, str]


@dataclass(frozen=True)
class ReadEvent:
    """A VEVENT as our own small parser reads it, strictly; `properties` by name."""

    method: str
    properties: dict[str, Property]

    def __getitem__(self, name: str) -> str:
        return self.properties[name].value

    def get(self, name: str) -> str | None:
        return self.properties[name].value if name in self.properties else None

    def moment(self, name: str) -> datetime:
        assert not self.properties[name].parameters
        return datetime.strptime(self[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    def person(self, name: str) -> tuple[str, str]:
        found = self.properties[name]
        return found.parameters["CN"], unquote(found.value.removeprefix("mailto:"))


def read_events(text: str) -> list[ReadEvent]:
    """The events of one calendar. Fails on a bare line end, a long line, a strange character."""
    assert text.endswith("\r\n")
    raw = text[:-2].split("\r\n")
    assert [line for line in raw if len(line.encode()) > 75] == []
    assert [line for line in raw if re.search(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028]", line)] == []
    lines = [_property(line) for line in "\n".join(raw).replace("\n ", "").split("\n")]
    methods = [found.value for name, found in lines if name == "METHOD"]
    assert (lines[0][1].value, lines[-1][1].value, len(methods)) == ("VCALENDAR", "VCALENDAR", 1)
    events: list[dict[str, Property]] = []
    inside = False
    for name, found in lines[1:-1]:
        if name in {"BEGIN", "END"}:
            assert (found.value, inside) == ("VEVENT", name == "END")
            inside = name == "BEGIN"
            if inside:
                events.append({})
        elif inside:
            assert name not in events[-1]
            events[-1][name] = found
    return [ReadEvent(methods[0], properties) for properties in events]


def _property(line: str) -> tuple[str, Property]:
    matched = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(.*)", line)
    assert matched, line
    parameters = {
        name: quoted or plain
        for name, quoted, plain in re.findall(
            r";([A-Z-]+)=(?:\"([^\"]*)\"|([^\";:,]*))", matched[2]
        )
    }
    value = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], matched[3])
    return matched[1], Property(value, parameters)


def told(email: Email) -> list[ReadEvent]:
    """What the calendars of a message say, read from the message as it leaves."""
    message = message_from_bytes(build_message(email).message().as_bytes(linesep="\r\n"))
    return told_by(message)


def told_by(message: Message) -> list[ReadEvent]:
    found = []
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            text = part.get_payload(decode=True).decode(part.get_param("charset"))
            (event,) = read_events(text.replace("\r\n", "\n").replace("\n", "\r\n"))
            assert part.get_param("method") == event.method
            assert str(part["Content-Type"]).count("charset") == 1
            found.append(event)
    return found
