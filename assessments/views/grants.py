"""Who may keep whose log."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, signed_in, typed
from assessments import services
from assessments.forms import GrantForm
from assessments.queries.logs import grants_of, pairs_without_grant


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def grants(request: SignedInRequest) -> HttpResponse:
    """Lists grants given and held; a leader gives one here."""
    pairs = pairs_without_grant(request.user)
    posted = request.method == "POST"
    form = GrantForm(typed(request, press="Let them keep my log"), pairs=pairs)
    if posted and form.is_valid():
        pair = form.cleaned_data["pair"]
        try:
            services.give_grant(
                by=request.user, team=pair.team, pa=pair.pa, ends_on=form.cleaned_data["ends_on"]
            )
        except services.GrantRefused as refusal:
            form.add_error("ends_on", str(refusal))
        else:
            messages.success(request, f"{pair.pa.name} may keep your log now, and gets a message.")
            return redirect("grants")
    context = {"grants": grants_of(request.user), "pairs": pairs, "form": form}
    return render(request, "assessments/grants.html", context, status=422 if posted else 200)


@require_POST
@signed_in
def grant_end(request: SignedInRequest, grant_id: int) -> HttpResponse:
    """Ends a grant in one press."""
    grant = services.end_grant(by=request.user, grant_id=grant_id)
    messages.success(request, f"{grant.pa.name} no longer keeps the log of {grant.leader.name}.")
    return redirect("grants")
