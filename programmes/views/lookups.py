"""The programme, team or session a page is about, for whoever may see it; else 404."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Person
from productive_leader.core.permissions import get_or_404
from programmes.models import Programme, Session, Team
from programmes.permissions import (
    programmes_overseen_by,
    programmes_run_by,
    programmes_taken_part_in,
    sessions_led_by,
    sessions_run_by,
    sessions_visible_to,
    teams_run_by,
)
from programmes.queries import with_organisation
from programmes.queries.sessions import with_place


def home_of(programme: Programme, person: Person) -> str:
    """The page of a programme that shows this person most."""
    if programmes_overseen_by(person).contains(programme):
        return reverse("programme", args=[programme.pk])
    if programmes_taken_part_in(person).contains(programme):
        return reverse("programme_sessions", args=[programme.pk])
    return reverse("organisation_map", args=[programme.organisation.code])


def programme_to_run(person: Person, programme_id: int) -> Programme:
    """A programme this person runs, with its organisation."""
    return get_or_404(with_organisation(programmes_run_by(person)), pk=programme_id)


def team_among(teams: QuerySet[Team], programme_id: int, team_id: int) -> Team:
    """One of these teams, of this programme, with the people and the organisation of it."""
    related = teams.select_related(
        "programme__organisation", "programme__facilitator", "programme__sponsor"
    )
    return get_or_404(related, pk=team_id, programme=programme_id)


def team_to_run(person: Person, programme_id: int, team_id: int) -> Team:
    """A team of the programme that this person runs."""
    return team_among(teams_run_by(person), programme_id, team_id)


def visible_session(person: Person, session_id: int) -> Session:
    """The session with its place, team and what was released of it."""
    return get_or_404(with_place(sessions_visible_to(person)), pk=session_id)


def session_to_run(person: Person, session_id: int) -> Session:
    """The same, for whoever runs it alone."""
    return get_or_404(with_place(sessions_run_by(person)), pk=session_id)


def session_to_lead(person: Person, session_id: int) -> Session:
    """The same, for whoever leads it or runs it."""
    return get_or_404(with_place(sessions_led_by(person)), pk=session_id)
