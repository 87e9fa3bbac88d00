"""What waits for one person in the programmes they take part in."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Person
from programmes.enums import Answer, Attendance, CalendarMethod, SessionState
from programmes.models import Action, Invitation, Programme, Promise, Pulse, Session
from programmes.permissions import programmes_taken_part_in
from programmes.queries.actions import actions_of
from programmes.queries.glances import PULSE_OPEN_FOR

ACTIONS_COUNTED = 100
AWAY = Q(attendance__in=(Attendance.ABSENT, Attendance.APOLOGIES)) | Q(
    attendance="", answer=Answer.APOLOGIES
)


def promises_to_give(person: Person) -> list[Programme]:
    """Running programmes that asked for the person's time and have no answer. One query."""
    asked = Promise.objects.filter(
        programme=OuterRef("pk"), person=person, answer="", asked_at__isnull=False
    )
    running = programmes_taken_part_in(person).filter(closed_on=None)
    return list(running.filter(Exists(asked)))


def pulse_to_give(person: Person) -> Session | None:
    """The last session of the last two weeks that the person was at, if it has no pulse of theirs.

    Whoever led it is not asked. One query.
    """
    now = timezone.now()
    there = Invitation.objects.filter(
        session=OuterRef("pk"),
        person=person,
        withdrawn_at=None,
        told_method=CalendarMethod.REQUEST,
    ).exclude(AWAY)
    given = Pulse.objects.filter(session=OuterRef("pk"), person=person)
    over = Session.objects.filter(
        Exists(there),
        state__in=(SessionState.SCHEDULED, SessionState.HELD),
        released__is_cancelled=False,
        released__during__endswith__lte=now,
        released__during__endswith__gt=now - PULSE_OPEN_FOR,
        team__programme__closed_on=None,
    ).exclude(facilitator=person)
    last = over.annotate(is_given=Exists(given)).order_by("-released__during", "-pk").first()
    return None if last is None or last.is_given else last


def actions_to_do(person: Person) -> list[Action]:
    """Open actions in running programmes, the most urgent first. One query."""
    return list(actions_of(person).filter(team__programme__closed_on=None)[:ACTIONS_COUNTED])
