"""A new programme, from a template, on one page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from programmes.forms.new_programme import NewProgrammeForm
from programmes.models import Team
from programmes.permissions import organisations_to_start_in
from programmes.queries.offers import offers
from programmes.queries.people import possible_sponsors, where_facilitator
from programmes.queries.steps import NEW, setting_up_steps
from programmes.services.setting_up import set_up_programme
from programmes.views.refusals import explain


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def programme_new(request: SignedInRequest) -> HttpResponse:
    """Makes a programme with its first team and goes on to its people."""
    me = request.user
    startable = where_facilitator(organisations_to_start_in(me), me)
    organisations = list(startable)
    if not organisations:
        raise Http404
    form = NewProgrammeForm(
        typed(request, press="Make this programme"),
        offers=offers(),
        organisations=organisations,
        roles=possible_sponsors(startable),
    )
    if request.method == "POST" and form.is_valid():
        team = _set_up(me, form)
        if team:
            messages.success(request, "The programme is there. Now say who is in the team.")
            return redirect("team_people", team.programme_id, team.pk)
    context = {"form": form, "steps": setting_up_steps(here=NEW)}
    return render(request, "programmes/new_programme.html", context)


def _set_up(me: Person, form: NewProgrammeForm) -> Team | None:
    try:
        return set_up_programme(by=me, **form.plan())
    except ValidationError as refusal:
        explain(refusal, form, address="sponsor_email")
        return None
