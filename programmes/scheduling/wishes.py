"""What a session wants of its date, what stands in its way, and what it gets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from programmes.scheduling.clock import Span, span_at


class BusyKind(Enum):
    """What is taken. People can be asked to choose; the others cannot be in two places."""

    FACILITATOR = "facilitator"
    ROOM = "room"
    TEAM = "team"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody or something is taken: `why` begins small and ends without a full stop.

    `people`: how many of the session's people that concerns.
    """

    span: Span
    why: str
    kind: BusyKind
    people: int = 1

    @property
    def is_hard(self) -> bool:
        return self.kind is not BusyKind.PEOPLE


@dataclass(frozen=True, slots=True)
class Wish:
    """The date, time of day and length in minutes one session would have.

    `after`: it may not begin before this instant, such as the end of a session that stays.
    """

    day: dt.date
    time: dt.time
    minutes: int
    busy: tuple[Busy, ...] = ()
    after: dt.datetime | None = None

    @property
    def span(self) -> Span:
        return span_at(self.day, self.time, self.minutes)

    def on(self, day: dt.date, time: dt.time | None = None) -> Span:
        """The same session on another day, or at another time of it."""
        return span_at(day, time or self.time, self.minutes)

    def in_the_way(self, span: Span) -> Busy | None:
        """The first thing that makes the span impossible."""
        return next((one for one in self.busy if one.is_hard and one.span.overlaps(span)), None)

    def clashes(self, span: Span) -> tuple[Busy, ...]:
        """The people who would have to choose."""
        return tuple(one for one in self.busy if not one.is_hard and one.span.overlaps(span))

    def people_missed(self, span: Span) -> int:
        return sum(one.people for one in self.clashes(span))


@dataclass(frozen=True, slots=True)
class Proposal:
    """The date a session gets. `moved`: why it is not on the day it wanted, in words, or empty."""

    span: Span
    moved: str = ""
    clashes: tuple[Busy, ...] = ()
    alternatives: tuple[Span, ...] = ()
