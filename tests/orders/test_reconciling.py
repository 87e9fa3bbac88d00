"""Every night the numbers are compared with the ledger; what differs is told, and never mended."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.urls import reverse

from orders import tasks
from orders.queries.ledger import differences
from orders.services.reconciling import reconcile_stock, tell_of_stock
from orders.services.stock import receive_stock
from productive_leader.core import housekeeping
from productive_leader.core.models import Email
from tests.factories.accounts import a_person
from tests.factories.orders import a_box_set
from tests.orders.stock_scene import an_administrator, an_authorised_order

pytestmark = pytest.mark.django_db
ALARM = "The stock of box sets does not add up"


def broken(statement: str, *values: int) -> None:
    """What no code of ours would do."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def said() -> list[tuple[str, str]]:
    return [(one.box_set, one.sentence) for one in differences()]


def test_nothing_is_said_while_everything_agrees(caplog):
    an_administrator()
    an_authorised_order((a_box_set(stock=9), 4), allocate=True)
    with caplog.at_level(logging.ERROR):
        assert reconcile_stock() == 0
    assert (caplog.messages, Email.objects.count()) == ([], 0)


def test_a_number_that_is_not_the_sum_of_its_movements_is_found():
    box_set = a_box_set("Leader", stock=9)
    order = an_authorised_order((box_set, 4), allocate=True)
    broken("UPDATE orders_boxset SET on_hand = on_hand + 2 WHERE id = %s", box_set.pk)
    assert said() == [("Leader", "11 on hand, but the movements add up to 9.")]
    broken("UPDATE orders_boxset SET on_hand = 9, allocated = 5 WHERE id = %s", box_set.pk)
    assert said() == [
        ("Leader", "5 set aside, but the movements add up to 4."),
        ("Leader", "5 set aside, but the orders have 4."),
    ]
    broken("UPDATE orders_boxset SET allocated = 4 WHERE id = %s", box_set.pk)
    broken("UPDATE orders_orderline SET allocated = 3 WHERE order_id = %s", order.pk)
    assert said() == [
        ("Leader", "4 set aside, but the orders have 3."),
        ("Leader", f"{order} has 3 set aside, but its movements add up to 4."),
    ]


def test_administrators_hear_of_it_once_a_day_and_it_is_in_the_log(caplog):
    dana = an_administrator()
    a_person("Somebody Else")
    box_set = a_box_set("Leader", stock=9)
    broken("UPDATE orders_boxset SET on_hand = 11 WHERE id = %s", box_set.pk)
    with caplog.at_level(logging.ERROR):
        assert [reconcile_stock(), reconcile_stock()] == [1, 1]
    assert caplog.messages[0] == (
        "Stock does not agree: Leader: 11 on hand, but the movements add up to 9."
    )
    mail = Email.objects.get()
    assert (mail.to, mail.subject) == (dana.email, ALARM)
    assert "- Leader: 11 on hand, but the movements add up to 9." in mail.text
    box_set.refresh_from_db()
    assert box_set.on_hand == 11  # a person finds out which of the two is right


def test_the_pages_say_so_until_it_is_gone(client):
    client.force_login(an_administrator())
    box_set, other = a_box_set("Leader", stock=9), a_box_set("Board")
    pages = [reverse("stock"), reverse("box_set", args=[box_set.slug])]
    sentence = "Leader: 11 on hand, but the movements add up to 9."
    broken("UPDATE orders_boxset SET on_hand = 11 WHERE id = %s", box_set.pk)
    assert [sentence in client.get(page).content.decode() for page in pages] == [True, True]
    assert sentence not in client.get(reverse("box_set", args=[other.slug])).content.decode()
    broken("UPDATE orders_boxset SET on_hand = 9 WHERE id = %s", box_set.pk)
    assert [sentence in client.get(page).content.decode() for page in pages] == [False, False]


def test_administrators_are_reminded_once_a_day_of_boxes_that_can_be_given():
    dana, box_set = an_administrator(), a_box_set()
    for _ in range(2):
        an_authorised_order((box_set, 4))
    assert (tell_of_stock(), Email.objects.count()) == (0, 0)
    receive_stock(by=dana, box_set=box_set, quantity=6)
    assert [tell_of_stock(), tell_of_stock()] == [6, 6]
    mail = Email.objects.get()
    assert (mail.to, mail.subject) == (dana.email, "6 boxes can be set aside")
    assert "6 boxes can be set aside for 2 orders that waited." in mail.text


def test_both_run_every_night():
    assert tasks
    swept = housekeeping.sweep_out()
    wanted = {
        "orders.services.reconciling.reconcile_stock",
        "orders.services.reconciling.tell_of_stock",
    }
    assert wanted <= set(swept)
