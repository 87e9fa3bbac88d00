"""How much of a working window is accounted for."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .intervals import Interval

COMPLETE_PERCENT = 95
"""A day counts as complete from this share of its working window: a design decision that leaves
room for about half an hour of a ten-hour day which nobody remembers."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Minutes assigned out of the minutes of one or several windows; these may be added up."""

    window_minutes: int
    assigned_minutes: int

    def __post_init__(self) -> None:
        if not 0 <= self.assigned_minutes <= self.window_minutes:
            raise ValueError("The assigned minutes must lie within the window.")

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(
            self.window_minutes + other.window_minutes,
            self.assigned_minutes + other.assigned_minutes,
        )

    @property
    def share(self) -> Fraction:
        """Exact, from 0 to 1; 0 where there is no window at all."""
        if not self.window_minutes:
            return Fraction(0)
        return Fraction(self.assigned_minutes, self.window_minutes)

    @property
    def percent(self) -> int:
        """Rounded down, so that a figure just short of a threshold never reads as reaching it."""
        return int(self.share * 100)

    @property
    def complete(self) -> bool:
        return self.percent >= COMPLETE_PERCENT


def gaps(window: Interval, intervals: Iterable[Interval]) -> list[Interval]:
    """The parts of the window which none of the intervals covers, in order."""
    found = []
    reached = window.start
    for interval in sorted(intervals):
        if interval.start >= window.end:
            break
        if interval.start > reached:
            found.append(Interval(reached, interval.start))
        reached = max(reached, interval.end)
    if reached < window.end:
        found.append(Interval(reached, window.end))
    return found


def assigned_minutes(window: Interval, intervals: Iterable[Interval]) -> int:
    """Minutes of the window that are covered, each counted once."""
    return window.minutes - sum(gap.minutes for gap in gaps(window, intervals))


def coverage(window: Interval, intervals: Iterable[Interval]) -> Coverage:
    return Coverage(window.minutes, assigned_minutes(window, intervals))
