"""Authorised orders and an administrator, for the tests of stock."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Person
from orders.enums import Capacity, Decision, OrderState
from orders.models import Authorisation, BoxSet, Dispatch, DispatchLine, Order
from orders.models.orders import fingerprint
from orders.services.stock import allocate_order
from tests.factories.accounts import a_person, a_role
from tests.factories.orders import an_executive_team, an_order

_minutes = count(1)


def an_administrator(name: str = "Dana Reid") -> Person:
    person = a_person(name)
    a_role(person, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return person


def an_authorised_order(
    *lines: tuple[BoxSet, int], allocate: bool = False, days_ago: float = 1, **fields: Any
) -> Order:
    """An order that its chief executive authorised, each a minute after the one made before.

    With `allocate` it has got what there was; without, all of it waits.
    """
    organisation, chief, leader, _ = an_executive_team()
    order = an_order(leader, organisation, *lines, **fields)
    authorise(order, chief, days_ago)
    if allocate:
        with transaction.atomic():
            allocate_order(order)
    return order


def authorise(order: Order, chief: Person, days_ago: float = 1) -> Authorisation:
    """As authorising leaves it, but for what is set aside."""
    order.state = OrderState.AUTHORISED
    order.save(update_fields=["state"])
    return Authorisation.objects.create(
        order=order,
        decision=Decision.AUTHORISED,
        person=chief,
        capacity=Capacity.CHIEF_EXECUTIVE,
        shown=order.contents(),
        fingerprint=fingerprint(order.contents()),
        decided_at=timezone.now() - timedelta(days=days_ago) + timedelta(minutes=next(_minutes)),
    )


def parcel(order: Order, *boxes: tuple[BoxSet, int], **fields: Any) -> Dispatch:
    """A parcel with so many of each box set, before anything is taken out of the stock."""
    last = order.dispatches.count()
    made = Dispatch.objects.create(order=order, number=last + 1, form_key=uuid4(), **fields)
    for box_set, quantity in boxes:
        line = order.lines.get(box_set=box_set)
        DispatchLine.objects.create(dispatch=made, line=line, quantity=quantity)
    return made


def numbers(box_set: BoxSet) -> tuple[int, int]:
    """On hand and set aside, as the database has them."""
    box_set.refresh_from_db()
    return box_set.on_hand, box_set.allocated
