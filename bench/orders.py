"""A thousand orders in one organisation: listing them, placing one, authorising one."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.urls import reverse

from accounts.enums import RoleKind
from orders.models import Order, OrderLine
from productive_leader.core.dates import today
from tests.factories.orders import ADDRESS, a_box_set
from tests.factories.programmes import make_colleague, make_organisation

ORDERS, WAITING = 1000, 60


def make() -> dict[str, Any]:
    """Whom to be, where the list is, and orders that wait: each for one press."""
    organisation = make_organisation(code="RBO")
    chief = make_colleague("Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE)
    alice = make_colleague("Dr Alice Ahmed", organisation, RoleKind.LEADER)
    amir = make_colleague("Amir Khan", organisation, RoleKind.PA)
    box_set = a_box_set(stock=5000)
    made = Order.objects.bulk_create(
        Order(
            number=f"B-{n:05}",
            organisation=organisation,
            buyer=amir,
            on_behalf_of=alice,
            form_key=uuid.uuid4(),
            team_size=8,
            recipient_name=amir.name,
            address=ADDRESS,
            postcode="NV1 1AA",
            expires_on=today() + timedelta(days=20),
        )
        for n in range(ORDERS)
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, box_set=box_set, quantity=2) for order in made
    )
    return {
        "buyer": amir,
        "chief": chief,
        "list": reverse("organisation_orders", args=[organisation.code]),
        "new": reverse("order_new"),
        "form": {
            "organisation": organisation.code,
            "on_behalf_of": alice.pk,
            "team_size": 8,
            f"quantity-{box_set.pk}": 2,
            "recipient_name": amir.name,
            "address": ADDRESS,
            "postcode": "NV1 1AA",
        },
        "waiting": [reverse("order_authorise", args=[one.number]) for one in made[:WAITING]],
    }
