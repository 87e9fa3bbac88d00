"""Reads for handing a programme over: to whom, which sessions go along, what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Person
from accounts.queries import facilitators_at
from productive_leader.core.dates import format_when
from programmes.enums import CALLED_OFF, LIVE
from programmes.models import Invitation, Programme, Session, Team


@dataclass(frozen=True, slots=True)
class Waiting:
    """What goes along: sessions to come that the facilitator leads, and how many people know of."""

    sessions: tuple[Session, ...]
    led_by_others: int

    @property
    def dated(self) -> int:
        return sum(1 for one in self.sessions if one.during)

    @property
    def released(self) -> int:
        return sum(1 for one in self.sessions if one.released_id)


def successors_of(programme: Programme) -> QuerySet[Person]:
    """Who is a facilitator of the organisation today, without the one who leads the programme."""
    people = facilitators_at(programme.organisation_id).filter(is_active=True)
    return people.exclude(pk=programme.facilitator_id).order_by("name", "pk")


def sessions_to_come(programme: Programme) -> QuerySet[Session]:
    """Live sessions of all its teams that have not begun, with or without a date."""
    return _not_begun(programme).filter(state__in=LIVE)


def sessions_given(programme: Programme) -> QuerySet[Session]:
    """Those, and what is called off and may be brought back: then it is the new one's."""
    return _not_begun(programme).filter(state__in=(*LIVE, *CALLED_OFF))


def _not_begun(programme: Programme) -> QuerySet[Session]:
    not_begun = Q(during=None) | Q(during__startswith__gt=timezone.now())
    return Session.objects.filter(not_begun, team__programme=programme)


def what_goes_along(programme: Programme) -> Waiting:
    """One query."""
    sessions = list(sessions_to_come(programme).select_related("team"))
    own = tuple(one for one in sessions if one.facilitator_id == programme.facilitator_id)
    return Waiting(own, len(sessions) - len(own))


def clashes_of(person: Person, sessions: Sequence[Session], programme: Programme) -> list[str]:
    """Other sessions that the person leads or sits in at the times of these, each in words."""
    dated = [one for one in sessions if one.during]
    if not dated:
        return []
    at_the_time = Q()
    for session in dated:
        at_the_time |= Q(during__overlap=session.during)
    sits_in = Invitation.objects.filter(session=OuterRef("pk"), person=person, withdrawn_at=None)
    others = (
        Session.objects.filter(at_the_time, Q(facilitator=person) | Q(Exists(sits_in)))
        .filter(state__in=LIVE)
        .exclude(pk__in=[one.pk for one in dated])
        .select_related("team__programme")
        .order_by("during", "pk")
    )
    return [_in_words(one, programme) for one in others]


def _in_words(session: Session, programme: Programme) -> str:
    """Of another organisation only the time is told."""
    start, end = session.starts_at, session.ends_at
    if start is None or end is None:
        return ""
    when = format_when(start, end)
    if session.team.programme.organisation_id != programme.organisation_id:
        return when
    return f"{when} (“{session.name}” with {session.team})"


def teams_in_order(programme: Programme) -> QuerySet[Team]:
    return Team.objects.filter(programme=programme).order_by("-wave", "name", "pk")
