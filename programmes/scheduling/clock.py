"""Stretches of time: instants in UTC, shown on a clock in London."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from productive_leader.core.dates import LONDON


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to `end`, both aware and in UTC; two that only touch do not overlap."""

    start: dt.datetime
    end: dt.datetime

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60

    @property
    def local_start(self) -> dt.datetime:
        """Aware, in London."""
        return self.start.astimezone(LONDON)

    @property
    def local_end(self) -> dt.datetime:
        """Aware, in London."""
        return self.end.astimezone(LONDON)

    @property
    def day(self) -> dt.date:
        """The date in London at the start."""
        return self.local_start.date()

    @property
    def time(self) -> dt.time:
        """The time of day in London at the start."""
        return self.local_start.time()


def span_at(day: dt.date, time: dt.time, minutes: int) -> Span:
    """So many minutes from that time of day in London.

    >>> summer = span_at(dt.date(2027, 3, 29), dt.time(10), 90)
    >>> f"{summer.start:%H:%M} {summer.local_start:%H:%M} {summer.minutes}"
    '09:00 10:00 90'
    """
    start = dt.datetime.combine(day, time, LONDON).astimezone(dt.UTC)
    return Span(start, start + dt.timedelta(minutes=minutes))
