"""What a programme asks of each level, in minutes: its sessions, and the time beside them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from programmes.enums import COUNTED, Audience, Level
from programmes.models import Programme, RoleSheet, Session, Team, TemplateSession

TOGETHER = frozenset({Audience.EVERYBODY, Audience.SPONSOR_TOO})
ATTENDED: Mapping[str, frozenset[Audience]] = {
    Level.LEADER: TOGETHER | {Audience.LEADERS},
    Level.PA: TOGETHER | {Audience.PAS},
    Level.TEAM: TOGETHER,
    Level.SPONSOR: frozenset({Audience.SPONSOR_TOO}),
    Level.FACILITATOR: frozenset(Audience),
}
IN_ONE_TEAM = frozenset({Level.LEADER, Level.PA, Level.TEAM})
ABOUT = 5  # minutes that a weekly figure is rounded to


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of one person: `sessions` of `session_minutes`, and time beside them."""

    sessions: int
    session_minutes: int
    beside_minutes: int
    weeks: int

    @property
    def minutes(self) -> int:
        return self.session_minutes + self.beside_minutes

    @property
    def weekly_minutes(self) -> int:
        """About so much a week, rounded up to five minutes."""
        return math.ceil(self.minutes / self.weeks / ABOUT) * ABOUT


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session as far as time is asked by it; `week` is the template's."""

    audience: str
    minutes: int
    on: date | None
    week: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that asks for time in a programme: meetings by wave and team, and the role sheets."""

    waves: Mapping[int, Mapping[int, Sequence[Meeting]]]
    sheets: Mapping[str, RoleSheet]

    def ask(self, level: str, teams: Collection[int] | None = None) -> Ask:
        """Of somebody of this level, in these teams; without teams, in the one that asks most.

        The facilitator and the sponsor are there for every team.
        """
        if level not in IN_ONE_TEAM:
            teams = None
        elif teams is None:
            teams = self._most_asked_in(level)
        attended = [
            meeting
            for team in self._chosen(teams)
            for meeting in team
            if meeting.audience in ATTENDED.get(level, ())
        ]
        sheet = self.sheets.get(level)
        return Ask(
            sessions=len(attended),
            session_minutes=sum(meeting.minutes for meeting in attended),
            beside_minutes=sheet.minutes if sheet else 0,
            weeks=self._weeks(teams),
        )

    def _chosen(self, teams: Collection[int] | None) -> Iterable[Sequence[Meeting]]:
        for wave in self.waves.values():
            for team, meetings in wave.items():
                if teams is None or team in teams:
                    yield meetings

    def _most_asked_in(self, level: str) -> Collection[int]:
        every = [team for wave in self.waves.values() for team in wave]
        by_time = sorted(every, key=lambda team: -self.ask(level, [team]).session_minutes)
        return by_time[:1]

    def _weeks(self, teams: Collection[int] | None) -> int:
        """Weeks from first to last session, of one wave after the other; at least one."""
        lasting = [
            max((_weeks_of(team) for key, team in wave.items() if teams is None or key in teams))
            for wave in self.waves.values()
            if teams is None or not wave.keys().isdisjoint(teams)
        ]
        return max(1, sum(lasting))


def plan_of(programme: Programme) -> Plan:
    """What a programme asks for; before it has sessions, what its template has. Three queries."""
    waves: dict[int, dict[int, list[Meeting]]] = defaultdict(dict)
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    sessions = Session.objects.filter(team__programme=programme, state__in=COUNTED)
    for session in sessions.select_related("template_session").order_by():
        meetings[session.team_id].append(_meeting(session))
    planned = [] if meetings else _as_in_the_template(programme)
    for pk, wave in Team.objects.filter(programme=programme).values_list("pk", "wave"):
        waves[wave][pk] = meetings.get(pk, planned)
    if not waves:
        waves[1][0] = planned
    sheets = RoleSheet.objects.filter(version=programme.template_version_id)
    return Plan(waves, {sheet.level: sheet for sheet in sheets})


def _meeting(session: Session) -> Meeting:
    template = session.template_session
    return Meeting(
        session.audience, session.minutes, session.on, template.week if template else None
    )


def _as_in_the_template(programme: Programme) -> list[Meeting]:
    version = programme.template_version_id
    return [
        Meeting(one.audience, one.minutes, None, one.week)
        for one in TemplateSession.objects.filter(version=version)
    ]


def _weeks_of(meetings: Sequence[Meeting]) -> int:
    """By their dates once each has one, else by the weeks of the template."""
    dates = [meeting.on for meeting in meetings if meeting.on]
    if dates and len(dates) == len(meetings):
        return math.ceil((max(dates) - min(dates)).days / 7)
    weeks = [meeting.week for meeting in meetings if meeting.week is not None]
    return max(weeks) - min(weeks) if weeks else 0
