"""The sessions of a programme, and the page of one session."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import SignedInRequest, signed_in
from productive_leader.core.permissions import get_or_404
from programmes.permissions import (
    programmes_overseen_by,
    programmes_with_sessions_for,
    sessions_run_by,
)
from programmes.queries.agendas import agenda_of, materials_of
from programmes.queries.attendance import why_not
from programmes.queries.coming import coming_to
from programmes.queries.modules import papers_of
from programmes.queries.pulses import result_of
from programmes.queries.sessions import (
    details_of,
    leads,
    neighbours,
    not_released,
    sessions_of_programme,
    takes_answers,
)
from programmes.queries.teams import other_programmes
from programmes.views.actions import agreed_on
from programmes.views.answers import cards_for
from programmes.views.lookups import visible_session
from programmes.views.pulses import pulse_card


@require_safe
@signed_in
def session(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Everything about one session: as released, and for whoever runs it as planned now."""
    person = request.user
    found = visible_session(person, session_id)
    runs = sessions_run_by(person).contains(found)
    leading = runs or leads(person, found)
    details = details_of(found, runs=runs)
    card = pulse_card(request, found)
    before, after = neighbours(found, person, runs=runs)
    context = {
        **agreed_on(request, found),
        "session": found,
        "details": details,
        "runs": runs,
        "leads": leading,
        "agenda": agenda_of(found, details.starts_at),
        "materials": materials_of(found),
        "papers": papers_of(found, person, leads=leading),
        "coming": coming_to(found, person, runs=runs),
        "cards": cards_for(request, found),
        "pulse": card,
        "result": result_of(found) if card else None,
        "noting": runs and takes_answers(found),
        "unreleased": not_released(found) if runs else [],
        "attendance_opens": leading and not why_not(found, timezone.now()),
        "before": before,
        "after": after,
    }
    return render(request, "programmes/session.html", context)


@require_safe
@signed_in
def programme_sessions(request: SignedInRequest, programme_id: int) -> HttpResponse:
    """The sessions of the teams the person sees, by date."""
    programme = get_or_404(programmes_with_sessions_for(request.user), pk=programme_id)
    context = {
        "programme": programme,
        "teams": sessions_of_programme(programme, request.user),
        "oversees": programmes_overseen_by(request.user).contains(programme),
        "others": other_programmes(programmes_with_sessions_for(request.user), programme),
    }
    return render(request, "programmes/sessions.html", context)
