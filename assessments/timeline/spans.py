"""Intervals with something attached: a category, a block, a diary entry."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .intervals import Interval

K = TypeVar("K")
H = TypeVar("H", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Span(Generic[K]):
    """What `key` says was going on during `interval`."""

    interval: Interval
    key: K


def find_overlaps(spans: Sequence[Span[K]]) -> list[tuple[int, int]]:
    """The places in `spans` of each two that overlap, lower place first. Touching is no overlap."""
    found: list[tuple[int, int]] = []
    running: list[int] = []
    for this in sorted(range(len(spans)), key=lambda place: spans[place].interval):
        start = spans[this].interval.start
        running = [other for other in running if spans[other].interval.end > start]
        found.extend((min(this, other), max(this, other)) for other in running)
        running.append(this)
    return sorted(found)


def trim(existing: Iterable[Span[K]], new: Span[K]) -> list[Span[K]]:
    """Lay `new` over the others: what it covers of them is cut away, the rest stays.

    `existing` must not overlap among themselves; then the result, sorted by start, does not either,
    and covers exactly the minutes that were covered before and those of `new`.
    """
    left = [
        Span(piece, span.key) for span in existing for piece in span.interval.without(new.interval)
    ]
    return _sorted([*left, new])


def join_adjacent(spans: Iterable[Span[K]]) -> list[Span[K]]:
    """Sorted by start, with touching neighbours of the same key made one."""
    joined: list[Span[K]] = []
    for span in _sorted(spans):
        last = joined[-1] if joined else None
        if last and last.key == span.key and last.interval.end == span.interval.start:
            joined[-1] = Span(Interval(last.interval.start, span.interval.end), span.key)
        else:
            joined.append(span)
    return joined


def totals_by_key(spans: Iterable[Span[H]], *, within: Interval | None = None) -> dict[H, int]:
    """Minutes for each key, counting only what lies `within`, where that is given."""
    totals: dict[H, int] = {}
    for span in spans:
        part = span.interval.intersection(within) if within else span.interval
        if part:
            totals[span.key] = totals.get(span.key, 0) + part.minutes
    return totals


def _sorted(spans: Iterable[Span[K]]) -> list[Span[K]]:
    return sorted(spans, key=lambda span: span.interval)
