"""What a release would tell whom; releasing; what each calendar was told; sending it again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in
from productive_leader.core.permissions import get_or_404
from programmes import permissions
from programmes.forms.releases import ReleaseForm, ResendForm
from programmes.models import Team
from programmes.queries.cautions import cautions_of, without_promise
from programmes.queries.ledger import ledger_of
from programmes.queries.releases import last_release, preview_of
from programmes.queries.steps import RELEASE, setting_up_steps
from programmes.queries.teams import has_members
from programmes.services.releases import release_series, resend_series
from programmes.views.lookups import team_among, team_to_run


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_release(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    """Shows what will be sent to whom, then sends exactly that."""
    team = team_to_run(request.user, programme_id, team_id)
    if request.method != "POST":
        return _release_page(request, team, ReleaseForm())
    form = ReleaseForm(request.POST)
    try:
        seen = form.cleaned_data["seen"] if form.is_valid() else ""
        release = release_series(by=request.user, team=team, seen=seen)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _release_page(request, team, form, status=422)
    messages.success(request, _one_message_each(release.people))
    return redirect("team_calendars", programme_id, team_id)


def _one_message_each(people: int) -> str:
    if people == 1:
        return "1 person will get a message."
    return f"{people} people will get one message each."


def _release_page(
    request: SignedInRequest, team: Team, form: ReleaseForm, status: int = 200
) -> HttpResponse:
    preview = preview_of(team)
    context = {
        "team": team,
        "form": form,
        "preview": preview,
        "cautions": cautions_of(team, preview),
        "without_promise": without_promise(team) if preview else 0,
        "has_members": has_members(team),
        "last": last_release(team),
        "steps": setting_up_steps(team, RELEASE),
    }
    return render(request, "programmes/release.html", context, status=status)


@require_safe
@signed_in
def team_calendars(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    """The ledger: what each calendar was told last, and whether it arrived."""
    team = team_to_run(request.user, programme_id, team_id)
    context = {"team": team, "ledger": ledger_of(team)}
    return render(request, "programmes/calendars.html", context)


@require_POST
@signed_in
def resend(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    """Sends a person all their sessions to come once more."""
    me = request.user
    team = team_among(permissions.teams_sending_to(me), programme_id, team_id)
    form = ResendForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    people = permissions.people_sent_to_by(me, team)
    person = get_or_404(people, pk=given.get("person") or me.pk)
    try:
        resend_series(by=me, team=team, person=person)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        who = "you" if person == me else person.name
        messages.success(request, f"One message with all sessions to come is on its way to {who}.")
    if given.get("back") == "ledger":
        return redirect("team_calendars", programme_id, team_id)
    return redirect("my_calendar")
