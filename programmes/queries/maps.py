"""The map of an organisation: its programmes, their waves and teams, and what they learned.

Nothing in it tells of a person but who leads and who sponsors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Min, Q
from django.utils import timezone

from accounts.models import Organisation
from productive_leader.core.dates import LONDON
from programmes.enums import COUNTED, SessionState
from programmes.models import Lesson, Membership, Programme, Session, Team
from programmes.permissions import holds_facilitator_role
from programmes.queries.waves import Gate, gates_of


@dataclass(frozen=True, slots=True)
class TeamOnMap:
    """A team: how many people, sessions held of those planned, what is next, what it learned.

    `next_at` is what people were told, aware, in London.
    """

    team: Team
    people: int
    planned: int
    held: int
    next_at: datetime | None
    lessons: Sequence[Lesson]


@dataclass(frozen=True, slots=True)
class WaveOnMap:
    number: int
    teams: Sequence[TeamOnMap]
    gate: Gate
    is_last: bool


@dataclass(frozen=True, slots=True)
class ProgrammeOnMap:
    """`is_orphaned`: it runs, and whoever leads it is no facilitator there today."""

    programme: Programme
    waves: Sequence[WaveOnMap]
    is_orphaned: bool


def map_of(organisation: Organisation) -> list[ProgrammeOnMap]:
    """The programmes of an organisation, newest first. Nine queries, however many there are."""
    of_organisation = Programme.objects.filter(organisation=organisation)
    programmes = list(
        of_organisation.select_related("facilitator", "sponsor").annotate(
            is_led=holds_facilitator_role()
        )
    )
    gates = gates_of(programmes)
    waves = defaultdict(list)
    teams = _teams(programmes)
    for (programme, number), group in groupby(teams, key=lambda one: _place(one.team)):
        waves[programme].append((number, list(group)))
    return [
        ProgrammeOnMap(
            one,
            _waves(one, waves[one.pk], gates),
            is_orphaned=not (vars(one)["is_led"] or one.closed_on),
        )
        for one in programmes
    ]


def _place(team: Team) -> tuple[int, int]:
    return team.programme_id, team.wave


def _waves(
    programme: Programme,
    waves: Sequence[tuple[int, list[TeamOnMap]]],
    gates: dict[tuple[int, int], Gate],
) -> list[WaveOnMap]:
    return [
        WaveOnMap(number, teams, gates[programme.pk, number], is_last=(number, teams) == waves[-1])
        for number, teams in waves
    ]


def _teams(programmes: Sequence[Programme]) -> list[TeamOnMap]:
    """By programme, wave and name."""
    teams = Team.objects.filter(programme__in=programmes).order_by("programme", "wave", "name")
    lessons = defaultdict(list)
    for lesson in Lesson.objects.filter(team__in=teams.order_by()).order_by("-at", "-pk"):
        lessons[lesson.team_id].append(lesson)
    members = Membership.objects.current().filter(team__in=teams.order_by()).order_by()
    people = dict(members.values_list("team").annotate(n=Count("person", distinct=True)))
    sessions = {
        team: (planned, held, first) for team, planned, held, first in _sessions_of(programmes)
    }
    return [_on_map(team, people, sessions, lessons[team.pk]) for team in teams]


def _sessions_of(programmes: Sequence[Programme]) -> list[tuple[int, int, int, datetime | None]]:
    """As told: what is called off counts until a release says so."""
    counted = Q(state__in=COUNTED) | Q(state=SessionState.CANCELLED, released__is_cancelled=False)
    sessions = Session.objects.filter(counted, team__programme__in=programmes).order_by()
    to_come = Q(released__is_cancelled=False, released__during__startswith__gt=timezone.now())
    return list(
        sessions.values_list("team").annotate(
            planned=Count("pk"),
            held=Count("pk", filter=Q(state=SessionState.HELD)),
            first=Min("released__during__startswith", filter=to_come),
        )
    )


def _on_map(
    team: Team,
    people: dict[int, int],
    sessions: dict[int, tuple[int, int, datetime | None]],
    lessons: Sequence[Lesson],
) -> TeamOnMap:
    planned, held, first = sessions.get(team.pk, (0, 0, None))
    next_at = first.astimezone(LONDON) if first else None
    return TeamOnMap(team, people.get(team.pk, 0), planned, held, next_at, lessons)
