"""Who decides about orders while the chief executive is away."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Organisation, Person
from accounts.permissions import organisations_covered_by, organisations_visible_to
from accounts.queries.covers import (
    chief_executives_of,
    covers_at,
    covers_to_come,
    people_who_could_cover,
)
from accounts.services.covers import appoint_cover, end_cover
from orders.forms.covers import CoverForm
from productive_leader.core.dates import today
from productive_leader.core.forms import take_refusal
from productive_leader.core.permissions import get_or_404

PRESS = "Name the cover"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cover(request: SignedInRequest, code: str) -> HttpResponse:
    """For colleagues, who covers; for the chief executive and administrators, a form as well."""
    me = request.user
    here = get_or_404(organisations_visible_to(me) | organisations_covered_by(me), code=code)
    may_name = organisations_covered_by(me).contains(here)
    if request.method == "POST" and not may_name:
        raise PermissionDenied
    form = None
    if may_name:
        people, data = people_who_could_cover(here), typed(request, press=PRESS)
        form = CoverForm(data, people=people, initial={"starts_on": today()})
        if request.method == "POST" and form.is_valid() and _named(me, here, form):
            name = form.cleaned_data["person"].name
            messages.success(request, f"{name} is named, and gets a message. To undo it, end it.")
            return redirect("cover", here.code)
    context = {
        "organisation": here,
        "form": form,
        "press": PRESS,
        "chiefs": chief_executives_of(here),
        "coming": covers_to_come(here),
        "past": covers_at(here).filter(ends_on__lt=today()),
        "today": today(),
    }
    return render(request, "orders/cover.html", context, status=_status(request))


def _named(me: Person, here: Organisation, form: CoverForm) -> bool:
    try:
        appoint_cover(by=me, organisation=here, **form.cleaned_data)
    except ValidationError as refusal:
        take_refusal(form, refusal)
        return False
    return True


@require_POST
@signed_in
def cover_end(request: SignedInRequest, code: str, cover_id: int) -> HttpResponse:
    """At once; what was decided until then stays."""
    me = request.user
    here = get_or_404(organisations_covered_by(me), code=code)
    found = get_or_404(covers_at(here), pk=cover_id)
    end_cover(by=me, role=found)
    messages.success(request, f"{found.person.name} no longer covers. To undo it, name them again.")
    return redirect("cover", here.code)


def _status(request: SignedInRequest) -> int:
    return 422 if request.method == "POST" else 200
