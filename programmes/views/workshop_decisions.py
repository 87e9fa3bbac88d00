"""What was decided in a board workshop: written down several at once, for a team to look after."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from productive_leader.core.dates import today
from productive_leader.core.permissions import Permission, get_or_404, require
from productive_leader.core.words import counted
from programmes.forms.workshops import DecisionFormSet, HeldForm, TeamForm
from programmes.models import Team, Workshop
from programmes.permissions import (
    organisations_to_start_in,
    teams_deciding_with,
    workshops_changed_by,
    workshops_seen_by,
)
from programmes.queries.actions import people_to_act
from programmes.queries.workshops import teams_to_look_after, whom_to_ask, with_printout
from programmes.services.workshops import give_to_team, record_decisions

PRESS = "Record what was decided"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def workshop_decision(request: SignedInRequest, workshop_id: int) -> HttpResponse:
    """Rows for decisions; without a team it asks first who looks after them."""
    me = request.user
    found = get_or_404(with_printout(workshops_seen_by(me)), pk=workshop_id)
    if found.team is None:
        return _without_a_team(request, found)
    require(Permission.AGREE, obj=found.team, among=teams_deciding_with(me))
    filled = typed(request, press=PRESS)
    held, rows = _held_form(filled, found), _rows(filled, found.team)
    said = request.method == "POST" and held.is_valid() & rows.is_valid()
    if said and _recorded(request, found, held, rows):
        return redirect("workshop", workshop_id)
    context = {"workshop": found, "held": held, "rows": rows, "form": _first_wrong(held, rows)}
    return _page(request, "decisions", context)


def _held_form(filled: QueryDict | None, workshop: Workshop) -> HeldForm:
    return HeldForm(filled, initial={"held_on": workshop.held_on or today()})


def _rows(filled: QueryDict | None, team: Team) -> Any:
    return DecisionFormSet(filled, people=people_to_act(team), prefix="decisions")


def _first_wrong(held: HeldForm, rows: Any) -> Any:
    """Whose errors stand at the top of the page."""
    return held if held.is_bound and held.errors else rows


def _recorded(request: SignedInRequest, workshop: Workshop, held: HeldForm, rows: Any) -> bool:
    try:
        made = record_decisions(
            by=request.user,
            workshop=workshop,
            decided=rows.decided(),
            held_on=held.cleaned_data["held_on"],
        )
    except ValidationError as refusal:
        held.add_error(None, refusal.messages)
        return False
    what = counted(len(made), "decision is", "decisions are")
    messages.success(request, f"{what} recorded, and on the list of actions until done.")
    return True


def _without_a_team(request: SignedInRequest, workshop: Workshop) -> HttpResponse:
    """For whoever made it: the team comes first, or the way to one."""
    me = request.user
    require(Permission.RUN_WORKSHOP, obj=workshop, among=workshops_changed_by(me))
    form = TeamForm(teams=teams_to_look_after(me))
    return _page(request, "no_team", {"workshop": workshop, "form": form, **_ways_to_a_team(me)})


def _ways_to_a_team(me: Person) -> dict[str, Any]:
    return {
        "has_teams": teams_to_look_after(me).exists(),
        "may_start": organisations_to_start_in(me).exists(),
        "whom_to_ask": whom_to_ask(me),
    }


@require_POST
@signed_in
def workshop_team(request: SignedInRequest, workshop_id: int) -> HttpResponse:
    """Says which team looks after what is decided, then goes on to the decisions."""
    me = request.user
    found = get_or_404(with_printout(workshops_changed_by(me)), pk=workshop_id)
    form = TeamForm(request.POST, teams=teams_to_look_after(me))
    if form.is_valid():
        try:
            give_to_team(by=me, workshop=found, team=form.cleaned_data["team"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("workshop_decision", found.pk)
    return _page(request, "no_team", {"workshop": found, "form": form, **_ways_to_a_team(me)})


def _page(request: SignedInRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, f"programmes/workshops/{name}.html", context, status=status)
