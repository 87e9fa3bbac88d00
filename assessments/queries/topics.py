"""What a person can read or ask for on the page of results. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q

from accounts.models import Person
from assessments.enums import CaptureKind, ReportScope
from assessments.models import Log, Report
from assessments.permissions import logs_visible_to, reports_visible_to, teams_reported_to
from assessments.queries.results import latest_of_each
from assessments.reports import Outcome, outcome_of
from assessments.results import MINIMUM_PEOPLE
from programmes.enums import MemberKind
from programmes.models import Team

Key = tuple[str, int, str, int | None]


@dataclass(frozen=True, slots=True)
class WeekState:
    """One of the two weeks as far as it is; `log` is None for a team's, or where there is none."""

    label: str
    planned: bool
    log: Log | None = None

    @property
    def locked(self) -> bool:
        return self.log is not None and self.log.locked


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to compare: a person's two weeks, or those of a team's leaders or PAs.

    `people` counts the members of that kind today, for a team.
    """

    scope: str
    team: Team
    kind: str
    subject: Person | None
    weeks: tuple[WeekState, ...]
    report: Report | None
    people: int = field(default=1)

    @property
    def planned(self) -> bool:
        return all(week.planned for week in self.weeks)

    @property
    def ready(self) -> bool:
        """Whether a result can be asked for; a team's still needs enough people who have logged."""
        if self.subject is None:
            return self.planned and self.people >= MINIMUM_PEOPLE
        return all(week.locked for week in self.weeks)

    @property
    def outcome(self) -> Outcome | None:
        return outcome_of(self.report) if self.report else None


def personal_topics(person: Person) -> list[Topic]:
    """Own weeks first, then those of leaders whose log this person may keep. Two queries."""
    logs = logs_visible_to(person).select_related("capture__team__programme", "person")
    found: dict[Key, dict[str, Log]] = {}
    for log in logs.order_by("-capture__team__programme__starts_on", "person__name", "pk"):
        key = (ReportScope.PERSON, log.capture.team_id, log.kind, log.person_id)
        found.setdefault(key, {})[log.capture.kind] = log
    reports = _latest(person, ReportScope.PERSON)
    topics = [_personal(weeks, reports.get(key)) for key, weeks in found.items()]
    return sorted(topics, key=lambda topic: topic.subject != person)


def team_topics(person: Person) -> list[Topic]:
    """The leaders and the PAs of each team whose figures this person may read. Three queries."""
    teams = (
        teams_reported_to(person)
        .select_related("programme")
        .prefetch_related("captures")
        .annotate(leaders=_members(MemberKind.LEADER), pas=_members(MemberKind.PA))
        .order_by("-programme__starts_on", "name")
    )
    reports = _latest(person, ReportScope.TEAM)
    return [
        _of_team(team, kind, people, reports.get((ReportScope.TEAM, team.pk, kind, None)))
        for team in teams
        for kind, people in (
            (MemberKind.LEADER, vars(team)["leaders"]),
            (MemberKind.PA, vars(team)["pas"]),
        )
        if people
    ]


def _latest(person: Person, scope: str) -> dict[Key, Report]:
    reports: Iterable[Report] = latest_of_each(reports_visible_to(person).filter(scope=scope))
    return {(one.scope, one.team_id, one.kind, one.subject_id): one for one in reports}


def _personal(logs: dict[str, Log], report: Report | None) -> Topic:
    one = next(iter(logs.values()))
    return Topic(
        scope=ReportScope.PERSON,
        team=one.capture.team,
        kind=one.kind,
        subject=one.person,
        weeks=tuple(WeekState(kind.label, kind in logs, logs.get(kind)) for kind in CaptureKind),
        report=report,
    )


def _of_team(team: Team, kind: str, people: int, report: Report | None) -> Topic:
    planned = {capture.kind for capture in team.captures.all()}
    return Topic(
        scope=ReportScope.TEAM,
        team=team,
        kind=kind,
        subject=None,
        weeks=tuple(WeekState(one.label, one in planned) for one in CaptureKind),
        report=report,
        people=people,
    )


def _members(kind: str) -> Count:
    return Count("memberships", filter=Q(memberships__kind=kind, memberships__left_on=None))
