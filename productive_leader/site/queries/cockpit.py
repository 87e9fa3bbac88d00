"""The facilitator's picture of a programme: who has logged what, never what is in it.

Whatever the number of people and teams, a fixed number of queries; no block is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Person
from assessments.enums import CaptureKind, LogState, ReportScope, ReportState
from assessments.models import Capture, Day, Log, Report
from assessments.permissions import reports_visible_to
from assessments.queries.completion import Completion, completion_by_capture
from productive_leader.core.dates import format_date, is_weekday, today
from programmes.enums import MemberKind
from programmes.models import Membership, Pair, Programme, Team
from programmes.notifications import MissingDays
from programmes.queries import current_members, last_nudges, live_pairs


@dataclass(frozen=True, slots=True)
class WeekCell:
    """One person's week in a word, with its colour and a note."""

    text: str
    colour: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """One member: with whom they work, each week by its name, and the last nudge in words."""

    person: Person
    job_title: str
    partners: tuple[str, ...]
    cells: tuple[tuple[str, WeekCell | None], ...]
    last_nudge: str


@dataclass(frozen=True, slots=True)
class TeamPicture:
    """`to_nudge` counts the people who miss days and were not nudged today.

    `settled` are the kinds of week that everybody has completed or locked.
    """

    team: Team
    captures: tuple[Capture, ...]
    settled: frozenset[str]
    leaders: tuple[Row, ...]
    pas: tuple[Row, ...]
    to_nudge: int
    behind: int
    report: Report | None
    next_kind: str

    @property
    def next_label(self) -> str:
        """The week that can be opened next, within a sentence; empty when both are open."""
        return CaptureKind(self.next_kind).label.lower() if self.next_kind else ""

    @property
    def nudge_label(self) -> str:
        return "Nudge 1 person" if self.to_nudge == 1 else f"Nudge {self.to_nudge} people"

    @property
    def groups(self) -> tuple[tuple[str, str, tuple[Row, ...]], ...]:
        """The tables of people: heading of their column, of their partners' column, rows."""
        groups = (("Leader", "PA", self.leaders), ("PA", "Works with", self.pas))
        return tuple(group for group in groups if group[2])

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Where the team stands: (label, "done", "current" or "later").

        A week that has begun stays current until everybody has completed or locked it, beside the
        one after it.
        """
        has_result = bool(self.report and self.report.state == ReportState.DONE)
        begun = {one.kind for one in self.captures if one.starts_on <= today()}
        steps = [("Setting up", bool(self.captures), False)]
        steps += [(one.label, one in self.settled, one in begun) for one in CaptureKind]
        steps += [("Results", has_result, False)]
        first_open = next((label for label, done, _ in steps if not done), "")
        return [
            (label, "done" if done else "current" if now or label == first_open else "later")
            for label, done, now in steps
        ]


@dataclass(frozen=True, slots=True)
class Missing:
    """The days that have passed and are not complete, of logs that are not locked."""

    by_team: dict[int, dict[int, list[MissingDays]]]

    def of(self, team_id: int) -> dict[int, list[MissingDays]]:
        """By the id of the person; nobody is listed without days."""
        return self.by_team.get(team_id, {})


def pictures_of(programme: Programme, viewer: Person) -> list[TeamPicture]:
    """Each team of a programme, newest wave first. Eight queries."""
    teams = list(programme.teams.order_by("-wave", "name"))
    parts = _Parts.read(teams, viewer)
    return [parts.picture(team) for team in teams]


def missing_days(captures: Iterable[Capture]) -> Missing:
    """Working days before today that are still to log. Two queries."""
    begun = {capture.pk: capture for capture in captures if capture.starts_on < today()}
    complete = _complete_dates(begun)
    found: dict[int, dict[int, list[MissingDays]]] = defaultdict(lambda: defaultdict(list))
    logs = Log.objects.filter(capture__in=begun).exclude(state=LogState.LOCKED)
    for log in logs.order_by("capture__starts_on"):
        capture = begun[log.capture_id]
        dates = tuple(
            day
            for day in capture.dates
            if is_weekday(day) and day < today() and day not in complete[log.pk]
        )
        if dates:
            week = MissingDays(capture.get_kind_display(), dates)
            found[capture.team_id][log.person_id].append(week)
    return Missing({team: dict(people) for team, people in found.items()})


def _complete_dates(captures: Iterable[int]) -> dict[int, set[date]]:
    """The complete dates of each log, from the figures kept with a day; blocks stay unread."""
    dates: dict[int, set[date]] = defaultdict(set)
    for day in Day.objects.filter(log__capture__in=captures).only(
        "log_id", "date", "worked", "window_minutes", "assigned_minutes"
    ):
        if day.complete:
            dates[day.log_id].add(day.date)
    return dates


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the pictures of some teams are made from, by team or by person."""

    captures: dict[int, list[Capture]]
    members: dict[int, list[Membership]]
    pairs: dict[int, list[Pair]]
    completion: dict[int, dict[int, Completion]]
    missing: Missing
    nudges: dict[int, date]
    reports: dict[int, Report]

    @classmethod
    def read(cls, teams: Sequence[Team], viewer: Person) -> _Parts:
        captures = list(Capture.objects.filter(team__in=teams).order_by("starts_on"))
        members = list(current_members(Membership.objects.filter(team__in=teams)))
        reports = reports_visible_to(viewer).filter(
            team__in=teams, scope=ReportScope.TEAM, kind=MemberKind.LEADER
        )
        return cls(
            captures=_by_team(captures),
            members=_by_team(members),
            pairs=_by_team(live_pairs(Pair.objects.filter(team__in=teams))),
            completion=completion_by_capture(captures),
            missing=missing_days(captures),
            nudges=last_nudges(member.person_id for member in members),
            reports={
                report.team_id: report
                for report in reports.defer("figures", "pdf").order_by("created_at")
            },
        )

    def picture(self, team: Team) -> TeamPicture:
        captures = self.captures.get(team.pk, [])
        behind = self.missing.of(team.pk)
        people = [member.person_id for member in self.members.get(team.pk, [])]
        missing = [person for person in people if person in behind]
        kinds = [capture.kind for capture in captures]
        return TeamPicture(
            team=team,
            captures=tuple(captures),
            settled=frozenset(one.kind for one in captures if self._is_settled(one, people)),
            leaders=self._rows(team, captures, MemberKind.LEADER),
            pas=self._rows(team, captures, MemberKind.PA),
            to_nudge=sum(self.nudges.get(person) != today() for person in missing),
            behind=len(missing),
            report=self.reports.get(team.pk),
            next_kind=next((kind for kind in CaptureKind.values if kind not in kinds), ""),
        )

    def _is_settled(self, capture: Capture, people: list[int]) -> bool:
        """Whether every member of today who has a log has completed or locked it; somebody has."""
        logs = [self.completion[capture.pk].get(person) for person in people]
        known = [log for log in logs if log is not None]
        return bool(known) and all(log.complete or log.locked for log in known)

    def _rows(self, team: Team, captures: list[Capture], kind: MemberKind) -> tuple[Row, ...]:
        members = [one for one in self.members.get(team.pk, []) if one.kind == kind]
        partners = self._partners(team)
        return tuple(
            Row(
                person=member.person,
                job_title=member.job_title,
                partners=tuple(partners[member.person_id]),
                cells=tuple(
                    (capture.get_kind_display(), self._cell(capture, member.person_id))
                    for capture in captures
                ),
                last_nudge=_ago(self.nudges.get(member.person_id)),
            )
            for member in members
        )

    def _partners(self, team: Team) -> dict[int, list[str]]:
        names: dict[int, list[str]] = defaultdict(list)
        for pair in self.pairs.get(team.pk, []):
            names[pair.leader_id].append(pair.pa.name)
            names[pair.pa_id].append(pair.leader.name)
        return names

    def _cell(self, capture: Capture, person_id: int) -> WeekCell | None:
        completion = self.completion[capture.pk].get(person_id)
        if completion is None:
            return None
        weeks = self.missing.of(capture.team_id).get(person_id, [])
        is_behind = any(week.week == capture.get_kind_display() for week in weeks)
        return cell_of(completion, capture, is_behind=is_behind)


def cell_of(completion: Completion, capture: Capture, *, is_behind: bool) -> WeekCell:
    """One person's week in a word. `is_behind`: a day that has passed is not complete."""
    note = f"{completion.days_complete} of {completion.expected} days"
    if completion.locked:
        note += ", locked"
    if completion.complete:
        return WeekCell("Complete", "green", note)
    if capture.starts_on > today():
        return WeekCell("Not yet", "grey", f"from {format_date(capture.starts_on)}")
    if not completion.started:
        return WeekCell("Not started", "red" if is_behind else "grey", note)
    if is_behind or completion.locked:
        return WeekCell("Part", "yellow", note)
    return WeekCell("Up to date", "blue", note)


def _ago(day: date | None) -> str:
    if day is None:
        return "–"
    return "today" if day == today() else f"{day.day} {day:%b}"


def _by_team(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.team_id].append(row)
    return dict(found)
