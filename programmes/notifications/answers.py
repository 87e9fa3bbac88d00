"""Telling the facilitator who cannot come after all."""

from __future__ import annotations

from productive_leader.core.dates import format_date, format_time
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email
from programmes.models import Edition, Invitation, Session


def tell_apologies(session: Session, edition: Edition, invitation: Invitation) -> None:
    """One message for each start; the reason stays on the page, where few people see it."""
    queue_email(
        to=session.facilitator.email,
        template="programmes/apologies",
        context={
            "facilitator": session.facilitator,
            "person": invitation.person,
            "answered_by": invitation.answered_by,
            "session": edition.name,
            "date": format_date(edition.starts_at.date()),
            "time": format_time(edition.starts_at),
            "url": absolute("session", session.pk),
        },
        key=f"apologies:{invitation.pk}:{edition.during.lower:%Y%m%dT%H%M}",
    )
