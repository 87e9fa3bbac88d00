"""The waves of a programme: whether one has learned enough for the next to begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet

from programmes.enums import SessionState
from programmes.models import Invitation, Lesson, Programme, Pulse, Session, Team
from programmes.permissions import invitations_to_pulse

NEEDED_PULSES = 70  # of a hundred expected
FIRST_WAVE_TEAMS = 2
FIRST_WAVE_IS_FULL = (
    "The first wave has two teams already. What they learn helps the next one, so a third waits "
    "for the second wave."
)
Counts = dict[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Gate:
    """What a wave has learned so far, and what the next one waits for.

    Pulses are expected of whoever gives one of a session that was held: members and sponsor who
    were invited and are not marked as away.
    `not_met`: the names of its teams that have held no session yet.
    """

    wave: int
    lessons: int = 0
    pulses_given: int = 0
    pulses_expected: int = 0
    not_met: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "missing", tuple(self._sentences()))

    @property
    def is_open(self) -> bool:
        return not self.missing

    @property
    def pulses_needed(self) -> int:
        """The fewest pulses that are seventy in a hundred of those expected."""
        return -(-self.pulses_expected * NEEDED_PULSES // 100)

    def _sentences(self) -> Iterable[str]:
        yield from (f"{team} has not held a session yet." for team in self.not_met)
        if not self.lessons:
            yield f"Wave {self.wave} has recorded no lesson yet. One is enough."
        if not self.pulses_expected:
            if self.not_met:
                return  # that says it
            yield (
                f"Nobody is marked as present at a session of wave {self.wave} yet, so no pulse "
                "can be counted."
            )
        elif self.pulses_given < self.pulses_needed:
            yield (
                f"{self.pulses_given} of {self.pulses_expected} pulses of wave {self.wave} are in; "
                f"{NEEDED_PULSES}% would be {self.pulses_needed}."
            )


def gate_of(programme: Programme, wave: int) -> Gate:
    """Where a wave stands before the one after it: its teams together."""
    return gates_of([programme]).get((programme.pk, wave), Gate(wave))


def gates_of(programmes: Iterable[Programme]) -> dict[tuple[int, int], Gate]:
    """The gates after all waves of some programmes, by programme and wave. Four queries."""
    teams = Team.objects.filter(programme__in=list(programmes))
    there = invitations_to_pulse().filter(session__team__in=teams, session__state=SessionState.HELD)
    present = there.filter(session=OuterRef("session"), person=OuterRef("person"))
    pulses = Pulse.objects.filter(Exists(present), session__team__in=teams)
    lessons = _by_wave(Lesson.objects.filter(team__in=teams), "team")
    expected = _by_wave(there, "session__team")
    given = _by_wave(pulses, "session__team")
    return {
        key: Gate(key[1], lessons.get(key, 0), given.get(key, 0), expected.get(key, 0), not_met)
        for key, not_met in _not_met(teams).items()
    }


def _not_met(teams: QuerySet[Team]) -> dict[tuple[int, int], tuple[str, ...]]:
    """The teams of every wave that have held no session, by programme and wave."""
    held = Exists(Session.objects.filter(team=OuterRef("pk"), state=SessionState.HELD))
    found: dict[tuple[int, int], tuple[str, ...]] = defaultdict(tuple)
    for programme, wave, name, has_met in teams.order_by("name").values_list(
        "programme", "wave", "name", held
    ):
        found[programme, wave] += () if has_met else (name,)
    return found


def _by_wave(rows: QuerySet[Lesson] | QuerySet[Invitation] | QuerySet[Pulse], team: str) -> Counts:
    counted = rows.order_by().values_list(f"{team}__programme", f"{team}__wave")
    return {
        (programme, wave): number for programme, wave, number in counted.annotate(n=Count("pk"))
    }


def waits_for(programme: Programme, waves: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """By wave, what stands before another team in it, in sentences; a reason can meet each.

    Five queries, however many waves.
    """
    gates = gates_of([programme])
    is_full = Team.objects.filter(programme=programme, wave=1).count() >= FIRST_WAVE_TEAMS
    first = (FIRST_WAVE_IS_FULL,) if is_full else ()
    return {
        wave: gates.get((programme.pk, wave - 1), Gate(wave - 1)).missing if wave > 1 else first
        for wave in waves
    }


def has_teams(programme: Programme, wave: int) -> bool:
    return Team.objects.filter(programme=programme, wave=wave).exists()


def teams_of(programme: Programme) -> QuerySet[Team]:
    """The teams of a programme, the latest wave last."""
    return Team.objects.filter(programme=programme).order_by("wave", "name")


def lessons_of(team: Team) -> QuerySet[Lesson]:
    """What a team learned, newest first, each with who wrote it."""
    return Lesson.objects.filter(team=team).select_related("by").order_by("-at", "-pk")


def lessons_before(programme: Programme, wave: int) -> QuerySet[Lesson]:
    """What the waves before this one learned, newest first, each with its team."""
    lessons = Lesson.objects.filter(team__programme=programme, team__wave__lt=wave)
    return lessons.select_related("team").order_by("-at", "-pk")
