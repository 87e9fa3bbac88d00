"""Placing an order: what is kept, what is refused and in which words, and one press, one order."""

import uuid
from typing import Any

import pytest

from accounts.models import Organisation, Person
from orders.models import BoxSet, Order
from orders.services.orders import place_order
from tests.factories.orders import ADDRESS, a_box_set, an_executive_team

pytestmark = pytest.mark.django_db


def placed(
    by: Person, organisation: Organisation, *lines: tuple[BoxSet, int], **more: Any
) -> Order:
    wishes = {
        "team_size": 8,
        "note": "",
        "recipient_name": by.name,
        "recipient_email": by.email,
        "address": ADDRESS,
        "postcode": "NV1 1AA",
        "instructions": "",
        "on_behalf_of": None,
        "form_key": uuid.uuid4(),
    }
    return place_order(by=by, organisation=organisation, lines=lines, **wishes | more)


def test_a_pa_orders_for_a_leader():
    organisation, _, alice, amir = an_executive_team()
    box_set = a_box_set(stock=12)
    order = placed(amir, organisation, (box_set, 8), on_behalf_of=alice)
    assert order.number == f"PL-{order.placed_at.year}-{order.pk:04}"
    assert order.contents()["lines"] == [[box_set.slug, box_set.name, 8]]
