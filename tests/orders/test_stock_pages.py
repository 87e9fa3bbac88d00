"""The office's pages of the stock: what they say, what they ask, what they refuse."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import BoxSet, Movement
from orders.queries.queue import proposal
from orders.services import box_sets
from orders.services.stock import receive_stock, write_off
from productive_leader.core.dates import format_date, format_when, today
from tests.factories.orders import a_box_set
from tests.orders.stock_scene import an_administrator, an_authorised_order, numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(client: Client):
    person = an_administrator()
    client.force_login(person)
    return person


def text(response) -> str:
    """What the page says, without markup, in one line."""
    body = re.sub(r"(?s)<(script|style).*?</\1>", "", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found
    return found[1]


def page(client: Client, name: str, *args: object) -> str:
    return text(client.get(reverse(name, args=args)))


def test_the_list_says_what_there_is_of_each(client, dana):
    leader = a_box_set("Leader", stock=10)
    board = a_box_set("Board", stock=3, released_on=today() + timedelta(days=9))
    old = a_box_set("Old")
    an_authorised_order((leader, 6), allocate=True)
    an_authorised_order((leader, 9), (board, 2), allocate=True)
    box_sets.withdraw_box_set(by=dana, box_set=old)
    said = page(client, "stock")
    assert "Leader 10 10 0 5" in said
    assert f"Board Ordered ahead Released {format_date(board.released_on)} 3 0 3 2" in said
    assert "Old Withdrawn 0 0 0 0" in said
    assert said.index("Board") < said.index("Old")
    assert "can be set aside for orders that wait" not in said


def test_the_list_says_at_a_glance_that_something_can_be_given(client, dana):
    box_set = a_box_set()
    an_authorised_order((box_set, 6))
    receive_stock(by=dana, box_set=box_set, quantity=1)
    assert "1 box can be set aside for orders that wait" in page(client, "stock")
    receive_stock(by=dana, box_set=box_set, quantity=4)
    assert "5 boxes can be set aside for orders that wait" in page(client, "stock")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_many_as_for_one(client, dana, number, count_queries):
    for _ in range(number):
        an_authorised_order((a_box_set(stock=2), 4), allocate=True)
    assert count_queries(reverse("stock")) == 9


@pytest.fixture
def count_queries(client, django_assert_max_num_queries):
    def count(url: str) -> int:
        with django_assert_max_num_queries(50) as captured:
            client.get(url)
        return len(captured)

    return count


def test_a_box_set_tells_its_movements_in_words_the_latest_first(client, dana):
    box_set = a_box_set("Leader")
    receive_stock(by=dana, box_set=box_set, quantity=20, reason="Note 4711")
    order = an_authorised_order((box_set, 6), allocate=True)
    write_off(by=dana, box_set=box_set, quantity=2, reason="Water")
    said = page(client, "box_set", box_set.slug)
    when = [format_when(movement.at) for movement in Movement.objects.order_by("-pk")]
    assert (
        f"Wrote off 2. Water Dana Reid, {when[0]} · 18 on hand after it "
        f"Set aside 6 for {order} . By itself, {when[1]} · 20 on hand after it "
        f"Received 20. Note 4711 Dana Reid, {when[2]} · 20 on hand after it"
    ) in said
    assert "On hand 18 Set aside for orders 6 Available 12 Waited for 0" in said


def test_movements_come_in_pages(client, dana):
    box_set = a_box_set()
    for number in range(1, 28):
        receive_stock(by=dana, box_set=box_set, quantity=number)
    first = page(client, "box_set", box_set.slug)
    last = text(client.get(reverse("box_set", args=[box_set.slug]), {"page": 2}))
    assert (first.count("on hand after it"), last.count("on hand after it")) == (25, 2)
    assert "Received 1." in last
    assert "· 1 on hand after it" in last


@pytest.mark.parametrize("number", [1, 3])
def test_a_box_set_asks_as_often_for_many_movements_as_for_one(client, dana, number, count_queries):
    box_set = a_box_set(stock=9)
    for _ in range(number):
        an_authorised_order((box_set, 1), allocate=True)
    assert count_queries(reverse("box_set", args=[box_set.slug])) == 9


def post(client: Client, route: str, *args: object, **data: object):
    """Opens the form, fills it in as a browser does, presses."""
    url = reverse(route, args=args)
    opened = client.get(url).content.decode()
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', opened)
    return client.post(url, dict(found) | data)


def test_boxes_are_received_on_the_page_of_the_box_set(client, dana):
    box_set = a_box_set()
    opened = client.get(reverse("box_set", args=[box_set.slug]))
    data = {"quantity": "20", "form_key": hidden(opened, "form_key")}
    for _ in range(2):
        response = client.post(reverse("stock_receive", args=[box_set.slug]), data, follow=True)
    assert "20 boxes are received." in text(response)
    assert numbers(box_set) == (20, 0)


FIELDS = {
    "stock_receive": ("quantity", "Boxes that arrived: type a whole number from 1 to 9999."),
    "stock_write_off": ("quantity", "Boxes to write off: type a whole number from 1 to 9999."),
    "stock_count": ("counted", "Boxes you counted: type a whole number from 0 to 9999."),
}


@pytest.mark.parametrize("typed", ["", "0", "-5", "many", "1000000000", "2.5"])
def test_what_is_no_number_of_boxes_is_refused_in_words(client, dana, typed):
    box_set = a_box_set(stock=5)
    for name, (field, sentence) in FIELDS.items():
        if (name, typed) == ("stock_count", "0"):
            continue
        response = post(client, name, box_set.slug, **{field: typed, "reason": "Because"})
        assert (response.status_code, sentence_in(response)) == (422, sentence)
    assert numbers(box_set) == (5, 0)


def sentence_in(response) -> str:
    """What the first field that is wrong says."""
    found = re.search(r"Error: </span>([^<]*)", response.content.decode())
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("name", "field"), [("stock_count", "counted"), ("stock_write_off", "quantity")]
)
def test_a_count_without_a_reason_is_refused_and_keeps_what_was_typed(client, dana, name, field):
    box_set = a_box_set(stock=5)
    response = post(client, name, box_set.slug, **{field: "3", "reason": " "})
    assert response.status_code == 422
    assert "Say why, in a few words. The ledger keeps it." in text(response)
    assert 'value="3"' in response.content.decode()
    assert numbers(box_set) == (5, 0)


def test_a_count_that_agrees_says_so(client, dana):
    box_set = a_box_set(stock=5)
    response = post(client, "stock_count", box_set.slug, counted="5", reason="Yearly")
    assert response.status_code == 302
    said = page(client, "box_set", box_set.slug)
    assert "The count agrees: 5 on hand. Nothing was changed." in said


def test_after_something_moved_a_count_is_asked_for_again_and_then_taken(client, dana):
    box_set = a_box_set(stock=5)
    url = reverse("stock_count", args=[box_set.slug])
    opened = client.get(url)
    receive_stock(by=dana, box_set=box_set, quantity=1)
    data = {
        "form_key": hidden(opened, "form_key"),
        "seen": hidden(opened, "seen"),
        "counted": "4",
        "reason": "Yearly",
    }
    refused = client.post(url, data)
    assert "There are 6 on hand now, not 5: something moved meanwhile. Count again." in text(
        refused
    )
    assert client.post(url, data | {"seen": hidden(refused, "seen")}).status_code == 302
    assert numbers(box_set) == (4, 0)


def test_edge_case_7_the_page_names_the_orders_and_leads_to_giving_back(client, dana):
    box_set = a_box_set(stock=8)
    order = an_authorised_order((box_set, 6), allocate=True)
    response = post(client, "stock_count", box_set.slug, counted="5", reason="Water")
    assert f"5 are fewer than the 6 set aside for {order} (6)." in text(response)
    line = order.lines.get()
    link = reverse("line_give_back", args=[line.pk])
    assert link in client.get(reverse("box_set", args=[box_set.slug])).content.decode()
    given = post(client, "line_give_back", line.pk, quantity="1", reason="Water", follow=True)
    assert given.status_code == 302
    assert f"1 box is no longer set aside for {order}" in page(client, "box_set", box_set.slug)
    again = post(client, "stock_count", box_set.slug, counted="5", reason="Water")
    assert (again.status_code, numbers(box_set)) == (302, (5, 5))


def test_the_queue_proposes_and_one_press_confirms(client, dana):
    box_set = a_box_set("Leader")
    old = an_authorised_order((box_set, 6), days_ago=9)
    young = an_authorised_order((box_set, 6), days_ago=2)
    said = page(client, "orders_to_allocate")
    assert "can be set aside now" not in said
    assert said.index(str(old)) < said.index(str(young))
    receive_stock(by=dana, box_set=box_set, quantity=10)
    opened = client.get(reverse("orders_to_allocate"))
    assert "waits for 6; 10 available, so all 6." in text(opened)
    assert "waits for 6; 4 left, so 4 of them." in text(opened)
    after = text(opened).partition("Still waiting after that")[2]
    assert f"{young} {young.organisation} Leader" in after
    assert f"{old}" not in after
    assert " 2 Set aside before its turn" in after
    url = reverse("orders_to_allocate")
    pressed = client.post(url, {"seen": hidden(opened, "seen")}, follow=True)
    assert "10 boxes are set aside for 2 orders. They can be sent now." in text(pressed)
    assert numbers(box_set) == (10, 10)


def test_a_queue_that_changed_meanwhile_is_shown_anew(client, dana):
    box_set = a_box_set("Leader")
    an_authorised_order((box_set, 6), days_ago=2)
    receive_stock(by=dana, box_set=box_set, quantity=4)
    url, seen = reverse("orders_to_allocate"), proposal().fingerprint
    older = an_authorised_order((box_set, 6), days_ago=9)
    response = client.post(url, {"seen": seen})
    assert response.status_code == 422
    assert "The queue has changed since you opened this page." in text(response)
    assert f"4 for {older.organisation} {older} , authorised" in text(response)
    assert client.post(url, {"seen": hidden(response, "seen")}).status_code == 302


def test_ordered_ahead_stands_apart_with_its_day(client, dana):
    day = today() + timedelta(days=30)
    order = an_authorised_order((a_box_set("Board", stock=9, released_on=day), 3))
    said = page(client, "orders_to_allocate")
    assert "Ordered ahead These box sets are released on a later day." in said
    assert said.index("Ordered ahead") < said.index(str(order)) < said.index(format_date(day))
    assert "Nobody waits for stock" in said


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_asks_as_often_for_many_as_for_one(client, dana, number, count_queries):
    there, none = a_box_set(stock=0), a_box_set()
    ahead = a_box_set(released_on=today() + timedelta(days=9))
    for _ in range(number):
        an_authorised_order((there, 2), (none, 3), (ahead, 1))
    receive_stock(by=dana, box_set=there, quantity=9)
    assert count_queries(reverse("orders_to_allocate")) == 8


def test_edge_case_28_the_page_asks_why_one_goes_first(client, dana):
    box_set = a_box_set()
    old = an_authorised_order((box_set, 6), days_ago=9)
    young = an_authorised_order((box_set, 3), days_ago=2)
    receive_stock(by=dana, box_set=box_set, quantity=6)
    line = young.lines.get()
    link = reverse("line_set_aside", args=[line.pk])
    assert link in client.get(reverse("orders_to_allocate")).content.decode()
    assert f"{old}, authorised" in page(client, "line_set_aside", line.pk)
    refused = post(client, "line_set_aside", line.pk, quantity="3", reason="")
    assert refused.status_code == 422
    assert f"{old} (6) waited longer. Say why this order goes first" in text(refused)
    done = post(client, "line_set_aside", line.pk, quantity="3", reason="They begin on Monday")
    assert (done.status_code, numbers(box_set)) == (302, (6, 3))


def test_a_box_set_is_added_and_changed(client, dana):
    typed = {"name": "Winter box set", "summary": "For winter.", "contents": "A guide\nA chart"}
    assert post(client, "box_set_add", **typed).status_code == 302
    made = BoxSet.objects.get(slug="winter-box-set")
    typed |= {"summary": "For cold days.", "released_on": "2999-01-01"}
    assert post(client, "box_set_change", made.slug, **typed).status_code == 302
    made.refresh_from_db()
    assert (made.summary, made.released_on.year) == ("For cold days.", 2999)
    nothing = post(client, "box_set_add")
    assert nothing.status_code == 422
    for sentence in (
        "Give the box set a name.",
        "Say in one sentence what it is.",
        "Say what is inside, one thing on each line.",
    ):
        assert sentence in text(nothing)


def test_who_was_slower_sees_what_is_kept_and_may_overwrite_it(client, dana):
    made = a_box_set("Leader")
    url = reverse("box_set_change", args=[made.slug])
    seen = hidden(client.get(url), "seen")
    typed = {"summary": "One.", "contents": "A guide"}
    client.post(url, typed | {"name": "Theirs", "seen": seen})
    refused = client.post(url, typed | {"name": "Mine", "seen": seen})
    assert refused.status_code == 422
    assert "What is kept now Theirs One." in text(refused)
    assert (
        client.post(url, typed | {"name": "Mine", "seen": hidden(refused, "seen")}).status_code
        == 302
    )
    made.refresh_from_db()
    assert made.name == "Mine"


def test_withdrawing_says_what_follows_first(client, dana):
    box_set = a_box_set("Leader", stock=1)
    an_authorised_order((box_set, 3), allocate=True)
    said = page(client, "box_set_withdraw", box_set.slug)
    assert "3 boxes of 1 authorised order are not sent yet." in said
    client.post(reverse("box_set_withdraw", args=[box_set.slug]))
    assert "nobody can order it" in page(client, "box_set", box_set.slug)
    client.post(reverse("box_set_offer", args=[box_set.slug]))
    assert "It can be ordered again." in page(client, "box_set", box_set.slug)
