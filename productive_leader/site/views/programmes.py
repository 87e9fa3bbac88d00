"""The facilitator's pages: the list, a programme, a nudge, the next week."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from assessments.services.captures import open_capture
from productive_leader.core.words import counted
from productive_leader.site.forms import OpenWeekForm
from productive_leader.site.queries.cockpit import cockpit_of
from productive_leader.site.queries.programmes import glances
from productive_leader.site.services import nudge_team
from programmes.models import Team
from programmes.permissions import (
    organisations_to_start_in,
    programmes_overseen_by,
)
from programmes.queries import with_organisation
from programmes.views.lookups import team_to_run

PROGRAMMES_ON_A_PAGE = 25


@require_safe
@signed_in
def programmes(request: SignedInRequest) -> HttpResponse:
    visible = with_organisation(programmes_overseen_by(request.user))
    page = Paginator(visible, PROGRAMMES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "glances": glances(list(page.object_list)),
        "may_start": organisations_to_start_in(request.user).exists(),
    }
    return render(request, "programmes/list.html", context)


@require_safe
@signed_in
def programme(request: SignedInRequest, programme_id: int) -> HttpResponse:
    cockpit = cockpit_of(programme_id, request.user)
    if cockpit is None:
        raise Http404
    return render(request, "programmes/programme.html", {"cockpit": cockpit})


@require_POST
@signed_in
def nudge(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    person = request.user
    team = _team(person, programme_id, team_id)
    try:
        told = nudge_team(by=person, team=team)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        people = counted(len(told), "person", "people")
        messages.success(request, f"{people} will get a message that says what is open.")
    return redirect("programme", programme_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_week(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    person = request.user
    team = _team(person, programme_id, team_id)
    captures = list(team.captures.all())
    if team.programme.closed_on:
        raise Http404
    if len(captures) > 1:
        messages.info(request, "Both weeks of this team are open already.")
        return redirect("programme", programme_id)
    filled_in = typed(request, press="Open the week")
    form = OpenWeekForm(filled_in, other=next(iter(captures), None))
    if request.method == "POST" and form.is_valid() and _opened(person, team, form):
        messages.success(request, "The week is open. Everybody in the team has a log for it.")
        return redirect("programme", programme_id)
    return render(request, "programmes/open_week.html", {"form": form, "team": team})


def _opened(person: Person, team: Team, form: OpenWeekForm) -> bool:
    try:
        open_capture(by=person, team=team, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _team(person: Person, programme_id: int, team_id: int) -> Team:
    return team_to_run(person, programme_id, team_id)
