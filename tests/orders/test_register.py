"""The pages of what is late, what is sent, and the register with its spreadsheet."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from orders.models import DeliveryPromise, Order
from orders.queries.orders import standing_of
from orders.queries.register import STANDINGS, Wanted, registered
from orders.services.promises import promise_lines
from productive_leader.core.dates import today
from tests.factories.orders import a_box_set, an_executive_team, an_order
from tests.orders.stock_scene import an_administrator, an_authorised_order
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    return client_of(an_administrator())


def some_of_each() -> list[Order]:
    """An order of each standing that needs no parcel."""
    full, none = a_box_set("Leader", stock=20), a_box_set("Board")
    organisation, _, alice, _ = an_executive_team()
    ready, short, partly, away, there, gone = (
        an_authorised_order((box_set, 2), allocate=True)
        for box_set in (full, none, full, full, full, full)
    )
    partly.lines.update(allocated=1, dispatched=1)
    away.lines.update(allocated=0, dispatched=2)
    there.lines.update(allocated=0, dispatched=2, delivered=2)
    gone.lines.update(allocated=0, cancelled=2)
    ended = {"ended_at": timezone.now(), "end_reason": "x"}
    more = [
        an_order(alice, organisation, (full, 1), state=state, **fields)
        for state, fields in (
            ("awaiting", {}),
            ("declined", {}),
            ("expired", ended),
            ("cancelled", ended),
        )
    ]
    return [ready, short, partly, away, there, gone, *more]


def test_the_filter_says_of_every_order_what_its_page_says():
    orders = some_of_each()
    for word in STANDINGS:
        found = set(registered(Order.objects.all(), Wanted(state=word)))
        assert found == {order for order in orders if standing_of(order).word == word}
        assert found


def test_it_is_searched_by_organisation_and_month():
    orders = some_of_each()
    old = orders[0]
    moment = dt.datetime(2026, 3, 31, 22, 59, tzinfo=dt.UTC)
    Order.objects.filter(pk=old.pk).update(placed_at=moment)
    every = Order.objects.all()
    assert list(registered(every, Wanted(month="2026-03"))) == [old]
    assert list(registered(every, Wanted(month="2026-04"))) == []
    assert registered(every, Wanted(organisation="rnv")).count() == len(orders)
    assert registered(every, Wanted(organisation="nobody")).count() == 0


@pytest.mark.parametrize("query", ["", "?state=nonsense", "?month=2026-13", "?month=x&page=9999"])
def test_nonsense_in_the_address_shows_all(office, query: str):
    some_of_each()
    assert len(office.get(f"/office/orders/register/{query}").context["rows"]) == 10


def test_it_asks_as_often_for_one_order_as_for_three(office, django_assert_num_queries):
    box_set = a_box_set(stock=20)
    for more in (1, 2):
        for _ in range(more):
            an_authorised_order((box_set, 2), allocate=True)
        with django_assert_num_queries(9):
            office.get("/office/orders/register/?state=Ready+to+send")


def test_the_spreadsheet_has_a_row_for_each_line_and_runs_no_formula(office):
    formula, board = a_box_set("=1+1", stock=5), a_box_set("Board")
    order = an_authorised_order((formula, 5), (board, 2), allocate=True)
    promise_lines(order)
    answer = office.get("/office/orders/register.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert len(rows) == 3
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["Order"], first["Box set"], first["Set aside"]) == (order.number, "'=1+1", 5)
    assert first["First promised"].date() == DeliveryPromise.objects.get().due_on
    assert dict(zip(rows[0], rows[2], strict=True))["Waiting"] == 2


def test_what_is_late_asks_as_often_for_one_line_as_for_three(office, django_assert_num_queries):
    box_set = a_box_set(stock=20)
    for more in (1, 2):
        for _ in range(more):
            promise_lines(an_authorised_order((box_set, 2), allocate=True))
        DeliveryPromise.objects.update(due_on=today() - dt.timedelta(days=1))
        with django_assert_num_queries(9):
            office.get("/office/orders/overdue/")


def test_one_press_gives_a_new_date_and_what_is_missing_is_said(office):
    order = an_authorised_order((a_box_set(stock=5), 5), allocate=True)
    promise_lines(order)
    DeliveryPromise.objects.update(due_on=today() - dt.timedelta(days=1))
    line, day = order.lines.get().pk, str(today() + dt.timedelta(days=3))
    answer = office.post("/office/orders/overdue/", {"line": line, "reason": "Snow."})
    assert answer.status_code == 422
    assert "Choose a day." in answer.content.decode()
    answer = office.post("/office/orders/overdue/", {"line": line, "reason": "", "due_on": day})
    assert "Say why, in a few words." in answer.content.decode()
    sent = {"line": line, "reason": "Snow.", "due_on": day, "other": ""}
    answer = office.post("/office/orders/overdue/", sent, follow=True)
    assert "They were told." in answer.content.decode()
    assert answer.context["page"].paginator.count == 0
