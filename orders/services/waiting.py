"""What the clock does with orders that nobody decides about: remind, ask the cover, expire.

Ticked several times a day and by several clocks: what was said is not said again, and what a
missed day left undone is done on the next.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from orders.enums import EventKind, OrderState, ReminderKind
from orders.models import Order, OrderReminder
from orders.notifications.authorising import (
    ask,
    buyers,
    remind,
    tell_expiring,
    tell_no_authoriser,
    tell_undecided,
)
from orders.queries.authorisers import Authorisers, authorisers_of, named
from orders.queries.waiting import Due, due_now, is_over, waiting_orders
from orders.services.authorising import ask_those_not_asked
from orders.services.expiring import write_expired
from orders.services.history import note
from orders.services.locking import lock_order
from productive_leader.core.dates import LONDON

logger = logging.getLogger(__name__)


def look_at_waiting(now: dt.datetime | None = None) -> int:
    """Do what is due for every order that waits; returns for how many something was done.

    Each is a transaction of its own, so that the trouble with one keeps nobody else waiting.
    """
    now = now or timezone.now()
    done = 0
    for pk in waiting_orders():
        try:
            done += look_at_order(pk, now)
        except Exception:  # whatever it is, the others are still to be looked at
            logger.exception("Looking at waiting order %s failed", pk)
    return done


@transaction.atomic
def look_at_order(pk: int, now: dt.datetime) -> bool:
    """Whether anything was said or the order has expired. Locks it and reads it anew."""
    order = lock_order(Order(pk=pk))
    if order.state != OrderState.AWAITING:
        return False
    if is_over(order, now.astimezone(LONDON).date()):
        write_expired(order, now)
        return True
    authorisers = authorisers_of(order)
    new = ask_those_not_asked(order)  # chief executive since, or since a merger
    due = due_now(order, now)
    for one in due:
        OrderReminder.objects.create(order=order, kind=one.kind, due_on=one.on, sent_at=now)
        new += _say(order, one, authorisers, new)
    return bool(new or due)


def _say(order: Order, due: Due, authorisers: Authorisers, new: list[Person]) -> list[Person]:
    """Returns who is asked now; nobody is reminded in the moment of being asked."""
    if due.kind == ReminderKind.COVER:
        return _ask_cover(order, due, authorisers) if authorisers.asked else []
    if not authorisers.asked:
        tell_no_authoriser(order, authorisers, due.on)
    else:
        _remind(order, due, authorisers, new)
    return []


def _ask_cover(order: Order, due: Due, authorisers: Authorisers) -> list[Person]:
    covers = [person for person in authorisers.covers if person not in authorisers.asked]
    if not covers:
        tell_undecided(order, authorisers, due)
        return []
    ask(order, covers, as_cover=True)
    text = f"{named(covers)} {_was(covers)} asked too, as acting chief executive."
    note(order, EventKind.ASKED, by=None, text=text)
    return covers


def _remind(order: Order, due: Due, authorisers: Authorisers, new: list[Person]) -> None:
    """Those who were asked, and the cover once it was asked too."""
    asked_on = order.asked_at.astimezone(LONDON).date()
    with_cover = order.reminders.filter(kind=ReminderKind.COVER, due_on__gte=asked_on).exists()
    people = authorisers.everybody if with_cover else authorisers.asked
    people = tuple(person for person in people if person not in new)
    if due.kind == ReminderKind.EXPIRING:
        tell_expiring(order, authorisers, (*people, *buyers(order)), due)
    else:
        remind(order, people, due)
    if people:
        note(order, EventKind.REMINDED, by=None, text=f"To {named(people)}.")


def _was(people: Sequence[Person]) -> str:
    return "was" if len(people) == 1 else "were"
