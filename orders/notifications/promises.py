"""Telling who ordered of a later date, and administrators of dates that have passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from accounts.models import Person
from orders.models import DeliveryPromise, Order, OrderLine
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email


def tell_slipped(
    order: Order,
    line: OrderLine,
    *,
    old: DeliveryPromise,
    new: DeliveryPromise | None,
    reason: str,
) -> None:
    """The old date, the new one or that there is none yet, and why."""
    context = {
        "order": order,
        "line": line,
        "old": old.due_on,
        "new": new.due_on if new else None,
        "reason": reason,
        "url": absolute("order", order.number),
    }
    for person in {order.buyer, order.on_behalf_of}:
        if person and person.is_active:
            queue_email(
                to=person.email,
                template="orders/slipped",
                context=context | {"to": person},
                key=f"order-slipped:{(new or old).pk}:{person.pk}",
            )


def tell_overdue(person: Person, lines: Sequence[OrderLine], more: int, day: dt.date) -> None:
    """To an administrator, once a day: dates have passed, and nobody was given a new one."""
    queue_email(
        to=person.email,
        template="orders/overdue",
        context={
            "person": person,
            "lines": lines,
            "more": more,
            "url": absolute("orders_overdue"),
        },
        key=f"orders-overdue:{day}:{person.pk}",
    )
