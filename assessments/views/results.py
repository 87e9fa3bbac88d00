"""Results: what there is to read or ask for, one result, and its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in
from accounts.models import Person
from assessments import services
from assessments.enums import ReportState
from assessments.forms import ReportForm
from assessments.models import Report
from assessments.permissions import (
    reports_visible_to,
    subjects_reported_to,
    teams_with_results_for,
)
from assessments.queries.results import (
    live_grantees,
    logs_to_compare,
    version_now,
    with_names,
)
from assessments.queries.topics import personal_topics, team_topics
from assessments.reports import (
    Figures,
    Presentation,
    csv_file,
    file_name,
    present,
    title_of,
    xlsx_file,
)
from assessments.results import MINIMUM_PEOPLE
from productive_leader.core.permissions import get_or_404
from productive_leader.core.words import listed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def results(request: SignedInRequest) -> HttpResponse:
    """Own results, those of leaders, those of teams; asks for one with one press."""
    if request.method != "POST":
        return _results_page(request)
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            report = _ask(request.user, form.cleaned_data)
        except services.ReportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("report", report.pk)
    return _results_page(request, form, status=422)


def _results_page(
    request: SignedInRequest, form: ReportForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "personal": personal_topics(request.user),
        "teams": team_topics(request.user),
        "minimum": MINIMUM_PEOPLE,
        "form": form,
    }
    return render(request, "assessments/results.html", context, status=status)


def _ask(person: Person, wanted: dict[str, Any]) -> Report:
    team = get_or_404(teams_with_results_for(person).select_related("programme"), pk=wanted["team"])
    subject = None
    if wanted["subject"] is not None:
        subject = get_or_404(subjects_reported_to(person, team), pk=wanted["subject"])
    return services.ask_for_report(
        by=person, team=team, scope=wanted["scope"], kind=wanted["kind"], subject=subject
    )


@require_safe
@signed_in
def report(request: SignedInRequest, report_id: int) -> HttpResponse:
    """One result: how far it is, why it did not work, or what came out."""
    found = _visible(request.user, report_id)
    context = {"report": found, "title": title_of(found), "reason": found.reason}
    if found.state == ReportState.FAILED:
        return render(request, "assessments/report_failed.html", context)
    if found.state != ReportState.DONE:
        return render(request, "assessments/report_progress.html", context)
    context |= {
        "result": present(found),
        "readers": _readers(found, request.user),
        **_changes(found),
    }
    return render(request, "assessments/report.html", context)


@require_POST
@signed_in
def report_again(request: SignedInRequest, report_id: int) -> HttpResponse:
    """Works a failed result out again; a refusal says why on the same page."""
    try:
        retried = services.retry_report(by=request.user, report_id=report_id)
    except services.ReportRefused as refusal:
        found = _visible(request.user, report_id)
        context = {"report": found, "title": title_of(found), "reason": str(refusal)}
        return render(request, "assessments/report_failed.html", context, status=422)
    return redirect("report", retried.pk)


@require_safe
@signed_in
def report_pdf(request: SignedInRequest, report_id: int) -> HttpResponse:
    return _file(
        request, report_id, "pdf", "application/pdf", lambda found, _: bytes(found.pdf or b"")
    )


@require_safe
@signed_in
def report_xlsx(request: SignedInRequest, report_id: int) -> HttpResponse:
    return _file(request, report_id, "xlsx", XLSX, lambda _, shown: xlsx_file(shown))


@require_safe
@signed_in
def report_csv(request: SignedInRequest, report_id: int) -> HttpResponse:
    return _file(
        request, report_id, "csv", "text/csv; charset=utf-8", lambda _, shown: csv_file(shown)
    )


def _file(
    request: SignedInRequest,
    report_id: int,
    extension: str,
    content_type: str,
    make: Callable[[Report, Presentation], bytes],
) -> HttpResponse:
    """A twin of the page; before there is one, the page that shows how far it is."""
    found = _visible(request.user, report_id)
    if found.state != ReportState.DONE:
        return redirect("report", report_id)
    shown = present(found)
    response = HttpResponse(make(found, shown), content_type=content_type)
    name = file_name(found, shown, extension)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _visible(person: Person, report_id: int) -> Report:
    return get_or_404(with_names(reports_visible_to(person)).defer("pdf"), pk=report_id)


def _readers(found: Report, person: Person) -> str:
    """Who can open a personal result, as this reader would say it."""
    if found.subject is None:
        return ""
    people = [found.subject, *live_grantees(found.team, found.subject)]
    names = ["you" if one == person else one.name for one in people]
    return listed(sorted(names, key=lambda name: name != "you"))


def _changes(found: Report) -> dict[str, Any]:
    """Whether the weeks are still those that were read, and which of a person's are open now."""
    logs = logs_to_compare(found.team, found.kind, found.subject).order_by("capture__starts_on")
    is_stale = version_now(logs) != Figures.from_json(found.figures).version
    open_logs = [log for log in logs if not log.locked] if is_stale and found.subject else []
    return {"is_stale": is_stale, "open_logs": open_logs}
