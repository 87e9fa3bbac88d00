"""The pages of parcels: what a press does, what a second does, what opening them does not."""

from __future__ import annotations

from uuid import uuid4

import pytest

from orders.models import Dispatch, Order
from orders.queries.dispatch import link_to_confirm
from orders.services.dispatching import dispatch_order, mark_lost
from orders.services.notes import render_note
from tests.factories.orders import a_box_set
from tests.orders.stock_scene import an_administrator, an_authorised_order
from tests.support.pdf import structure
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    return an_authorised_order((a_box_set("Leader", stock=5), 5), allocate=True)


@pytest.fixture
def parcel(order) -> Dispatch:
    quantities = {order.lines.get().pk: 5}
    by = an_administrator("Una Quinn")
    return dispatch_order(by=by, order=order, quantities=quantities, form_key=uuid4())


def test_all_that_is_set_aside_is_filled_in_and_two_presses_send_one_parcel(order):
    office = client_of(an_administrator())
    page, line = f"/office/orders/{order.number}/dispatch/", f"line_{order.lines.get().pk}"
    form = office.get(page).context["form"]
    assert form[line].value() == 5
    sent = {line: "5", "form_key": str(form["form_key"].value())}
    places = {office.post(page, sent).url for _ in range(2)}
    assert places == {f"/office/orders/{order.number}/dispatches/1/"}
    assert Dispatch.objects.count() == 1


def test_what_is_wrong_is_said_and_stays_typed(order):
    line = f"line_{order.lines.get().pk}"
    page = f"/office/orders/{order.number}/dispatch/"
    sent = {line: "9", "carrier": "Parcels Ltd", "form_key": str(uuid4())}
    answer = client_of(an_administrator()).post(page, sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors == {line: ["Boxes of Leader: type a whole number from 0 to 5."]}
    assert form["carrier"].value() == "Parcels Ltd"


def test_opening_the_link_decides_nothing_and_its_press_does(client, parcel):
    link = link_to_confirm(parcel, "buyer").partition("/deliveries")[2]
    for ask in (client.get, client.head):
        assert ask(f"/deliveries{link}").status_code == 200
        assert Dispatch.objects.get().state == "sent"
    answer = client.post(f"/deliveries{link}", follow=True)
    assert "This parcel has arrived" in answer.content.decode()
    assert Dispatch.objects.get().settled_by == parcel.order.buyer


def test_a_forged_link_leads_nowhere(client, parcel):
    link = link_to_confirm(parcel, "buyer").partition("/deliveries")[2]
    assert client.get(f"/deliveries{link[:-2]}/").status_code == 404


def test_a_lost_parcel_that_turns_up_leads_to_us(client, parcel):
    link = link_to_confirm(parcel, "buyer").partition("/deliveries")[2]
    mark_lost(by=an_administrator(), dispatch=parcel, reason="Gone.")
    answer = client.post(f"/deliveries{link}")
    assert answer.status_code == 422
    assert "is recorded as lost" in answer.content.decode()


def test_who_ordered_has_the_button_on_the_page_of_the_order(parcel):
    buyer = client_of(parcel.order.buyer)
    page = f"/orders/{parcel.order.number}/"
    assert "It has arrived" in buyer.get(page).content.decode()
    answer = buyer.post(f"{page}dispatches/1/arrived/", follow=True)
    assert "Thank you. That it has arrived is recorded." in answer.content.decode()


def test_until_the_note_is_there_the_page_says_that_it_is_being_made(parcel):
    office = client_of(an_administrator())
    page = f"/orders/{parcel.order.number}/dispatches/1.pdf"
    answer = office.get(page, follow=True)
    assert "The dispatch note is being made" in answer.content.decode()


def test_the_note_is_tagged_and_says_where_to_and_what(parcel):
    tags = [str(element["/S"]) for element in structure(render_note(parcel))]
    assert {"/H1", "/Table", "/TH", "/TD"} <= set(tags)
