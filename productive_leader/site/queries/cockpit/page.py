"""The cockpit: a programme with each of its teams, from a handful of queries of fixed number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from accounts.models import Person
from assessments.enums import CaptureKind
from productive_leader.core.dates import today
from productive_leader.site.queries.cockpit import cards
from productive_leader.site.queries.cockpit.arrivals import came_back
from productive_leader.site.queries.cockpit.head import (
    Head,
    Member,
    head_of,
    members_of,
    promises_in_words,
    still_asked,
)
from productive_leader.site.queries.cockpit.rows import Group, groups_of, people_of, to_tell
from productive_leader.site.queries.cockpit.steps import steps_of
from productive_leader.site.queries.cockpit.waiting import who_misses_days
from productive_leader.site.queries.cockpit.weeks import LoggingTeam, teams_of
from programmes.enums import SessionState
from programmes.queries.glances import (
    ActionGlance,
    SessionGlance,
    actions_of_programme,
    sessions_of,
)
from programmes.queries.owed import owed
from programmes.queries.unreleased import Unreleased, unreleased


@dataclass(frozen=True, slots=True)
class TeamPicture:
    """One team. `to_nudge` counts those with something open who were not nudged today, `behind`
    all with something open. `week_to_open`: within a sentence; empty when both are open."""

    pk: int
    name: str
    steps: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    weeks: tuple[cards.WeekLine, ...]
    week_to_open: str
    to_nudge: int
    behind: int
    next_session: cards.NextSession | None
    to_record: cards.ToRecord | None
    unreleased: Unreleased | None
    came_back: int
    actions: cards.OpenActions
    result: int | None
    is_finished: bool

    @property
    def week_labels(self) -> tuple[str, ...]:
        return tuple(week.label for week in self.weeks)

    @property
    def nudge_label(self) -> str:
        return "Nudge 1 person" if self.to_nudge == 1 else f"Nudge {self.to_nudge} people"


@dataclass(frozen=True, slots=True)
class Cockpit:
    """A programme for one viewer; teams newest wave first, finished ones after the others."""

    head: Head
    teams: tuple[TeamPicture, ...]
    promises: str

    @property
    def under_way(self) -> tuple[TeamPicture, ...]:
        """Those to show; the finished ones too when there is no other."""
        return tuple(team for team in self.teams if not team.is_finished) or self.teams

    @property
    def has_several(self) -> bool:
        return len(self.teams) > 1

    @property
    def finished(self) -> tuple[TeamPicture, ...]:
        """Those to fold."""
        return self.teams[len(self.under_way) :]


def cockpit_of(programme_id: int, viewer: Person) -> Cockpit | None:
    """Everything, or None when the viewer may not see the programme.

    Six queries, and one more for whoever runs it.
    """
    head = head_of(programme_id, viewer)
    if head is None:
        return None
    parts = _Parts.read(head, viewer)
    pictures = [parts.picture(team) for team in parts.teams]
    everybody = [one for members in parts.members.values() for one in members]
    return Cockpit(
        head,
        tuple(sorted(pictures, key=lambda one: one.is_finished)),
        promises_in_words(still_asked(head, everybody)),
    )


class _OfTeam(Protocol):
    @property
    def team_id(self) -> int: ...


T = TypeVar("T", bound=_OfTeam)


def _by_team(rows: Sequence[T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        found[row.team_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the pictures are made from, by team."""

    head: Head
    teams: list[LoggingTeam]
    members: Any
    sessions: dict[int, list[SessionGlance]]
    actions: dict[int, list[ActionGlance]]
    came_back: Mapping[int, int]

    @classmethod
    def read(cls, head: Head, viewer: Person) -> _Parts:
        return cls(
            head=head,
            teams=teams_of(head.pk, viewer),
            members=members_of(head.pk),
            sessions=_by_team(sessions_of(head.pk)),
            actions=_by_team(actions_of_programme(head.pk)),
            came_back=came_back(head.pk) if head.runs else {},
        )

    def picture(self, team: LoggingTeam) -> TeamPicture:
        members: list[Member] = self.members.get(team.pk, [])
        sessions, actions = self.sessions.get(team.pk, []), self.actions.get(team.pk, [])
        known = to_tell(self.head, members)
        waiting = [one for one in still_asked(self.head, members) if not one.answer]
        things = owed(
            programme_id=self.head.pk,
            sessions=sessions,
            actions=actions,
            promises={one.person_id for one in waiting},
        )
        behind = known.keys() & (things.keys() | who_misses_days(team))
        on = today()
        kinds = {week.kind for week in team.weeks}
        return TeamPicture(
            pk=team.pk,
            name=team.name,
            steps=steps_of(team, sessions, people_of(members)),
            groups=groups_of(self.head, members, team.weeks, things),
            weeks=cards.week_lines(team.weeks),
            week_to_open=next(
                (kind.label.lower() for kind in CaptureKind if kind not in kinds), ""
            ),
            to_nudge=sum(known[person] != on for person in behind),
            behind=len(behind),
            next_session=cards.next_session(sessions, runs=self.head.runs),
            to_record=cards.to_record(sessions),
            unreleased=unreleased(sessions) if self.head.runs else None,
            came_back=self.came_back.get(team.pk, 0),
            actions=cards.open_actions(actions),
            result=team.result,
            is_finished=_is_finished(sessions),
        )


def _is_finished(sessions: Sequence[SessionGlance]) -> bool:
    """Every session is over, and at least one took place."""
    states = {one.state for one in sessions}
    return SessionState.HELD in states and all(one.is_over for one in sessions)
