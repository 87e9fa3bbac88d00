"""Closing a programme, and opening it again within fourteen days."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, signed_in, typed
from productive_leader.core.dates import format_date
from programmes.forms.closing import CloseForm
from programmes.models import Programme
from programmes.queries.closing import last_day_to_reopen, what_is_in_the_way
from programmes.services import close_programme, reopen_programme
from programmes.views.lookups import programme_to_run

PRESS = "Close the programme"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def programme_close(request: SignedInRequest, programme_id: int) -> HttpResponse:
    """Says what closing means and what is in its way, then closes; a second press is harmless."""
    programme = programme_to_run(request.user, programme_id)
    if programme.closed_on:
        if request.method == "POST":
            return redirect("programme_close", programme_id)
        until = last_day_to_reopen(programme)
        return render(request, "programmes/closed.html", {"programme": programme, "until": until})
    form = CloseForm(typed(request, press=PRESS))
    if request.method == "POST" and form.is_valid() and _closed(request, programme, form):
        return redirect("programme", programme_id)
    context = {
        "programme": programme,
        "form": form,
        "obstacles": what_is_in_the_way(programme),
        "days": settings.LOG_RETENTION_DAYS,
        "press": PRESS,
    }
    return render(request, "programmes/close.html", context)


def _closed(request: SignedInRequest, programme: Programme, form: CloseForm) -> bool:
    try:
        closed = close_programme(by=request.user, programme=programme, on=form.cleaned_data["on"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, f"{closed} closed on {format_date(form.cleaned_data['on'])}.")
    return True


@require_POST
@signed_in
def programme_reopen(request: SignedInRequest, programme_id: int) -> HttpResponse:
    """Takes closing back."""
    programme = programme_to_run(request.user, programme_id)
    try:
        reopen_programme(by=request.user, programme=programme)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("programme_close", programme_id)
    messages.success(request, f"{programme} is open again, as it was.")
    return redirect("programme", programme_id)
