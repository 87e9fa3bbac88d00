"""Cancelling a session, and bringing it back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from programmes.enums import SessionState
from programmes.models import Session
from programmes.queries.attendance import has_begun
from programmes.services.invitations import update_invitations
from programmes.services.placing import (
    check_free,
    check_live,
    lock_session,
    put_as_told,
    refused_in_words,
    reserve,
)
from programmes.services.writing import saved

WHEN_CALLED_OFF = {
    SessionState.PLANNED: SessionState.DROPPED,
    SessionState.SCHEDULED: SessionState.CANCELLED,
}
BROUGHT_BACK = {there: here for here, there in WHEN_CALLED_OFF.items()}


@transaction.atomic
def cancel_session(*, by: Person, session: Session) -> Session:
    """Call a session off. Who was told of it is told at the next release, not before.

    Raises ValidationError once it has begun as people were told: calendars keep what has begun.
    """
    _, _, current = lock_session(session, by)
    check_live(current)
    current.state = WHEN_CALLED_OFF[SessionState(current.state)]
    return _saved(current, by, "session.cancelled")


@transaction.atomic
def restore_session(*, by: Person, session: Session) -> Session:
    """Bring a session back that was called off, at its date and with its calendar identity.

    Where that date has passed, as people were told, if they were not told that it is off; without
    a date, if they were told nothing. Raises ValidationError when they were told that it is off,
    or when its facilitator, room or team is taken by now.
    """
    _, _, current = lock_session(session, by)
    state = BROUGHT_BACK.get(SessionState(current.state))
    if state is None:
        raise ValidationError(f"“{current.name}” was not cancelled.")
    _take_from_the_past(current)
    reserve([current])
    check_free([current], by=by)
    current.state = state
    with refused_in_words([current], by=by):
        restored = _saved(current, by, "session.restored")
    update_invitations(restored.team)
    return restored


def _take_from_the_past(session: Session) -> None:
    now, edition = timezone.now(), session.released
    is_told = edition is not None and not edition.is_cancelled
    has_passed = session.starts_at is not None and session.starts_at <= now
    if not has_passed and not (is_told and has_begun(session, now)):
        return
    if edition is None:
        session.during = None
    elif edition.is_cancelled:
        raise ValidationError(f"The date of “{session.name}” has passed. Add a session instead.")
    else:
        put_as_told(session, edition)


def _saved(session: Session, by: Person, action: str) -> Session:
    return saved(
        session,
        by=by,
        action=action,
        organisation=session.team.programme.organisation,
        detail={"state": session.state},
    )
