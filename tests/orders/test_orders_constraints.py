"""What the database itself refuses of an order, its lines and its history."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders.models import Order
from productive_leader.core.dates import today
from tests.factories.orders import a_box_set, an_executive_team, an_order

pytestmark = pytest.mark.django_db


def broken(**fields: Any) -> str:
    """The constraint that a row with these fields breaks."""
    organisation, _, alice, _ = an_executive_team()
    with pytest.raises(IntegrityError) as trouble, transaction.atomic():
        an_order(alice, organisation, **({"buyer_id": alice.pk} | fields))
    return str(trouble.value)


def test_one_press_makes_one_order():
    organisation, _, alice, _ = an_executive_team()
    key = an_order(alice, organisation).form_key
    with pytest.raises(IntegrityError, match="one_press_makes_one_order"):
        Order.objects.create(
            number="T-X",
            organisation=organisation,
            buyer=alice,
            form_key=key,
            team_size=8,
            expires_on=today(),
        )


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "lost"}, "order_state_is_known"),
        ({"team_size": 0}, "executive_team_has_one_to_forty_members"),
        ({"team_size": 41}, "executive_team_has_one_to_forty_members"),
        ({"state": "cancelled"}, "ended_order_says_when"),
        ({"ended_at": timezone.now()}, "ended_order_says_when"),
    ],
)
def test_the_database_refuses_an_order_that_cannot_be(fields: dict[str, Any], constraint: str):
    assert constraint in broken(**fields)


def test_nobody_orders_on_behalf_of_themselves():
    organisation, _, alice, _ = an_executive_team()
    with pytest.raises(IntegrityError, match="nobody_orders_on_behalf_of_themselves"):
        an_order(alice, organisation, on_behalf_of=alice)


def test_order_has_one_line_of_a_box_set():
    organisation, _, alice, _ = an_executive_team()
    box_set = a_box_set()
    with pytest.raises(IntegrityError, match="order_has_one_line_of_a_box_set"):
        an_order(alice, organisation, (box_set, 1), (box_set, 2))


@pytest.mark.parametrize("quantity", [0, 100])
def test_order_line_is_for_one_to_ninety_nine(quantity: int):
    organisation, _, alice, _ = an_executive_team()
    with pytest.raises(IntegrityError, match="order_line_is_for_one_to_ninety_nine"):
        an_order(alice, organisation, (a_box_set(), quantity))


@pytest.mark.parametrize(
    ("numbers", "constraint"),
    [
        ({"allocated": 2, "dispatched": 4}, "no_more_is_set_aside_or_sent_than_ordered"),
        ({"cancelled": 2, "dispatched": 4}, "no_more_is_set_aside_or_sent_than_ordered"),
        ({"dispatched": 2, "delivered": 3}, "no_more_arrives_than_was_sent"),
    ],
)
def test_a_line_never_says_more_than_was_ordered(numbers: dict[str, int], constraint: str):
    organisation, _, alice, _ = an_executive_team()
    line = an_order(alice, organisation, (a_box_set(), 5)).lines.get()
    with pytest.raises(IntegrityError, match=constraint):
        type(line).objects.filter(pk=line.pk).update(**numbers)


def test_order_event_kind_is_known():
    organisation, _, alice, _ = an_executive_team()
    order = an_order(alice, organisation)
    with pytest.raises(IntegrityError, match="order_event_kind_is_known"):
        order.timeline.create(kind="forgotten")
