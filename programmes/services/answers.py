"""What an invited person says to a session: yes, perhaps, or apologies with a reason."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.dates import format_date
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.enums import Answer, SessionState
from programmes.models import Edition, Invitation, Session
from programmes.notifications.answers import tell_apologies

SHORT_NOTICE = dt.timedelta(days=2)


@transaction.atomic
def answer_invitation(
    *, by: Person, invitation: Invitation, answer: str, reason: str = ""
) -> Invitation:
    """Answer for oneself, as the PA for a leader, or as the facilitator for whoever said so.

    Apologies need a reason; with any other answer it is dropped. The same answer again changes
    nothing. Apologies at short notice tell the facilitator, once. Locks the session and then the
    invitation, so that a session that moves meanwhile is not answered as it was.
    """
    among = permissions.invitations_answered_by(by)
    require(Permission.ANSWER, obj=invitation, among=among)
    session = _locked_session(invitation.session_id)
    locked = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=invitation.pk)
    )
    edition = _open_edition(session, locked, by)
    reason = _reason(answer, reason)
    if (locked.answer, locked.reason) == (answer, reason):
        return locked
    is_news = locked.answer != answer
    locked.answer, locked.reason = answer, reason
    locked.answered_at, locked.answered_by = timezone.now(), by
    locked.full_clean()
    locked.save(update_fields=["answer", "reason", "answered_at", "answered_by"])
    audit.record(
        by=by,
        action="invitation.answered",
        target=locked,
        acting_for=locked.person,
        organisation_id=session.team.programme.organisation_id,
        detail={"answer": answer},
    )
    if is_news and answer == Answer.APOLOGIES:
        _tell_of_short_notice(session, edition, locked, by)
    return locked


def _locked_session(session_id: int) -> Session:
    return (
        Session.objects.select_for_update(of=("self",))
        .select_related("team__programme", "facilitator", "released")
        .get(pk=session_id)
    )


def _open_edition(session: Session, invitation: Invitation, by: Person) -> Edition:
    """What is answered; refuses, in a sentence, what can no longer or not yet be.

    Until a release says that it is off, or somebody not wanted there, answers are taken.
    """
    edition, closed_on = session.released, session.team.programme.closed_on
    if edition is None:
        raise ValidationError("This session is not released yet. Answer when it has a fixed date.")
    if edition.is_cancelled:
        raise ValidationError("This session is cancelled, so there is nothing to answer.")
    if session.state == SessionState.HELD or edition.starts_at <= timezone.now():
        raise ValidationError(_begun(session, by))
    if not invitation.is_open:
        who = "You are" if invitation.person_id == by.pk else f"{invitation.person} is"
        raise ValidationError(f"{who} no longer invited to this session.")
    if closed_on:
        raise ValidationError(f"This programme closed on {format_date(closed_on)}.")
    return edition


def _begun(session: Session, by: Person) -> str:
    if by.pk == session.facilitator_id:
        return "This session has begun. Note who is there on the attendance page."
    return f"This session has begun. Tell {session.facilitator}, who keeps the attendance."


def _reason(answer: str, reason: str) -> str:
    if answer not in Answer.values:
        raise ValidationError({"answer": "Choose yes, perhaps or apologies."})
    if answer != Answer.APOLOGIES:
        return ""
    if not (reason := " ".join(reason.split())):
        raise ValidationError({"reason": "Say in a few words why, so that it can be planned for."})
    return reason


def _tell_of_short_notice(
    session: Session, edition: Edition, invitation: Invitation, by: Person
) -> None:
    soon = edition.during.lower - timezone.now() <= SHORT_NOTICE
    if soon and session.facilitator_id not in {by.pk, invitation.person_id}:
        tell_apologies(session, edition, invitation)
