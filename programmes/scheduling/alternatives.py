"""Other times for one session, each free of hard trouble, the best first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from programmes.scheduling.clock import Span, span_at
from programmes.scheduling.days import day_off, nearest_days
from programmes.scheduling.wishes import Wish

MOST = 3
WEEKS_AFTER = 1
DAY_STARTS, DAY_ENDS = dt.time(8), dt.time(18)
STEP = dt.timedelta(minutes=30)


def alternatives(
    wish: Wish,
    current: Span,
    days_off: Mapping[dt.date, str],
    *,
    not_before: dt.datetime,
    not_after: dt.datetime,
) -> tuple[Span, ...]:
    """Up to three: the same day at another time from 8am to 6pm, and other days at the same time.

    Each lies between the two instants, on no day off. Those that miss the fewest people come first,
    among equals the same day before other days.
    """

    def can_be(span: Span) -> bool:
        inside = not_before <= span.start and span.end <= not_after
        return inside and span != current and not wish.in_the_way(span)

    same_day = [] if day_off(current.day, days_off) else _same_day(wish, current)
    times = sorted(filter(can_be, same_day), key=lambda one: _from(one, current))
    days = filter(can_be, _other_days(wish, current, days_off))
    found = [*_either_side(times, current), *days]
    return tuple(sorted(found, key=wish.people_missed)[:MOST])


def _from(span: Span, current: Span) -> dt.timedelta:
    return abs(span.start - current.start)


def _same_day(wish: Wish, current: Span) -> Iterator[Span]:
    span = span_at(current.day, DAY_STARTS, wish.minutes)
    last = span_at(current.day, DAY_ENDS, 0).end
    while span.end <= last:
        yield span
        span = Span(span.start + STEP, span.end + STEP)


def _either_side(times: list[Span], current: Span) -> list[Span]:
    """The nearest time before and the nearest after: more of one day would be much the same."""
    earlier = [one for one in times if one.end <= current.start]
    later = [one for one in times if one.start >= current.end]
    return sorted([*earlier[:1], *later[:1]], key=lambda one: _from(one, current))


def _other_days(wish: Wish, current: Span, days_off: Mapping[dt.date, str]) -> Iterator[Span]:
    for days in nearest_days(current.day, WEEKS_AFTER):
        for day in days:
            if day != current.day and not day_off(day, days_off):
                yield wish.on(day, current.time)
