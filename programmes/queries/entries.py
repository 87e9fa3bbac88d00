"""What the calendar of one person holds of one session, as it was released."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Person
from productive_leader.core.links import absolute
from programmes.calendars.events import Entry, Mailbox
from programmes.enums import CalendarMethod
from programmes.models import Edition, Invitation


def entry_of(
    invitation: Invitation, person: Person, edition: Edition, *, sequence: int, stamp: datetime
) -> Entry:
    """The invitation comes with its session, team and programme, the edition with its facilitator.

    The mailbox is ours and stays when the facilitator changes; the name is the facilitator's.
    """
    session = invitation.session
    return Entry(
        uid=session.uid,
        sequence=sequence,
        stamp=stamp,
        starts_at=edition.starts_at,
        ends_at=edition.ends_at,
        name=edition.name,
        place=edition.place or edition.link,
        text=_text(invitation, edition),
        url=page_of(invitation),
        organiser=Mailbox(edition.facilitator.name, settings.CALENDAR_ADDRESS),
        attendee=Mailbox(person.name, person.email),
        answer=invitation.answer,
        is_cancelled=edition.is_cancelled or invitation.told_method == CalendarMethod.CANCEL,
    )


def page_of(invitation: Invitation) -> str:
    return absolute("session", invitation.session_id)


def _text(invitation: Invitation, edition: Edition) -> str:
    team = invitation.session.team
    parts = [
        f"{team.programme.name}: {team.name}",
        edition.text,
        edition.link and f"Join: {edition.link}",
        f"Agenda, materials and your answer: {page_of(invitation)}",
    ]
    return "\n\n".join(part for part in parts if part)


def with_team(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return invitations.select_related("session__team__programme", "told_edition__facilitator")


def told_to(person: Person) -> list[Entry]:
    """All that the person's calendar was told, by date; one query."""
    told = Invitation.objects.filter(person=person, told_edition__isnull=False)
    return [
        entry_of(
            one,
            person,
            one.told_edition,
            sequence=one.told_sequence or 0,
            stamp=one.told_edition.at,
        )
        for one in with_team(told).order_by("told_edition__during", "pk")
        if one.told_edition
    ]
