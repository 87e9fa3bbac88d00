"""Box sets with stock, and orders as the services leave them, each in one call."""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import count
from typing import Any

from accounts.enums import RoleKind
from accounts.models import Organisation, Person
from orders.enums import MovementKind
from orders.models import BoxSet, Movement, Order, OrderLine
from productive_leader.core.dates import today
from tests.factories.programmes import make_colleague, make_organisation

_numbers = count(1)
ADDRESS = "Trust headquarters\nNorth Road\nNorthvale"


def a_box_set(name: str = "The Productive Leader", *, stock: int = 0, **fields: Any) -> BoxSet:
    """A box set; `stock` boxes of it have been received."""
    number = next(_numbers)
    box_set = BoxSet.objects.create(
        slug=f"box-set-{number}",
        name=name,
        summary="Everything printed that a team needs.",
        contents="Eight guides\nEight worksheets",
        position=number,
        **fields,
    )
    if stock:
        Movement.objects.create(box_set=box_set, kind=MovementKind.RECEIVED, on_hand_change=stock)
        box_set.on_hand = stock
        box_set.save(update_fields=["on_hand"])
    return box_set


def an_executive_team(code: str = "RNV") -> tuple[Organisation, Person, Person, Person]:
    """An organisation with its chief executive, a leader of the team, and a PA."""
    organisation = make_organisation(code=code)
    return (
        organisation,
        make_colleague("Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE),
        make_colleague("Dr Alice Ahmed", organisation, RoleKind.LEADER),
        make_colleague("Amir Khan", organisation, RoleKind.PA),
    )


def an_order(
    buyer: Person, organisation: Organisation, *lines: tuple[BoxSet, int], **fields: Any
) -> Order:
    """A waiting order, without the mails and history that placing it makes."""
    order = Order.objects.create(
        number=f"T-{next(_numbers):05}",
        organisation=organisation,
        buyer=buyer,
        form_key=uuid.uuid4(),
        **{
            "team_size": 8,
            "recipient_name": buyer.name,
            "address": ADDRESS,
            "postcode": "NV1 1AA",
            "expires_on": today() + timedelta(days=20),
        }
        | fields,
    )
    for box_set, quantity in lines:
        OrderLine.objects.create(order=order, box_set=box_set, quantity=quantity)
    return order
