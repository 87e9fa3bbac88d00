"""The programme, team or session a page is about, for whoever may see it; else 404."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Person
from productive_leader.core.permissions import get_or_404
from programmes.models import Programme, Session, Team
from programmes.permissions import (
    programmes_run_by,
    programmes_taken_part_in,
    programmes_visible_to,
    sessions_run_by,
    sessions_visible_to,
    teams_run_by,
)
from programmes.queries import with_organisation
from programmes.queries.sessions import with_place


def home_of(programme: Programme, person: Person) -> str:
    """The page of a programme that shows this person most."""
    if programmes_visible_to(person).contains(programme):
        return reverse("programme", args=[programme.pk])
    if programmes_taken_part_in(person).contains(programme):
        return reverse("programme_sessions", args=[programme.pk])
    return reverse("organisation_map", args=[programme.organisation.code])


def programme_to_run(person: Person, programme_id: int) -> Programme:
    """A programme this person runs and sees, with its organisation.

    Administrators use the services, not the pages of a facilitator.
    """
    run = programmes_run_by(person) & programmes_visible_to(person)
    return get_or_404(with_organisation(run), pk=programme_id)


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
