"""Reminding one person of one session: when, where, what to do before it, what they answered."""

from __future__ import annotations

from productive_leader.core.dates import (
    LONDON,
    format_date,
    format_hours_between,
    format_near,
    format_time,
)
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email
from programmes.enums import Answer
from programmes.models import Edition, Invitation, Reminder

SAID = {
    Answer.YES: "You said that you come.",
    Answer.PERHAPS: "You said that you may come.",
    "": "You have not answered yet.",
}


def remind(reminder: Reminder, *, invitation: Invitation, edition: Edition) -> None:
    """As people were told it, not as it may be planned by now."""
    day = edition.starts_at.date()
    queue_email(
        to=invitation.person.email,
        template="programmes/reminder",
        context={
            "person": invitation.person,
            "number": invitation.session.number,
            "name": edition.name,
            "team": invitation.session.team,
            "day": format_near(day, "on", on=reminder.sent_at.astimezone(LONDON).date()),
            "date": format_date(day),
            "starts": format_time(edition.starts_at),
            "hours": format_hours_between(edition.starts_at, edition.ends_at),
            "place": edition.place,
            "link": edition.link,
            "before": edition.text,
            "said": SAID.get(invitation.answer, ""),
            "has_answered": bool(invitation.answer),
            "facilitator": edition.facilitator,
            "url": absolute("session", invitation.session_id),
        },
        key=f"reminder:{reminder.pk}",
    )
