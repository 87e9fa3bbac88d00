"""Log days and the clock on the wall in London.

A log day runs from 04:00 to 04:00 Europe/London, so a late evening stays with the day it belongs
to. Clocks change at 01:00 UTC on a Sunday, which is inside *Saturday's* log day: 27 March 2027 has
23 hours and 30 October 2027 has 25.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from productive_leader.core.dates import LONDON, format_date, format_time

from .intervals import MINUTE, Interval, in_utc, in_zone

DAY_STARTS = time(4)
MIDNIGHT = time(0)


class NoSuchTime(ValueError):
    """The clocks jump over this time: it never shows on a clock in London."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(
            f"{format_time(moment.time())} on {format_date(moment.date())} does not exist: "
            "the clocks go forward that night."
        )


def local(instant: datetime) -> datetime:
    """The instant as a clock in London shows it."""
    # By way of UTC: within one zone Python converts nothing, so a skipped time would stay as it is.
    return in_zone(in_utc(instant), LONDON)


def at(day: date, wall: str | time, *, fold: int | None = None) -> datetime:
    """The instant, in UTC, at which a clock shows `wall` ("09:30" or a time) on this log day.

    Times before 04:00 mean the following calendar day. An hour that happens twice takes the first,
    unless `fold`, or the time's own fold, is 1. NoSuchTime for an hour that is skipped; ValueError
    for text that is not a time.
    """
    wall = _read(wall)
    moment = _on_the_wall(day, wall.replace(fold=wall.fold if fold is None else fold))
    if not _exists(moment):
        raise NoSuchTime(moment)
    return in_utc(moment)


def log_day(day: date) -> Interval:
    """From 04:00 to 04:00: 24 hours, but 23 or 25 when the clocks change."""
    return Interval(_day_start(day), _day_start(_later(day, 1)))


def date_of(instant: datetime) -> date:
    """The log day to which an instant belongs."""
    shown = local(instant)
    return shown.date() if shown.time() >= DAY_STARTS else _later(shown.date(), -1)


def window(day: date, start: time, end: time) -> Interval:
    """The working window on a log day.

    An end not after the start crosses midnight, and no window runs past 04:00. A window that
    opens or closes in the skipped hour does so when that hour would have passed; one that lies
    wholly within it raises NoSuchTime.
    """
    opens = _first_at_or_after(day, start)
    whole = log_day(day)
    closes = _first_at_or_after(day, end) if _place(end) > _place(start) else whole.end
    if closes <= opens:
        raise NoSuchTime(_on_the_wall(day, start))
    return Interval(opens, closes)


def split_by_day(interval: Interval) -> list[tuple[date, Interval]]:
    """The parts of an interval in each log day. They touch, and sum to the whole."""
    return _split(interval, date_of(interval.start), _day_start)


def split_by_midnight(interval: Interval) -> list[tuple[date, Interval]]:
    """The parts of an interval in each calendar day. They touch, and sum to the whole."""
    return _split(interval, local(interval.start).date(), _midnight)


def week_minutes(monday: date) -> int:
    """The length of the seven log days from a Monday: 168 hours, 167 or 169 in minutes."""
    if monday.weekday() != 0:
        raise ValueError("A week starts on a Monday.")
    return Interval(_day_start(monday), _day_start(_later(monday, 7))).minutes


def _split(
    interval: Interval, day: date, starts: Callable[[date], datetime]
) -> list[tuple[date, Interval]]:
    parts = []
    reached = interval.start
    while reached < interval.end:
        following = _later(day, 1)
        end = min(interval.end, starts(following))
        parts.append((day, Interval(reached, end)))
        reached, day = end, following
    return parts


def _read(wall: str | time) -> time:
    if isinstance(wall, time):
        return wall.replace(second=0, microsecond=0, tzinfo=None)
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", wall)
    if match is None:
        raise ValueError("Write the time like 09:30.")
    return time(int(match[1]), int(match[2]))


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueError("This date is outside the calendar.") from None


def _on_the_wall(day: date, wall: time) -> datetime:
    calendar_day = _later(day, 1) if wall < DAY_STARTS else day
    return datetime.combine(calendar_day, wall, LONDON)


def _exists(moment: datetime) -> bool:
    return local(moment).replace(tzinfo=None) == moment.replace(tzinfo=None)


def _first_at_or_after(day: date, wall: time) -> datetime:
    moment = _on_the_wall(day, _read(wall).replace(fold=0))
    while not _exists(moment):
        moment += MINUTE
    return in_utc(moment)


def _place(wall: time) -> tuple[bool, time]:
    """Orders the times of a log day: 23:00 comes before 01:00."""
    return (wall < DAY_STARTS, wall)


def _day_start(day: date) -> datetime:
    return in_utc(datetime.combine(day, DAY_STARTS, LONDON))


def _midnight(day: date) -> datetime:
    return in_utc(datetime.combine(day, MIDNIGHT, LONDON))
