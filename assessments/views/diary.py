"""Bringing in a diary."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in
from assessments import services
from assessments.diary import DiaryProblem
from assessments.forms import DiaryForm
from assessments.models import Log
from assessments.views.days import visible_log
from productive_leader.core.words import counted


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def diary_import(request: SignedInRequest, log_id: int) -> HttpResponse:
    """Asks for the file, then goes to the first day that has meetings."""
    log = visible_log(request.user, log_id)
    posted = request.method == "POST" and not log.locked
    form = DiaryForm(request.POST, request.FILES) if posted else DiaryForm()
    if posted and form.is_valid():
        try:
            summary = services.import_diary(
                by=request.user, log_id=log_id, data=form.cleaned_data["diary"].read()
            )
        except DiaryProblem as problem:
            form.add_error("diary", str(problem))
        except services.LogIsLocked:
            form.add_error(None, "This week is locked. Open it again to bring in a diary.")
        else:
            messages.success(request, _told(summary))
            return redirect("day", log_id, next(iter(summary.by_date), log.capture.starts_on))
    context = {
        "log": log,
        "form": form,
        "acting": log.person_id != request.user.pk,
        "owner_name": log.person.name,
    }
    return render(request, "assessments/diary_import.html", context, status=_status(request, log))


def _status(request: SignedInRequest, log: Log) -> int:
    if request.method != "POST":
        return 200
    return 423 if log.locked else 422


def _told(summary: services.ImportSummary) -> str:
    days = len(summary.by_date)
    meetings = counted(summary.total, "meeting", "meetings")
    return (
        f"{meetings} on {counted(days, 'day', 'days')} brought in from the diary. "
        "Look through each day and accept what took place."
    )
