"""Results: asked for on a page, worked out by a worker, kept as they were on their day.

Each change of a report's state is one function here that locks its row. Working out may run again
after a crash: it only ever writes whole figures, and a finished report stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import Person
from assessments import notifications
from assessments.enums import CaptureKind, ReportScope, ReportState
from assessments.models import Capture, Report
from assessments.permissions import reports_visible_to, subjects_reported_to, teams_reported_to
from assessments.queries.results import (
    TwoWeeks,
    logs_to_compare,
    unfinished,
    version_of,
    weeks_of,
    with_names,
)
from assessments.reports import Beside, Figures, Week, pdf_html, present
from assessments.results import PersonResult, TeamResult, TooFew, compare, team_result
from productive_leader.core import audit, outbox
from productive_leader.core.models import Queue
from productive_leader.core.pdf import render_pdf
from productive_leader.core.permissions import get_or_404
from programmes.enums import MemberKind
from programmes.models import Team

TASK = "assessments.work_out_report"
STEPS = 3  # the weeks are read, the result is worked out, the PDF is drawn
WENT_WRONG = "Something went wrong on our side while it was worked out, three times in a row."


class ReportRefused(Exception):
    """There can be no such result yet, with the sentence that says why and what to do."""


@transaction.atomic
def ask_for_report(
    *, by: Person, team: Team, scope: str, kind: str, subject: Person | None = None
) -> Report:
    """Promise a result; one that is still being worked out is given back instead of a second.

    Raises Http404 for what this person may not read, ReportRefused when the weeks are not there
    or not locked, or when a team has too few people. Locks the team.
    """
    _check_may_ask(by, team, scope, kind, subject)
    _lock(team.pk)
    same = Report.objects.filter(team=team, scope=scope, kind=kind, subject=subject)
    if under_way := unfinished(same).first():
        return under_way
    _check_weeks(team, kind, subject)
    report = Report.objects.create(
        scope=scope, team=team, kind=kind, subject=subject, asked_by=by, steps=STEPS
    )
    _promise(report, by, "report.asked")
    return report


@transaction.atomic
def retry_report(*, by: Person, report_id: int) -> Report:
    """Work a failed report out again. One that waits, works or is done stays as it is.

    Raises Http404, and ReportRefused as `ask_for_report` does.
    """
    found = get_or_404(reports_visible_to(by).select_related("team", "subject"), pk=report_id)
    _lock(found.team_id)
    report = _locked(report_id)
    if report is None or report.state != ReportState.FAILED:
        return report or found
    same = Report.objects.filter(
        team=report.team_id, scope=report.scope, kind=report.kind, subject=report.subject_id
    )
    if under_way := unfinished(same).first():
        return under_way
    _check_weeks(found.team, report.kind, found.subject)
    report.state, report.step, report.reason = ReportState.WAITING, 0, ""
    report.asked_by, report.finished_at = by, None
    report.save(update_fields=["state", "step", "reason", "asked_by", "finished_at"])
    _promise(report, by, "report.retried")
    return report


def work_out_report(report_id: int) -> None:
    """Read the weeks, compare them, draw the PDF, keep all of it. For workers; may run again.

    Trouble that another try cannot mend ends the report with its reason; any other is raised.
    """
    report = _begin(report_id)
    if report is None:
        return
    weeks = _read(report.team, report.kind)
    if not _advance(report_id, 1):
        return
    try:
        figures = _figures(report, weeks)
    except ReportRefused as refusal:
        fail_report(report_id, reason=str(refusal))
        return
    if not _advance(report_id, 2):
        return
    report.figures, report.finished_at = figures.to_json(), timezone.now()
    shown = present(report)
    _finish(report, render_pdf(pdf_html(shown), title=shown.title))


@transaction.atomic
def fail_report(report_id: int, *, reason: str = WENT_WRONG) -> None:
    """End a report that cannot be worked out, with a sentence for people, and tell who asked."""
    report = _locked(report_id)
    if report is None or report.state not in {ReportState.WAITING, ReportState.WORKING}:
        return
    report.state, report.reason, report.finished_at = ReportState.FAILED, reason, timezone.now()
    report.save(update_fields=["state", "reason", "finished_at"])
    audit.record(by=None, action="report.failed", target=report)
    if _may_still_read(report):
        notifications.tell_report_failed(report)


def _check_may_ask(by: Person, team: Team, scope: str, kind: str, subject: Person | None) -> None:
    """Who may read a result may ask for it."""
    if subject is not None:
        allowed = scope == ReportScope.PERSON and subjects_reported_to(by, team).contains(subject)
    else:
        allowed = scope == ReportScope.TEAM and teams_reported_to(by).contains(team)
    if not allowed or kind not in MemberKind.values:
        raise Http404


def _lock(team_id: int) -> None:
    """One at a time asks for a result of a team, so that nobody gets a second of the same."""
    Team.objects.select_for_update(no_key=True).get(pk=team_id)


def _check_weeks(team: Team, kind: str, subject: Person | None) -> None:
    """Refuse at once what a worker could only fail at."""
    planned = set(Capture.objects.filter(team=team).values_list("kind", flat=True))
    for capture_kind in CaptureKind:
        if capture_kind not in planned:
            raise ReportRefused(
                f"The {capture_kind.label.lower()} of {team} has no dates yet. A result compares "
                "two weeks; the facilitator sets their dates."
            )
    if subject is None:
        _team_result(_read(team, kind))
    else:
        logs = logs_to_compare(team, kind, subject)
        _check_locked({log.capture.kind: log.locked for log in logs}, subject)


def _check_locked(locked: Mapping[str, bool], subject: Person) -> None:
    """`locked` says of each week that has a log whether it is locked."""
    for kind in CaptureKind:
        if kind not in locked:
            raise ReportRefused(
                f"{subject.name} has no log of the {kind.label.lower()} in this team, so there is "
                "nothing to compare."
            )
    weeks = [kind.label.lower() for kind in CaptureKind if not locked[kind]]
    if len(weeks) == 1:
        raise ReportRefused(
            f"The {weeks[0]} of {subject.name} is not locked yet. Lock it on the page of that "
            "week, then ask again."
        )
    if weeks:
        raise ReportRefused(
            f"The {weeks[0]} and the {weeks[1]} of {subject.name} are not locked yet. Lock each "
            "on the page of that week, then ask again."
        )


def _promise(report: Report, by: Person, action: str) -> None:
    outbox.enqueue(TASK, payload={"report_id": report.pk}, queue=Queue.REPORTS)
    audit.record(
        by=by,
        action=action,
        target=report,
        acting_for=report.subject,
        organisation_id=report.team.programme.organisation_id,
    )


@transaction.atomic
def _read(team: Team, kind: str) -> dict[int, TwoWeeks]:
    """Both weeks of everybody, as of one moment: whoever saves a day locks its log first."""
    logs = logs_to_compare(team, kind).order_by("pk")
    return weeks_of(logs.select_for_update(of=("self",), no_key=True))


def _figures(report: Report, weeks: dict[int, TwoWeeks]) -> Figures:
    """Worked out from what was read. Raises ReportRefused."""
    if report.subject is None:
        return _frozen(_team_result(weeks), list(weeks.values()))
    own = weeks.get(report.subject.pk)
    if own is None:
        raise ReportRefused("One of the two weeks is no longer there: nothing can be compared.")
    locked: dict[str, bool] = {
        CaptureKind.BASELINE: own.baseline.locked,
        CaptureKind.REPEAT: own.repeat.locked,
    }
    _check_locked(locked, report.subject)
    return _frozen(_compare(own), [own], _beside(weeks))


def _frozen(
    result: PersonResult | TeamResult, weeks: list[TwoWeeks], beside: Beside | None = None
) -> Figures:
    one = weeks[0]
    return Figures(
        result=result,
        baseline=Week(one.baseline.starts_on, one.baseline.ends_on),
        repeat=Week(one.repeat.starts_on, one.repeat.ends_on),
        weeks_per_year=settings.WORKING_WEEKS_A_YEAR,
        version=version_of(weeks),
        beside=beside,
    )


def _beside(weeks: dict[int, TwoWeeks]) -> Beside | None:
    """The middle of the person's own team, where it may be shown."""
    team = team_result(list(map(_compare, weeks.values())))
    if isinstance(team, TooFew) or team.released is None:
        return None
    return Beside(team.people_with_claim, team.released.median_minutes)


