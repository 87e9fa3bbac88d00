"""The dates of a team: proposed, looked at, blocked; a session added."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from productive_leader.core.dates import format_span
from productive_leader.core.permissions import get_or_404
from productive_leader.core.words import counted
from programmes.forms.dates import BlockForm, NewSessionForm, PlaceForm, ProposeForm
from programmes.models import Room, Session, Team
from programmes.permissions import blocked_dates_run_by
from programmes.queries.dates import TeamDates, dates_of
from programmes.queries.steps import DATES, setting_up_steps
from programmes.services.days_off import add_room, block_dates, unblock_dates
from programmes.services.series import Proposed, propose_series
from programmes.services.sessions import add_session
from programmes.views.lookups import team_to_run

USUAL_START = dt.time(10)
USUAL_MINUTES = 60


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_dates(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    """All dates of a team, and the form that proposes them."""
    me = request.user
    team = team_to_run(me, programme_id, team_id)
    data = typed(request, press="Propose the dates")
    dates = dates_of(team, by=me)
    form = ProposeForm(data, organisation=team.programme.organisation, initial=_start_of(dates))
    if request.method == "POST" and form.is_valid():
        proposed = _proposed(me, team, form)
        if proposed:
            messages.success(request, _news(proposed))
            return redirect("team_dates", programme_id, team_id)
    context = {
        "team": team,
        "dates": dates,
        "form": form,
        "blocking": BlockForm(_days_typed(request, team)),
        "steps": setting_up_steps(team, DATES),
    }
    return render(request, "programmes/dates.html", context)


def _days_typed(request: SignedInRequest, team: Team) -> QueryDict | None:
    """A draft of days to block, left by somebody who was signed out meanwhile."""
    at = reverse("blocked_dates_add", args=[team.programme_id, team.pk])
    return None if request.method == "POST" else typed(request, press="Block these days", at=at)


def _start_of(dates: TeamDates) -> dict[str, object]:
    """What the form begins with: as proposed last."""
    series = dates.series
    return {
        "first_on": dates.first_on,
        "starts_at": series.starts_at if series else USUAL_START,
        "pace": series.pace if series else "template",
        "room": series.room if series else None,
        "link": series.link if series else "",
    }


def _proposed(me: Person, team: Team, form: ProposeForm) -> Proposed | None:
    given = form.cleaned_data
    try:
        return propose_series(
            by=me,
            team=team,
            first_on=given["first_on"],
            starts_at=given["starts_at"],
            pace=given["pace"],
            room=room_of(me, team, form),
            link=given["link"],
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


def room_of(me: Person, team: Team, form: PlaceForm) -> Room | None:
    """The room chosen, or the one typed, which is in the list from now on."""
    new = form.new_place()
    if new:
        return add_room(by=me, team=team, name=new[0], building=new[1])
    chosen: Room | None = form.cleaned_data["room"]
    return chosen


def _news(proposed: Proposed) -> str:
    """What one press came to."""
    count, moved = len(proposed.placed), len(proposed.moved)
    clashing = len(proposed.clashing)
    news = [counted(count, "session has a date.", "sessions have dates.")]
    if moved:
        news.append(f"{moved} {'is' if moved == 1 else 'are'} on another day than wanted, see why.")
    if clashing:
        left = counted(clashing, "clash is", "clashes are")
        news.append(f"{left} left to look at.")
    return " ".join([*news, "Nobody is told before you release."])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def blocked_dates_add(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    """Days on which the team does not meet."""
    team = team_to_run(request.user, programme_id, team_id)
    form = BlockForm(typed(request, press="Block these days"))
    if request.method == "POST" and form.is_valid():
        try:
            blocked = block_dates(by=request.user, team=team, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            span = format_span(blocked.starts_on, blocked.ends_on)
            messages.success(request, f"{span}: {blocked.reason}. Sessions go around it.")
            return redirect("team_dates", programme_id, team_id)
    return render(request, "programmes/block_dates.html", {"form": form, "team": team})


@require_POST
@signed_in
def blocked_dates_remove(request: SignedInRequest, blocked_id: int) -> HttpResponse:
    found = blocked_dates_run_by(request.user).select_related("team__programme")
    blocked = get_or_404(found, pk=blocked_id)
    try:
        unblock_dates(by=request.user, blocked=blocked)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        span = format_span(blocked.starts_on, blocked.ends_on)
        messages.success(request, f"The team may meet again on {span}.")
    return redirect("team_dates", blocked.team.programme_id, blocked.team_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def session_add(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    """One more session for the team."""
    me = request.user
    team = team_to_run(me, programme_id, team_id)
    new = Session(team=team, facilitator=team.programme.facilitator)
    start = {"facilitator": team.programme.facilitator_id, "minutes": USUAL_MINUTES}
    form = NewSessionForm(typed(request, press="Add the session"), session=new, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            room = room_of(me, team, form)
            starts_at = form.starts_at()
            made = add_session(by=me, team=team, starts_at=starts_at, room=room, **form.details())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"“{made.name}” is added. Nobody is told before you release.")
            return redirect("team_dates", programme_id, team_id)
    return render(request, "programmes/session_add.html", {"form": form, "team": team})
