"""A week and its gaps; finishing, locking, opening again, working hours."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in, typed
from assessments import services
from assessments.forms import ReopenForm, WindowForm
from assessments.models import Log
from assessments.permissions import logs_reopenable_by
from assessments.queries.logs import DayAtAGlance, days_of, kept_by
from assessments.views.days import visible_log
from productive_leader.core.dates import is_weekday
from productive_leader.core.permissions import get_or_404
from productive_leader.core.words import counted

OTHERS_SHOWN = 12


@require_safe
@signed_in
def week(request: SignedInRequest, log_id: int) -> HttpResponse:
    """Every day of a log at a glance, with what is still to do."""
    return _week_page(request, visible_log(request.user, log_id))


def _week_page(
    request: SignedInRequest, log: Log, form: WindowForm | None = None, status: int = 200
) -> HttpResponse:
    days = days_of(log)
    own = log.person_id == request.user.pk
    others = kept_by(request.user).exclude(pk=log.pk)[:OTHERS_SHOWN]
    to_confirm = [one for one in days if own and one.to_confirm]
    hours = {"start": log.window_start, "end": log.window_end}
    context: dict[str, Any] = {
        "log": log,
        "days": days,
        "own": own,
        "acting": not own,
        "owner_name": log.person.name,
        "open_days": [one for one in days if one.expected and not one.complete],
        "to_confirm": to_confirm,
        "doubts": _doubts(days, len(to_confirm)),
        "others_open": [one for one in others if not one.locked],
        "others_locked": [one for one in others if one.locked],
        "complete": sum(one.complete and one.started for one in days),
        "expected": sum(one.expected for one in days),
        "form": form or WindowForm(initial=hours),
        "reopenings": log.reopenings.select_related("by"),
    }
    return render(request, "assessments/week.html", context, status=status)


def _doubts(days: list[DayAtAGlance], unconfirmed: int) -> str:
    """What a result would lack if the week were locked now; empty when all is right."""
    open_days = sum(is_weekday(one.date) and not one.complete for one in days)
    if open_days and unconfirmed:
        return (
            f"{_days_are(open_days)} not complete and {unconfirmed} not confirmed: "
            "a result may make no claim, or rest on weaker evidence."
        )
    if open_days:
        return f"{_days_are(open_days)} not complete: a result may make no claim."
    if unconfirmed:
        return f"{_days_are(unconfirmed)} not confirmed: a result would rest on weaker evidence."
    return ""


def _days_are(number: int) -> str:
    return counted(number, "day is", "days are")


@require_POST
@signed_in
def log_window(request: SignedInRequest, log_id: int) -> HttpResponse:
    """Sets the working hours that completeness is measured by."""
    log = visible_log(request.user, log_id)
    form = WindowForm(request.POST)
    if not form.is_valid():
        return _week_page(request, log, form, status=422)
    try:
        services.set_window(by=request.user, log=log, **form.cleaned_data)
    except ValidationError as problem:
        form.add_error(None, problem)
        return _week_page(request, log, form, status=422)
    messages.success(request, "The working hours are changed.")
    return redirect("week", log_id)


@require_POST
@signed_in
def log_finish(request: SignedInRequest, log_id: int) -> HttpResponse:
    log = services.finish_log(by=request.user, log_id=log_id)
    if log.person_id == request.user.pk:
        messages.success(request, "The week is finished. Lock it when every day is right.")
    else:
        messages.success(request, f"The week is finished. {log.person.name} gets a message.")
    return redirect("week", log_id)


@require_POST
@signed_in
def log_lock(request: SignedInRequest, log_id: int) -> HttpResponse:
    services.lock_log(by=request.user, log_id=log_id)
    messages.success(request, "The week is locked. You can open it again, with a reason.")
    return redirect("week", log_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def log_reopen(request: SignedInRequest, log_id: int) -> HttpResponse:
    """Asks why, then opens the week again. The facilitator sees only whose week it is."""
    log = get_or_404(
        logs_reopenable_by(request.user).select_related("capture__team", "person"), pk=log_id
    )
    form = ReopenForm(typed(request, press="Open the week again"))
    if request.method == "POST" and form.is_valid():
        services.reopen_log(by=request.user, log_id=log_id, reason=form.cleaned_data["reason"])
        messages.success(request, "The week is open again.")
        own = log.person_id == request.user.pk
        return redirect("week", log_id) if own else redirect("home")
    context = {"log": log, "form": form, "own": log.person_id == request.user.pk}
    status = 422 if request.method == "POST" else 200
    return render(request, "assessments/reopen.html", context, status=status)
