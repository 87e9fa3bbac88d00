"""A date for each session of a series: the wanted one, or the nearest that can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from productive_leader.core.dates import format_date
from programmes.scheduling.alternatives import alternatives
from programmes.scheduling.clock import Span
from programmes.scheduling.days import day_off, nearest_days
from programmes.scheduling.wishes import Proposal, Wish

WEEKS_TO_LOOK = 26
EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)
LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)

DaysOff = Mapping[dt.date, str]


class NoFreeDay(Exception):
    """No day within half a year is free. `index`: which of the wishes; `day`: what it wanted."""

    def __init__(self, index: int, day: dt.date) -> None:
        super().__init__(index, day)
        self.index, self.day = index, day


def propose(wishes: Sequence[Wish], days_off: DaysOff) -> list[Proposal]:
    """A date for each wish, in the order given; none begins before the one before it has ended.

    The wanted day stays where it can. Else it is the nearest working day of the same week on which
    nothing hard stands in the way and the fewest people are missed, then one of the weeks after.
    Days off and hard trouble are never chosen; people who would have to choose are named. Raises
    NoFreeDay.
    """
    spans: list[Span] = []
    for index, wish in enumerate(wishes):
        spans.append(_place(index, wish, days_off, spans[-1].end if spans else EARLIEST))
    ends = [EARLIEST, *(span.end for span in spans)]
    starts = [*(span.start for span in spans[1:]), LATEST]
    return [
        Proposal(
            span,
            moved=_why_moved(wish, span, days_off, before),
            clashes=wish.clashes(span),
            alternatives=alternatives(
                wish, span, days_off, not_before=_floor(wish, before), not_after=following
            ),
        )
        for wish, span, before, following in zip(wishes, spans, ends, starts, strict=False)
    ]


def _floor(wish: Wish, before: dt.datetime) -> dt.datetime:
    return max(before, wish.after or EARLIEST)


def _place(index: int, wish: Wish, days_off: DaysOff, before: dt.datetime) -> Span:
    floor = _floor(wish, before)
    weeks_behind = max(0, (floor.date() - wish.day).days // 7) if floor > EARLIEST else 0
    for days in nearest_days(wish.day, WEEKS_TO_LOOK + weeks_behind):
        spans = [wish.on(day) for day in days if not day_off(day, days_off)]
        free = [span for span in spans if span.start >= floor and not wish.in_the_way(span)]
        if free:
            return min(free, key=wish.people_missed)  # the first of equals is the nearest
    raise NoFreeDay(index, wish.day)


def _why_moved(wish: Wish, span: Span, days_off: DaysOff, before: dt.datetime) -> str:
    if span.day == wish.day:
        return ""
    return moved_from(wish.day, why_not(wish, days_off, before) or "that is too early now")


def moved_from(day: dt.date, why: str) -> str:
    """
    >>> moved_from(dt.date(2027, 3, 26), "Good Friday")
    'moved from Friday 26 March 2027: Good Friday'
    """
    return f"moved from {format_date(day)}: {why}"


def why_not(wish: Wish, days_off: DaysOff, before: dt.datetime = EARLIEST) -> str:
    """What keeps a session from the day it wants; empty when nothing does."""
    if why := day_off(wish.day, days_off):
        return why
    if wish.span.start < before:
        return "the session before it is not over then"
    if hard := wish.in_the_way(wish.span):
        return hard.why
    return next((one.why for one in wish.clashes(wish.span)), "")
