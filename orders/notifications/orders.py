"""Telling whoever ordered, and for whom, what became of an order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import F

from accounts.models import Person
from orders.models import Order, TimelineEntry
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email


def tell_placed(order: Order) -> None:
    """The number, what it is for, and what comes next."""
    days = settings.ORDER_PROMISE_DAYS
    key = f"order-placed:{order.pk}"
    _tell("placed", order, _buyers(order), key=key, promise_days=days)


def tell_changed(order: Order, *, by: Person, told: Iterable[str]) -> None:
    """What is different, and that it is asked again."""
    key = f"order-changed:{order.pk}:{order.asked_at.timestamp()}"
    _tell("changed", order, _buyers(order), key=key, by=by, told=list(told))


def tell_cancelled(
    order: Order,
    entry: TimelineEntry,
    people: Iterable[Person],
    *,
    reason: str,
    boxes: int,
    is_all: bool,
) -> None:
    """Whoever has to do with it: by whom, why, and what of it."""
    more = {"by": entry.by, "reason": reason, "boxes": boxes, "is_all": is_all}
    _tell("cancelled", order, people, key=f"order-cancelled:{entry.pk}", **more)


def _buyers(order: Order) -> list[Person]:
    return list(filter(None, (order.buyer, order.on_behalf_of)))


def _tell(what: str, order: Order, people: Iterable[Person], *, key: str, **more: Any) -> None:
    """One message to each, once under this key."""
    context = {
        "order": order,
        "lines": list(order.lines.select_related("box_set").filter(cancelled__lt=F("quantity"))),
        "url": absolute("order", order.number),
        **more,
    }
    for person in {one.pk: one for one in people if one.is_active}.values():
        queue_email(
            to=person.email,
            template=f"orders/{what}",
            context=context | {"to": person},
            key=f"{key}:{person.pk}",
        )
