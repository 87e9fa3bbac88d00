"""Programmes at a glance: how many people have completed the week that counts now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.enums import CHIEF_EXECUTIVES
from accounts.models import Person
from accounts.permissions import organisations_of
from assessments.models import Capture
from assessments.queries.completion import Completion, completion_by_capture
from productive_leader.core.dates import format_span, today
from programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Tally:
    """People by how far they are with one week."""

    complete: int
    partly: int
    not_started: int

    @property
    def people(self) -> int:
        return self.complete + self.partly + self.not_started


@dataclass(frozen=True, slots=True)
class Glance:
    """A programme with its latest week that has begun, else the first to come."""

    programme: Programme
    capture: Capture | None
    tally: Tally

    @property
    def week(self) -> str:
        """ "Repeat week, Monday 2 to Friday 6 March 2026"; empty without one."""
        if self.capture is None:
            return ""
        span = format_span(self.capture.starts_on, self.capture.ends_on)
        return f"{self.capture.get_kind_display()}, {span}"

    @property
    def progress(self) -> str:
        """How many people are how far, in words; never who."""
        if self.capture is None:
            return "No week is open yet."
        parts = [f"{self.tally.complete} of {self.tally.people} people complete"]
        if self.tally.partly:
            parts.append(f"{self.tally.partly} part of the way")
        if self.tally.not_started:
            parts.append(f"{self.tally.not_started} not started")
        return ", ".join(parts)


def glances(programmes: Sequence[Programme]) -> list[Glance]:
    """Each programme with its counts. Two queries, whatever the number of programmes."""
    captures = list(
        Capture.objects.filter(team__programme__in=programmes)
        .select_related("team")
        .order_by("starts_on")
    )
    current = {one.pk: _current(one, captures) for one in programmes}
    completion = completion_by_capture([one for one in current.values() if one])
    return [_glance(one, current[one.pk], completion) for one in programmes]


def programmes_led_over(person: Person) -> QuerySet[Programme]:
    """Programmes of the organisations whose chief executive, or acting one, this person is.

    They see how many people are how far; names are for the facilitator and the sponsor.
    """
    led = organisations_of(person, *CHIEF_EXECUTIVES)
    return Programme.objects.filter(organisation__in=led)


def _current(programme: Programme, captures: list[Capture]) -> Capture | None:
    mine = [one for one in captures if one.team.programme_id == programme.pk]
    begun = [one for one in mine if one.starts_on <= today()]
    return begun[-1] if begun else next(iter(mine), None)


def _glance(
    programme: Programme, capture: Capture | None, completion: dict[int, dict[int, Completion]]
) -> Glance:
    people = list(completion[capture.pk].values()) if capture else []
    complete = sum(one.complete for one in people)
    started = sum(one.started and not one.complete for one in people)
    return Glance(programme, capture, Tally(complete, started, len(people) - complete - started))
