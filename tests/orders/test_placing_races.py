"""One press makes one order, however many arrive; each order has its own number."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection, connections

from orders.enums import EventKind
from orders.models import Order
from productive_leader.core.models import Email
from tests.factories.orders import a_box_set, an_executive_team
from tests.orders.scene import placed

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 50


def press_together(times: int, key: uuid.UUID | None) -> tuple[list[Any], Order | None]:
    """Everybody presses at once; what each got."""
    organisation, _, alice, _ = an_executive_team(code=f"R{uuid.uuid4().hex[:4].upper()}")
    box_set, start = a_box_set(stock=12), threading.Barrier(times)
    got: list[Any] = []

    def work() -> None:
        try:
            start.wait()
            got.append(placed(alice, organisation, (box_set, 2), form_key=key or uuid.uuid4()).pk)
        except Exception as error:  # noqa: BLE001 - the control shows which
            got.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got, Order.objects.filter(buyer=alice).first()


def test_fifty_presses_at_once_make_one_order():
    got, order = press_together(PRESSES, uuid.uuid4())
    assert order
    assert got == [order.pk] * PRESSES
    assert (Order.objects.count(), order.lines.count()) == (1, 1)
    assert order.timeline.filter(kind=EventKind.PLACED).count() == 1
    assert Email.objects.filter(to=order.buyer.email).count() == 1


def test_control_without_the_constraint_presses_at_once_make_several_orders():
    names = [field.name for field in Order._meta.constraints]
    guard = Order._meta.constraints[names.index("one_press_makes_one_order")]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Order, guard)
    try:
        press_together(10, uuid.uuid4())
        made = Order.objects.count()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE orders_order CASCADE")
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(Order, guard)
    assert made > 1


def test_fifty_orders_at_once_have_fifty_numbers():
    got, _ = press_together(PRESSES, None)
    assert len(set(got)) == PRESSES
    assert len(set(Order.objects.values_list("number", flat=True))) == PRESSES
