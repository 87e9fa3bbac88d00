"""Who sponsors a programme."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from productive_leader.core.permissions import get_or_404
from programmes import permissions
from programmes.forms.people import SponsorForm
from programmes.models import Programme
from programmes.queries import with_organisation
from programmes.queries.people import possible_sponsors
from programmes.services.people import set_sponsor
from programmes.views.refusals import explain


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def programme_sponsor(request: SignedInRequest, programme_id: int) -> HttpResponse:
    """Changes the sponsor, and goes back to the people of the first team."""
    me = request.user
    programme = get_or_404(with_organisation(permissions.programmes_run_by(me)), pk=programme_id)
    if programme.closed_on:
        raise Http404
    form = SponsorForm(
        typed(request, press="Save the sponsor"),
        roles=possible_sponsors([programme.organisation]),
        current=programme.sponsor,
    )
    if request.method == "POST" and form.is_valid():
        changed = _changed(me, programme, form)
        if changed:
            messages.success(request, _news(changed))
            return redirect(_way_back(changed))
    context = {"form": form, "programme": programme, "back": _way_back(programme)}
    return render(request, "programmes/sponsor.html", context)


def _changed(me: Person, programme: Programme, form: SponsorForm) -> Programme | None:
    try:
        return set_sponsor(by=me, programme=programme, **form.chosen())
    except ValidationError as refusal:
        explain(refusal, form, address="sponsor_email")
        return None


def _news(programme: Programme) -> str:
    if programme.sponsor is None:
        return "The programme has no sponsor now."
    return f"{programme.sponsor} sponsors the programme."


def _way_back(programme: Programme) -> str:
    """To the people of its first team, from where this page is opened."""
    team = programme.teams.first()
    if team is None:
        return reverse("programme", args=[programme.pk])
    return reverse("team_people", args=[programme.pk, team.pk])
