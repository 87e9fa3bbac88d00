"""Arithmetic of the promise: by when it is to arrive, and by when it has to leave for that.

Calendar days for who waits, working days for who packs. Knows no framework.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

from productive_leader.core.dates import LONDON, is_weekday
from productive_leader.core.words import counted

ON_THE_ROAD = 1  # working days that we plan for the carrier


def london_date(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()


def promised_for(counted_from: dt.datetime, days: int) -> dt.date:
    """The last day on which it is in time: so many calendar days after that day in London.

    >>> promised_for(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC), 10)  # 2 July in London
    datetime.date(2026, 7, 12)
    """
    return london_date(counted_from) + dt.timedelta(days=days)


def is_overdue(due_on: dt.date, on: dt.date) -> bool:
    """Whether the promise is broken on this day; its own day is still in time."""
    return on > due_on


def working_days_after(day: dt.date, number: int, days_off: Container[dt.date]) -> dt.date:
    """So many working days later; earlier when the number is negative.

    >>> working_days_after(dt.date(2026, 4, 2), 1, {dt.date(2026, 4, 3), dt.date(2026, 4, 6)})
    datetime.date(2026, 4, 7)
    """
    step = dt.timedelta(days=1 if number > 0 else -1)
    while number:
        day += step
        if _is_working(day, days_off):
            number -= step.days
    return day


def dispatch_by(
    counted_from: dt.datetime, due_on: dt.date, days: int, days_off: Container[dt.date]
) -> dt.date:
    """The last day to send it: `days` working days on, or sooner where days off stand between.

    It leaves a working day before the last one on which it can be delivered in time; never before
    the day from which it is counted.
    """
    begun = london_date(counted_from)
    last = due_on if _is_working(due_on, days_off) else working_days_after(due_on, -1, days_off)
    latest = working_days_after(last, -ON_THE_ROAD, days_off)
    return max(begun, min(working_days_after(begun, days, days_off), latest))


def left_in_words(day: dt.date, on: dt.date) -> str:
    """How long until a day, or since it.

    >>> monday = dt.date(2026, 3, 2)
    >>> left_in_words(dt.date(2026, 3, 5), monday), left_in_words(dt.date(2026, 3, 1), monday)
    ('3 days left', '1 day late')
    >>> left_in_words(monday, monday)
    'today is the last day'
    """
    left = (day - on).days
    if left == 0:
        return "today is the last day"
    days = counted(abs(left), "day", "days")
    return f"{days} left" if left > 0 else f"{days} late"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many lines arrived, and how many of them by the date that was promised first."""

    kept: int
    delivered: int

    @property
    def in_words(self) -> str:
        """Without a share where nothing has arrived.

        >>> Kept(19, 20).in_words
        '19 of 20 (95%)'
        """
        if not self.delivered:
            return "None has arrived yet"
        return f"{self.kept} of {self.delivered} ({self.kept * 100 // self.delivered}%)"


def _is_working(day: dt.date, days_off: Container[dt.date]) -> bool:
    return is_weekday(day) and day not in days_off
