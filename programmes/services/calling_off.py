"""Cancelling a session, and bringing it back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.enums import SessionState
from programmes.models import Session
from programmes.services.invitations import update_invitations
from programmes.services.moves import check_live
from programmes.services.placing import (
    check_free,
    lock_sessions,
    lock_team,
    refused_in_words,
    reserve,
)
from programmes.services.writing import saved

CALLED_OFF = {
    SessionState.PLANNED: SessionState.DROPPED,
    SessionState.SCHEDULED: SessionState.CANCELLED,
}
BROUGHT_BACK = {there: here for here, there in CALLED_OFF.items()}


@transaction.atomic
def cancel_session(*, by: Person, session: Session) -> Session:
    """Call a session off. Who was told of it is told at the next release, not before."""
    current = _locked(session, by)
    check_live(current)
    current.state = CALLED_OFF[SessionState(current.state)]
    return _saved(current, by, "session.cancelled")


@transaction.atomic
def restore_session(*, by: Person, session: Session) -> Session:
    """Bring a session back that was called off, at its date and with its calendar identity.

    Raises ValidationError when its facilitator, room or team is taken by now.
    """
    current = _locked(session, by)
    state = BROUGHT_BACK.get(SessionState(current.state))
    if state is None:
        raise ValidationError(f"“{current.name}” was not cancelled.")
    reserve([current])
    check_free([current], by=by)
    current.state = state
    with refused_in_words([current], by=by):
        restored = _saved(current, by, "session.restored")
    update_invitations(restored.team)
    return restored


def _locked(session: Session, by: Person) -> Session:
    require(Permission.RUN_PROGRAMME, obj=session, among=permissions.sessions_run_by(by))
    lock_team(session.team, by)
    return next(one for one in lock_sessions(session.team) if one.pk == session.pk)


def _saved(session: Session, by: Person, action: str) -> Session:
    return saved(
        session,
        by=by,
        action=action,
        organisation=session.team.programme.organisation,
        detail={"state": session.state},
    )
