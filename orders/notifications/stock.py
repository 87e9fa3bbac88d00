"""Telling who ordered that boxes are set aside, and administrators what the stock needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from accounts.models import Person
from orders.models import DeliveryPromise, Order, OrderLine
from orders.queries.ledger import Difference
from orders.queries.stock import is_ahead
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email
from productive_leader.core.words import counted


def tell_set_aside(order: Order, given: Sequence[tuple[OrderLine, int]]) -> None:
    """To who ordered and for whom: what waited is set aside now, and by when it comes."""
    promises = DeliveryPromise.objects.filter(line__order=order, superseded_at=None)
    due = dict(promises.values_list("line", "due_on"))
    context = {
        "order": order,
        "given": [(quantity, line.box_set, due.get(line.pk)) for line, quantity in given],
        "waiting": [
            (line.waiting, line.box_set, line.box_set.released_on if is_ahead(line.box_set) else "")
            for line in order.lines.select_related("box_set")
            if line.waiting
        ],
        "url": absolute("order", order.number),
    }
    for person in (order.buyer, order.on_behalf_of):
        if person and person.is_active:
            queue_email(
                to=person.email, template="orders/set_aside", context=context | {"to": person}
            )


def tell_ready(person: Person, boxes: int, orders: int, day: dt.date) -> None:
    """To an administrator, once a day: boxes lie there for orders that wait."""
    queue_email(
        to=person.email,
        template="orders/waiting",
        context={
            "person": person,
            "boxes": counted(boxes, "box", "boxes"),
            "orders": counted(orders, "order", "orders"),
            "url": absolute("orders_to_allocate"),
        },
        key=f"stock-waiting:{day}:{person.pk}",
    )


def tell_alarm(person: Person, differences: Sequence[Difference], day: dt.date) -> None:
    """To an administrator, once a day: the ledger and the numbers do not agree."""
    queue_email(
        to=person.email,
        template="orders/stock_alarm",
        context={"person": person, "differences": differences, "url": absolute("stock")},
        key=f"stock-alarm:{day}:{person.pk}",
    )
