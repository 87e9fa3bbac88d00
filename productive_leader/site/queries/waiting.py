"""What waits for one person in the programmes they take part in."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Person
from programmes.models import Action, Invitation, Programme, Pulse, Session
from programmes.permissions import programmes_taken_part_in
from programmes.queries.actions import actions_of
from programmes.queries.promises import all_unanswered
from programmes.queries.pulses import ASKED, open_now

ACTIONS_COUNTED = 100


def promises_to_give(person: Person) -> list[Programme]:
    """Running programmes that wait for the person to promise time in a part they have today.

    One query.
    """
    waiting = all_unanswered().filter(programme=OuterRef("pk"), person=person)
    running = programmes_taken_part_in(person).filter(closed_on=None)
    return list(running.filter(Exists(waiting)))


def pulse_to_give(person: Person) -> Session | None:
    """The last session still open for pulses that asks one of the person, if they gave none.

    One query.
    """
    asked = Invitation.objects.filter(ASKED, session=OuterRef("pk"), person=person)
    given = Pulse.objects.filter(session=OuterRef("pk"), person=person)
    over = Session.objects.filter(
        open_now(timezone.now()), Exists(asked), team__programme__closed_on=None
    )
    newest = over.select_related("released").order_by("-released__during", "-pk")
    last = newest.annotate(is_given=Exists(given)).first()
    return None if last is None or last.is_given else last


def actions_to_do(person: Person) -> list[Action]:
    """Open actions in running programmes, the most urgent first. One query."""
    return list(actions_of(person).filter(team__programme__closed_on=None)[:ACTIONS_COUNTED])