def _team_result(weeks: dict[int, TwoWeeks]) -> TeamResult:
    result = team_result(list(map(_compare, weeks.values())))
    if isinstance(result, TooFew):
        raise ReportRefused(result.reason)
    return result


def _compare(both: TwoWeeks) -> PersonResult:
    return compare(
        both.baseline,
        both.repeat,
        both.categories,
        weeks_per_year=settings.WORKING_WEEKS_A_YEAR,
    )


def _locked(report_id: int) -> Report | None:
    rows = with_names(Report.objects.defer("pdf")).select_for_update(of=("self",))
    return rows.filter(pk=report_id).first()


@transaction.atomic
def _begin(report_id: int) -> Report | None:
    """The report as one that is being worked out, from the start; None when it has ended."""
    report = _locked(report_id)
    if report is None or report.state in {ReportState.DONE, ReportState.FAILED}:
        return None
    report.state, report.step = ReportState.WORKING, 0
    report.save(update_fields=["state", "step"])
    return report


@transaction.atomic
def _advance(report_id: int, step: int) -> bool:
    """So many steps are behind us. False when the report has ended or gone meanwhile."""
    report = _locked(report_id)
    if report is None or report.state != ReportState.WORKING:
        return False
    report.step = step
    report.save(update_fields=["step"])
    return True


@transaction.atomic
def _finish(worked_out: Report, pdf: bytes) -> None:
    """Keep figures and PDF together, once, and tell who asked."""
    report = _locked(worked_out.pk)
    if report is None or report.state != ReportState.WORKING:
        return
    report.state, report.step, report.reason = ReportState.DONE, report.steps, ""
    report.figures, report.finished_at = worked_out.figures, worked_out.finished_at
    report.pdf = pdf
    report.save(update_fields=["state", "step", "reason", "figures", "finished_at", "pdf"])
    audit.record(by=None, action="report.finished", target=report)
    if _may_still_read(report):
        notifications.tell_report_ready(report)


def _may_still_read(report: Report) -> bool:
    """A PA whose grant ended meanwhile hears nothing more of it."""
    return reports_visible_to(report.asked_by).filter(pk=report.pk).exists()
