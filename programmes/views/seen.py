"""What a page is about, for whoever may see it."""

from __future__ import annotations

from accounts.models import Person
from productive_leader.core.permissions import get_or_404
from programmes.models import Session
from programmes.permissions import sessions_run_by, sessions_visible_to
from programmes.queries.sessions import with_place


def visible_session(person: Person, session_id: int) -> Session:
    """The session with its place, team and what was released of it, or 404."""
    return get_or_404(with_place(sessions_visible_to(person)), pk=session_id)


def session_to_run(person: Person, session_id: int) -> Session:
    """The same, for whoever runs it alone."""
    return get_or_404(with_place(sessions_run_by(person)), pk=session_id)
