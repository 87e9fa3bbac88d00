"""Handing a programme over to another facilitator."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from productive_leader.core.permissions import get_or_404
from programmes import permissions
from programmes.forms.handover import HandOverForm
from programmes.models import Programme
from programmes.queries import with_organisation
from programmes.queries.handover import successors_of, what_goes_along
from programmes.services.handover import hand_over as hand_programme_over

PRESS = "Hand over"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_over(request: SignedInRequest, programme_id: int) -> HttpResponse:
    """Says what happens, then does it. Whoever handed it over does not see it any more."""
    run = permissions.programmes_run_by(request.user)
    programme = get_or_404(with_organisation(run), pk=programme_id)
    if programme.closed_on:
        raise Http404
    successors = successors_of(programme)
    form = HandOverForm(typed(request, press=PRESS), successors=successors)
    if request.method == "POST" and form.is_valid() and _handed_over(request, programme, form):
        return redirect("programmes")
    context = {
        "programme": programme,
        "form": form,
        "successors": successors,
        "along": what_goes_along(programme),
        "own": programme.facilitator_id == request.user.pk,
        "press": PRESS,
    }
    return render(request, "programmes/hand_over.html", context)


def _handed_over(request: SignedInRequest, programme: Programme, form: HandOverForm) -> bool:
    to = form.cleaned_data["to"]
    try:
        hand_programme_over(by=request.user, programme=programme, to=to)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, f"{to} leads {programme} now and has had a message.")
    return True
