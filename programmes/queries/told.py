"""Reads of the ledger: what each calendar was told last, when, and whether it arrived."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Person
from programmes.enums import CalendarMethod
from programmes.models import CalendarMessage, Invitation, Team
from programmes.queries.entries import with_team


def told_before(invitations: Iterable[int]) -> dict[int, CalendarMessage]:
    """What each calendar was told last, by the invitation's id."""
    latest = (
        CalendarMessage.objects.filter(invitation__in=list(invitations))
        .select_related("edition")
        .order_by("invitation_id", "-stamp", "-pk")
        .distinct("invitation_id")
    )
    return {one.invitation_id: one for one in latest}


def last_mails(team: Team, people: Iterable[int]) -> dict[int, uuid.UUID]:
    """The last calendar mail to each person of the team, by the person's id.

    A later mail waits for it: no cancellation overtakes its invitation.
    """
    messages = (
        CalendarMessage.objects.filter(
            invitation__session__team=team, invitation__person__in=list(people)
        )
        .exclude(email=None)
        .order_by("invitation__person_id", "-email__queued_at")
        .distinct("invitation__person_id")
    )
    return dict(messages.values_list("invitation__person_id", "email_id"))


def to_come(person: Person) -> QuerySet[Invitation]:
    """The invitations to sessions to come that a person's calendar holds."""
    return Invitation.objects.filter(
        person=person,
        told_method=CalendarMethod.REQUEST,
        told_edition__during__startswith__gt=timezone.now(),
    )


def resendable(team: Team, person: Person) -> QuerySet[Invitation]:
    """Those of one team, by date."""
    own = to_come(person).filter(session__team=team)
    return with_team(own).order_by("told_edition__during", "pk")
