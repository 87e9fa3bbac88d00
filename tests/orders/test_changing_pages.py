"""Changing, cancelling and opening again, as the pages say it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from orders.models import Order
from orders.services.orders import cancel_order
from productive_leader.core.dates import format_date, today
from tests.factories.orders import a_box_set, an_executive_team
from tests.orders.pages import page, typed, words
from tests.orders.scene import authorised, changed, declined, placed, sent
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


def test_a_declined_order_shows_the_reason_and_is_changed():
    organisation, cheryl, _, amir = an_executive_team()
    box_set = a_box_set(stock=12)
    order = placed(amir, organisation, (box_set, 8), on_behalf_of=cheryl)
    order.on_behalf_of = None
    order.save()
    declined(order, cheryl, "Three posts are vacant.")
    assert "declined it on" in page(amir, "order", order.number)
    assert "Three posts are vacant." in page(amir, "order", order.number)
    at = reverse("order_change", args=[order.number])
    client = client_of(amir)
    assert "Send for authorisation again" in words(client.get(at))
    given = typed(client, at) | {f"quantity-{box_set.pk}": "5"}
    said = words(client.post(at, given, follow=True))
    assert "The order is changed, and authorisation is asked for as it is now." in said
    assert order.lines.get().quantity == 5


def waiting_order() -> tuple[Order, Any, Person, Person]:
    organisation, cheryl, alice, amir = an_executive_team()
    box_set = a_box_set(stock=12)
    return placed(amir, organisation, (box_set, 8), on_behalf_of=alice), box_set, cheryl, amir


def test_the_page_says_beforehand_that_a_change_ends_the_authorisation():
    order, _, cheryl, amir = waiting_order()
    authorised(order, cheryl)
    said = page(amir, "order_change", order.number)
    assert "Cheryl Grant authorised it on" in said
    assert "that no longer holds: what is set aside is given back" in said


def test_instructions_alone_are_saved_without_a_new_authorisation():
    order, _, cheryl, amir = waiting_order()
    authorised(order, cheryl)
    client, at = client_of(amir), reverse("order_change", args=[order.number])
    said = words(client.post(at, typed(client, at, instructions="Ring twice"), follow=True))
    assert "It is saved. Nothing changed that needs a new authorisation." in said
    order.refresh_from_db()
    assert (order.state, order.instructions) == ("authorised", "Ring twice")


def test_edge_case_2_a_page_that_is_too_old_says_what_happened_and_keeps_what_was_typed():
    order, box_set, cheryl, amir = waiting_order()
    client, at = client_of(amir), reverse("order_change", args=[order.number])
    given = typed(client, at) | {f"quantity-{box_set.pk}": "5"}
    authorised(order, cheryl)
    answer = client.post(at, given)
    assert answer.status_code == 422
    said = words(answer)
    assert "Cheryl Grant authorised it. That was at " in said
    assert "what is set aside is given back" in said
    form = answer.context["form"]
    assert form[f"quantity-{box_set.pk}"].value() == "5"
    again = {name: str(form[name].value() or "") for name in form.fields}
    assert client.post(at, again).status_code == 302
    assert Order.objects.get().state == "awaiting"


def test_what_was_sent_meanwhile_is_not_changed_any_more():
    order, _, cheryl, amir = waiting_order()
    client, at = client_of(amir), reverse("order_change", args=[order.number])
    given = typed(client, at)
    sent(authorised(order, cheryl), 2)
    said = words(client.post(at, given, follow=True))
    assert "This order is partly sent and cannot be changed any more." in said


def test_cancelling_needs_a_reason_and_says_what_it_does():
    order, _, cheryl, amir = waiting_order()
    sent(authorised(order, cheryl), 3)
    client, at = client_of(amir), reverse("order_cancel", args=[order.number])
    assert "3 of 8 boxes have been sent; those still come." in words(client.get(at))
    empty = client.post(at, {"reason": ""})
    assert (empty.status_code, "Say why, in a few words." in words(empty)) == (422, True)
    said = words(client.post(at, {"reason": "Enough"}, follow=True))
    assert f"Order {order} is cancelled. Everybody concerned hears of it." in said
    assert "3 × The Productive Leader 3 on the way and 5 cancelled" in said
    assert "There is nothing left of this order to cancel." in words(client.get(at, follow=True))


def test_an_expired_order_is_opened_again_by_one_press():
    order, _, _, amir = waiting_order()
    order.state, order.ended_at = "expired", timezone.now()
    order.save()
    until = format_date(today() + timedelta(days=30))
    assert f"You can open it again until {until}" in page(amir, "order", order.number)
    client, at = client_of(amir), reverse("order_reopen", args=[order.number])
    said = words(client.post(at, follow=True))
    assert "The order is open again, and authorisation is asked for." in said
    order.ended_at, order.state = timezone.now() - timedelta(days=31), "expired"
    order.save()
    assert "Place a new order." in words(client.post(at, follow=True))


def test_the_chief_executive_is_led_to_the_decision():
    order, _, cheryl, _ = waiting_order()
    address = reverse("order_authorise", args=[order.number])
    for at in (reverse("order", args=[order.number]), reverse("orders")):
        assert f'href="{address}"' in client_of(cheryl).get(at).content.decode()


def test_nobody_on_record_is_said_on_the_page():
    order, _, cheryl, amir = waiting_order()
    cheryl.roles.update(ends_on=today() - timedelta(days=1))
    said = page(amir, "order", order.number)
    assert "Nobody is on record at Northvale University Hospitals who may authorise" in said


def test_a_cancelled_order_says_when_and_why():
    order, _, _, amir = waiting_order()
    cancel_order(by=amir, order=order, reason="We wait until May.")
    said = page(amir, "order", order.number)
    assert f"It was cancelled on {format_date(today())}: We wait until May." in said


def test_what_was_taken_out_by_a_change_is_not_shown():
    order, _, cheryl, amir = waiting_order()
    authorised(order, cheryl)
    changed(amir, order, (a_box_set("Strengthening Leadership"), 2))
    said = page(amir, "order", order.number).partition("What happened Amir")[0]
    assert "2 × Strengthening Leadership" in said
    assert "× The Productive Leader" not in said
