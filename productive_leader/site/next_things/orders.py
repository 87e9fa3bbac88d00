"""Orders of box sets that wait for this person, or that the person waits for."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import Person
from orders.enums import OrderState
from orders.permissions import orders_decided_by
from orders.queries.orders import orders_of
from productive_leader.site.next_things.things import NextThing
from productive_leader.site.queries.standing import Standing

SHOWN = 3


def order_things(person: Person, standing: Standing) -> Iterator[NextThing]:
    """What a chief executive or cover has to decide, then what one ordered and was declined."""
    if standing.is_chief_executive:
        yield from _to_decide(person)
    if standing.may_order:
        yield from _declined(person)


def _to_decide(person: Person) -> Iterator[NextThing]:
    waiting = orders_decided_by(person).filter(state=OrderState.AWAITING).order_by("asked_at")
    for order in waiting.select_related("buyer")[:SHOWN]:
        yield NextThing(
            f"Decide about order {order.number}",
            f"{order.buyer.name} ordered box sets and waits for your answer.",
            reverse("order_authorise", args=[order.number]),
            tag="To decide",
            colour="yellow",
        )


def _declined(person: Person) -> Iterator[NextThing]:
    for order in orders_of(person).filter(state=OrderState.DECLINED)[:SHOWN]:
        yield NextThing(
            f"Order {order.number} was declined",
            "Read why, change it and ask again, or cancel it.",
            reverse("order", args=[order.number]),
            tag="Declined",
            colour="red",
        )
