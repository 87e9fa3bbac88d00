"""The ground rules of a team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from programmes.forms.rules import RulesForm
from programmes.models import Team
from programmes.permissions import teams_learning_with, teams_seen_by
from programmes.queries.rules import examples_for, fingerprint, rules_of
from programmes.services.rules import RulesChanged, write_rules
from programmes.views.lookups import team_among


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ground_rules(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    """The team's own rules; one press takes an example."""
    team = team_among(teams_seen_by(request.user), programme_id, team_id)
    rules = rules_of(team)
    filled = typed(request, press="Save the rules")
    form = RulesForm(filled, rules=rules)
    if request.method != "POST" or not form.is_valid():
        return _page(request, team, rules, form)
    try:
        write_rules(
            by=request.user, team=team, rules=_wanted(form, rules), seen=form.cleaned_data["seen"]
        )
    except RulesChanged as changed:
        return _both(request, team, form, changed)
    except ValidationError as refusal:
        form.add_error("text", refusal)
        return _page(request, team, rules, form)
    messages.success(request, "The ground rules are saved. They stand on every session’s page.")
    return redirect("ground_rules", programme_id, team_id)


def _wanted(form: RulesForm, rules: list[str]) -> list[str]:
    """What was typed; on "both together" below what is there now."""
    return [*rules, *form.lines()] if "both" in form.data else form.lines()


def _both(
    request: SignedInRequest, team: Team, form: RulesForm, changed: RulesChanged
) -> HttpResponse:
    """Theirs beside what was typed, which the next press saves."""
    mine = {"text": "\n".join(form.lines()), "seen": fingerprint(changed.theirs)}
    again = RulesForm(mine, rules=changed.theirs)
    again.add_error(None, changed)
    return _page(request, team, changed.theirs, again, theirs=changed.theirs, status=409)


def _page(
    request: SignedInRequest, team: Team, rules: list[str], form: RulesForm, **more: Any
) -> HttpResponse:
    status = more.pop("status", 422 if request.method == "POST" else 200)
    context = {
        "team": team,
        "rules": rules,
        "form": form,
        "may_write": _may_write(request.user, team),
        "examples": examples_for(rules),
        "theirs": None,
        **more,
    }
    return render(request, "programmes/ground_rules.html", context, status=status)


def _may_write(person: Person, team: Team) -> bool:
    return not team.programme.closed_on and teams_learning_with(person).contains(team)
