"""What teams learned, the next team, and the organisation's map of teams and waves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from accounts.permissions import organisations_visible_to
from productive_leader.core.permissions import get_or_404
from programmes import permissions
from programmes.forms.waves import LessonForm, NextTeamForm
from programmes.models import Programme, Team
from programmes.queries.maps import map_of
from programmes.queries.waves import (
    gate_of,
    lessons_before,
    lessons_of,
    teams_of,
    waits_for,
)
from programmes.services.waves import record_lesson, start_next_team, take_back_lesson
from programmes.views.lookups import home_of, programme_to_run, team_among


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lessons(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    """What a team learned, and what the waves before it did."""
    me = request.user
    team = team_among(permissions.teams_open_to(me), programme_id, team_id)
    may_write = permissions.teams_learning_with(me).contains(team) and not team.programme.closed_on
    if request.method == "POST" and not may_write:
        raise Http404
    form = LessonForm(typed(request, press="Keep this lesson") if may_write else None)
    if request.method == "POST" and form.is_valid() and _recorded(me, team, form):
        messages.success(request, "The lesson is kept. Everybody in the programme can read it.")
        return redirect("lessons", programme_id, team_id)
    mine = permissions.lessons_taken_back_by(me).filter(team=team)
    context = {
        "team": team,
        "form": form,
        "may_write": may_write,
        "lessons": lessons_of(team),
        "earlier": lessons_before(team.programme, team.wave),
        "removable": set(mine.values_list("pk", flat=True)) if may_write else set(),
        "back": home_of(team.programme, me),
    }
    return render(request, "programmes/lessons.html", context)


def _recorded(me: Person, team: Team, form: LessonForm) -> bool:
    try:
        record_lesson(by=me, team=team, text=form.cleaned_data["text"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@require_POST
@signed_in
def lesson_take_back(request: SignedInRequest, lesson_id: int) -> HttpResponse:
    mine = permissions.lessons_taken_back_by(request.user).select_related("team")
    lesson = get_or_404(mine, pk=lesson_id)
    try:
        take_back_lesson(by=request.user, lesson=lesson)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, "The lesson is taken back.")
    return redirect("lessons", lesson.team.programme_id, lesson.team_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def next_team(request: SignedInRequest, programme_id: int) -> HttpResponse:
    """Starts the next team from an earlier one, when its wave has learned, or with a reason."""
    me = request.user
    programme = programme_to_run(me, programme_id)
    if programme.closed_on:
        raise Http404
    teams = list(teams_of(programme))
    last = max((team.wave for team in teams), default=0)
    missing = waits_for(programme, range(1, last + 2))
    waiting = {wave: sentences for wave, sentences in missing.items() if sentences}
    form = NextTeamForm(typed(request, press="Start this team"), teams=teams, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        team = _started(me, programme, teams, form)
        if team:
            messages.success(request, f"{team} is there. Now say who is in it.")
            return redirect("team_people", programme.pk, team.pk)
    context = {
        "programme": programme,
        "form": form,
        "gate": gate_of(programme, last) if last else None,
        "waiting": waiting,
        "next_wave": last + 1,
        "lessons": lessons_before(programme, last + 1),
    }
    return render(request, "programmes/next_team.html", context)


def _started(me: Person, programme: Programme, teams: list[Team], form: Form) -> Team | None:
    given: dict[str, Any] = form.cleaned_data
    follows = next((team for team in teams if team.pk == given.get("follows")), None)
    try:
        return start_next_team(
            by=me,
            programme=programme,
            name=given["name"],
            wave=given["wave"],
            follows=follows,
            reason=given.get("reason", ""),
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


@require_safe
@signed_in
def organisation_map(request: SignedInRequest, code: str) -> HttpResponse:
    """How the programmes of an organisation spread, team by team and wave by wave."""
    organisation = get_or_404(organisations_visible_to(request.user), code=code)
    context = {"organisation": organisation, "programmes": map_of(organisation)}
    return render(request, "programmes/map.html", context)
