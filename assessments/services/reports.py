"""Results: asked for on a page, worked out by a worker, kept as they were on their day.

Each change of a report's state is one function here that locks its row. Working out may run again
after a crash: it only ever writes whole figures, and a finished report stays as it is.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import Person
from assessments import notifications
from assessments.enums import CaptureKind, ReportScope, ReportState
from assessments.models import Capture, Log, Report
from assessments.permissions import reports_visible_to, subjects_reported_to, teams_reported_to
from assessments.queries.results import (
    TwoWeeks,
    logs_to_compare,
    unfinished,
    weeks_of,
    with_names,
)
from assessments.reports import Figures, present, report_title
from assessments.results import (
    PersonResult,
    TeamResult,
    TooFew,
    compare,
    team_result,
)
from productive_leader.core import audit, outbox
from productive_leader.core.models import Queue
from productive_leader.core.pdf import render_pdf
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
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
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
    visible = reports_visible_to(by).select_related("team", "subject")
    found = visible.filter(pk=report_id).first()
    if found is None:
        raise Http404
    Team.objects.select_for_update(no_key=True).get(pk=found.team_id)
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
    weeks = weeks_of(logs_to_compare(report.team, report.kind))
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
    pdf = render_pdf(present(report).as_html(), title=report_title(report))
    _finish(report, pdf)


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
    personal = scope == ReportScope.PERSON and subject is not None
    if personal:
        allowed = subjects_reported_to(by, team).filter(pk=subject.pk if subject else None).exists()
    else:
        allowed = (
            scope == ReportScope.TEAM
            and subject is None
            and teams_reported_to(by).filter(pk=team.pk).exists()
        )
    if not allowed or kind not in MemberKind.values:
        raise Http404


def _check_weeks(team: Team, kind: str, subject: Person | None) -> None:
    planned = set(Capture.objects.filter(team=team).values_list("kind", flat=True))
    for capture_kind in CaptureKind:
        if capture_kind not in planned:
            raise ReportRefused(
                f"The {capture_kind.label.lower()} of {team} has no dates yet. "
                "A result compares two weeks; your facilitator sets the dates."
            )
    if subject is not None:
        _check_locked(logs_to_compare(team, kind, subject))
    else:
        _team_result(weeks_of(logs_to_compare(team, kind)))


def _check_locked(logs: list[Log] | object) -> None:
    by_kind = {log.capture.kind: log for log in logs}  # type: ignore[attr-defined]
    open_weeks = []
    for kind in CaptureKind:
        log = by_kind.get(kind)
        if log is None:
            raise ReportRefused(
                f"There is no log of the {kind.label.lower()} in this team, so there is nothing "
                "to compare."
            )
        if not log.locked:
            open_weeks.append(kind.label.lower())
    if open_weeks:
        raise ReportRefused(_lock_first(open_weeks))


def _lock_first(weeks: list[str]) -> str:
    if len(weeks) == 1:
        return f"The {weeks[0]} is not locked yet. Lock it on its week page, then ask again."
    return (
        f"The {weeks[0]} and the {weeks[1]} are not locked yet. Lock both on their week pages, "
        "then ask again."
    )


def _promise(report: Report, by: Person, action: str) -> None:
    outbox.enqueue(TASK, payload={"report_id": report.pk}, queue=Queue.REPORTS)
    audit.record(
        by=by,
        action=action,
        target=report,
        acting_for=report.subject if report.subject_id not in {None, by.pk} else None,
        organisation_id=report.team.programme.organisation_id,
    )


def _figures(report: Report, weeks: dict[int, TwoWeeks]) -> Figures:
    """Worked out from what was read. Raises ReportRefused."""
    if report.subject is None:
        return Figures(_team_result(weeks), team=None)
    _check_locked(logs_to_compare(report.team, report.kind, report.subject))
    if report.subject_id not in weeks:
        raise ReportRefused("One of the two weeks is no longer there, so nothing can be compared.")
    others = team_result(_compared(weeks))
    return Figures(
        _compare(weeks[report.subject_id]), team=None if isinstance(others, TooFew) else others
    )


def _team_result(weeks: dict[int, TwoWeeks]) -> TeamResult:
    result = team_result(_compared(weeks))
    if isinstance(result, TooFew):
        raise ReportRefused(result.reason)
    return result


def _compared(weeks: dict[int, TwoWeeks]) -> list[PersonResult]:
    return [_compare(both) for both in weeks.values()]


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
