"""The weeks that teams log, and how complete they are; no block is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts.models import Person
from assessments.enums import CaptureKind, LogState, ReportScope, ReportState
from assessments.models import Log, Report
from assessments.permissions import teams_reported_to
from assessments.queries.completion import COMPLETE
from productive_leader.core.dates import format_date, format_span, is_weekday, today
from productive_leader.core.prepared import Prepared
from programmes.enums import MemberKind
from programmes.models import Team

NO_DAYS: frozenset[date] = frozenset()


class WeekCell(NamedTuple):
    """One person's week in a word, with its colour and a note; without a log all three empty."""

    week: str
    text: str
    colour: str
    note: str


class LogGlance(NamedTuple):
    """One person's log: whether it is locked, how many days were begun, which are complete."""

    is_locked: bool
    days_started: int
    complete: frozenset[date]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a team with the logs of its people, by person id.

    `weekdays` is how many working days it has, `over` are those of them before today.
    """

    kind: str
    label: str
    starts_on: date
    ends_on: date
    slot_minutes: int
    logs: Mapping[int, LogGlance]
    weekdays: int
    over: frozenset[date]
    has_begun: bool

    @property
    def span(self) -> str:
        return format_span(self.starts_on, self.ends_on)

    def is_settled(self, people: Iterable[int]) -> bool:
        """Whether each of them who has a log has completed or locked it; somebody has."""
        known = [self.logs[person] for person in people if person in self.logs]
        return bool(known) and all(
            log.is_locked or len(log.complete) >= self.weekdays for log in known
        )

    def missing(self, person: int) -> frozenset[date]:
        """Working days before today that are still to log; none in a locked log."""
        log = self.logs.get(person)
        return self.over - log.complete if log and not log.is_locked else NO_DAYS

    def cell(self, person: int) -> WeekCell:
        """A person's week in a word."""
        log = self.logs.get(person)
        if log is None:
            return WeekCell(self.label, "", "", "")
        note = f"{len(log.complete)} of {self.weekdays} days{', locked' if log.is_locked else ''}"
        if len(log.complete) >= self.weekdays:
            return WeekCell(self.label, "Complete", "green", note)
        if not self.has_begun:
            begins = f"from {format_date(self.starts_on)}"
            return WeekCell(self.label, "Not yet", "grey", begins)
        is_behind = bool(self.missing(person))
        if not log.days_started:
            return WeekCell(self.label, "Not started", "red" if is_behind else "grey", note)
        if is_behind or log.is_locked:
            return WeekCell(self.label, "Part", "yellow", note)
        return WeekCell(self.label, "Up to date", "blue", note)


@dataclass(frozen=True, slots=True)
class LoggingTeam:
    """A team, its weeks in order, and the latest result of its leaders: its id once it is ready."""

    pk: int
    name: str
    weeks: tuple[Week, ...]
    result: int | None


def teams_of(programme_id: int, viewer: Person) -> list[LoggingTeam]:
    """The teams of a programme, newest wave first. Two queries, whatever their number."""
    return _teams_from(
        _TEAMS.rows(programme=programme_id, person=viewer.pk, on=today()),
        _logs_by_week(programme_id),
    )


def team_of(team: Team) -> LoggingTeam:
    """One team by itself, without its result. Two queries."""
    teams = teams_of(team.programme_id, Person(pk=0))
    return next(one for one in teams if one.pk == team.pk)


def _teams_from(
    rows: Iterable[tuple[Any, ...]], logs: Mapping[int, Mapping[int, LogGlance]]
) -> list[LoggingTeam]:
    weeks: dict[int, list[Week]] = defaultdict(list)
    teams: dict[int, tuple[str, int | None]] = {}
    for pk, name, report, state, *week in rows:
        teams[pk] = name, report if state == ReportState.DONE else None
        if week[0] is not None:
            weeks[pk].append(_week(*week, logs=logs))
    return [LoggingTeam(pk, name, tuple(weeks[pk]), result) for pk, (name, result) in teams.items()]


def _week(
    pk: int,
    kind: str,
    starts_on: date,
    ends_on: date,
    slot_minutes: int,
    *,
    logs: Mapping[int, Mapping[int, LogGlance]],
) -> Week:
    on, length = today(), (ends_on - starts_on).days + 1
    dates = (starts_on + timedelta(days=offset) for offset in range(length))
    weekdays = [day for day in dates if is_weekday(day)]
    return Week(
        kind=kind,
        label=CaptureKind(kind).label,
        starts_on=starts_on,
        ends_on=ends_on,
        slot_minutes=slot_minutes,
        logs=logs.get(pk, {}),
        weekdays=len(weekdays),
        over=frozenset(day for day in weekdays if day < on),
        has_begun=starts_on <= on,
    )


def _logs_by_week(programme_id: int) -> Mapping[int, Mapping[int, LogGlance]]:
    found: dict[int, dict[int, LogGlance]] = defaultdict(dict)
    for week, person, state, started, complete in _LOGS.rows(programme=programme_id):
        locked = state == LogState.LOCKED
        found[week][person] = LogGlance(locked, started, frozenset(complete or ()))
    return found


def _teams(programme: int, person: int, on: date) -> QuerySet[Team, Any]:
    """Teams side by side with their weeks: one row for each week, one for a team without any."""
    read = teams_reported_to(Person(pk=person), on)
    reports = Report.objects.filter(
        team=OuterRef("pk"), team__in=read, scope=ReportScope.TEAM, kind=MemberKind.LEADER
    )
    latest = reports.order_by("-created_at", "-pk")
    teams = Team.objects.filter(programme=programme)
    return teams.order_by("-wave", "name", "pk", "captures__starts_on").values_list(
        "pk",
        "name",
        Subquery(latest.values("pk")[:1]),
        Subquery(latest.values("state")[:1]),
        "captures__pk",
        "captures__kind",
        "captures__starts_on",
        "captures__ends_on",
        "captures__slot_minutes",
    )


def _logs(programme: int) -> QuerySet[Log, Any]:
    """The figures kept with each day tell which are complete; blocks stay unread."""
    weekday = Q(days__date__iso_week_day__lte=5)
    return (
        Log.objects.filter(capture__team__programme=programme)
        .order_by()
        .values_list("capture_id", "person_id", "state")
        .annotate(
            started=Count("days", filter=Q(days__revision__gt=0)),
            complete=ArrayAgg("days__date", filter=COMPLETE & weekday),
        )
    )


_TEAMS, _LOGS = Prepared(_teams), Prepared(_logs)
