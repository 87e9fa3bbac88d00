"""Taking in what comes back by mail: answers from calendars, and failures to deliver."""

from __future__ import annotations

from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from productive_leader.core import audit
from productive_leader.core.mail import note_bounce
from programmes.calendars.replies import Bounce, Reply, read_message
from programmes.enums import Answer
from programmes.models import Invitation, Session, StrayAnswer
from programmes.services.answers import answer_invitation

MOST_STRAYS = 20  # of one session; who knows its identity could send any number
IN_THE_CALENDAR = "Declined in the calendar."


class Taken(StrEnum):
    """What became of a message."""

    ANSWERED = "An answer was recorded."
    REFUSED = "An answer could not be recorded."
    OUTDATED = "An answer was about an earlier date."
    STRAY = "An answer came from an address that was not invited."
    BOUNCED = "A message came back."
    IGNORED = "Nothing for us."


def take_message(data: bytes) -> Taken:
    """Do what a message asks for, if it is an answer or a report of ours; else nothing.

    May raise whatever the libraries raise at nonsense; nothing is then changed.
    """
    found = read_message(data)
    if isinstance(found, Bounce):
        return Taken.BOUNCED if note_bounce(found.message_id, found.reason) else Taken.IGNORED
    return _take_reply(found) if found else Taken.IGNORED


@transaction.atomic
def _take_reply(reply: Reply) -> Taken:
    session = Session.objects.select_related("team__programme").filter(uid=reply.uid).first()
    if session is None:
        return Taken.IGNORED
    invitation = (
        Invitation.objects.select_related("person")
        .filter(session=session, person__email=reply.attendee, person__is_active=True)
        .exclude(told_sequence=None)
        .first()
    )
    if invitation is None or reply.sender != reply.attendee:
        return _keep_stray(session, reply)
    if reply.sequence < (invitation.told_sequence or 0):
        return Taken.OUTDATED
    return _answer(invitation, reply)


def _answer(invitation: Invitation, reply: Reply) -> Taken:
    reason = (reply.comment or IN_THE_CALENDAR) if reply.answer == Answer.APOLOGIES else ""
    try:
        with transaction.atomic():
            answer_invitation(
                by=invitation.person, invitation=invitation, answer=reply.answer, reason=reason
            )
    except ValidationError:
        return Taken.REFUSED
    return Taken.ANSWERED


def _keep_stray(session: Session, reply: Reply) -> Taken:
    """Nothing is answered; the facilitator sees the first answer from each such address."""
    try:
        validate_email(reply.sender)
    except ValidationError:
        return Taken.IGNORED
    Session.objects.select_for_update().get(pk=session.pk)
    if session.stray_answers.count() >= MOST_STRAYS:
        return Taken.IGNORED
    stray, is_new = StrayAnswer.objects.get_or_create(
        session=session, address=reply.sender, defaults={"answer": reply.answer}
    )
    if is_new:
        audit.record(
            by=None,
            action="answer.stray",
            target=stray,
            organisation_id=session.team.programme.organisation_id,
            detail={"session": session.pk, "answer": stray.answer},
        )
    return Taken.STRAY
