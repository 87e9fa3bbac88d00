"""Reads: who has to do with an order."""

from __future__ import annotations

from accounts.models import Person
from orders.enums import OrderState
from orders.models import Order
from orders.queries.authorisers import authorisers_of
from orders.queries.orders import decision_about


def concerned_by(order: Order) -> list[Person]:
    """Who hears when it is cancelled: whose order it is, and who was asked or has authorised it."""
    found = [order.buyer, order.on_behalf_of]
    if order.state == OrderState.AWAITING:
        found += authorisers_of(order).everybody
    elif order.state == OrderState.AUTHORISED and (decision := decision_about(order)):
        found += [decision.person]
    return list(dict.fromkeys(filter(None, found)))
