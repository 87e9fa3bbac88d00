"""An order that nobody decided about in time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from orders.enums import EventKind, OrderState
from orders.models import Order
from orders.notifications.authorising import tell_expired
from orders.queries.waiting import is_over
from orders.services.history import note
from orders.services.locking import lock_order
from productive_leader.core import audit


@transaction.atomic
def expire_order(order: Order) -> bool:
    """Let it expire if its day of grace is over; whether it did. Most need no lock for that."""
    if not is_over(order):
        return False
    current = lock_order(order)
    if is_over(current):
        write_expired(current, timezone.now())
        return True
    return False


def write_expired(order: Order, now: dt.datetime) -> None:
    """It expires now. The caller holds its lock."""
    order.state = OrderState.EXPIRED
    order.ended_at, order.end_reason = now, "Nobody decided in time."
    order.save(update_fields=["state", "ended_at", "end_reason"])
    note(order, EventKind.EXPIRED, by=None)
    audit.record(
        by=None, action="order.expired", target=order, organisation_id=order.organisation_id
    )
    tell_expired(order)
