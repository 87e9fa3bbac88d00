"""The lists of orders: whose, how long, how many queries."""

import pytest
from django.urls import reverse

from accounts.enums import RoleKind
from orders.models import Order, OrderLine
from tests.factories.orders import a_box_set, an_executive_team, an_order
from tests.factories.programmes import make_colleague, make_organisation
from tests.orders.pages import page, words
from tests.orders.scene import authorised, placed
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


def test_my_orders_are_those_i_placed_and_those_placed_for_me():
    organisation, cheryl, alice, amir = an_executive_team()
    box_set = a_box_set()
    mine = an_order(alice, organisation, (box_set, 1))
    for_me = an_order(amir, organisation, (box_set, 2), on_behalf_of=alice)
    an_order(cheryl, organisation, (box_set, 3))
    rows = client_of(alice).get(reverse("orders")).context["rows"]
    assert [row.order for row in rows] == [for_me, mine]


def test_an_organisations_orders_are_all_there():
    organisation, cheryl, alice, amir = an_executive_team()
    box_set = a_box_set()
    orders = [an_order(one, organisation, (box_set, 1)) for one in (alice, amir, cheryl)]
    far = make_organisation(code="RZZ")
    an_order(make_colleague("Zoe King", far, RoleKind.LEADER), far, (box_set, 1))
    at = reverse("organisation_orders", args=[organisation.code])
    rows = client_of(cheryl).get(at).context["rows"]
    assert [row.order for row in rows] == orders[::-1]
    there = reverse("organisation_orders", args=[far.code])
    assert client_of(cheryl).get(there).status_code == 404


def test_without_orders_the_list_says_what_a_box_set_is():
    organisation, _, alice, _ = an_executive_team()
    assert "Nothing ordered yet" in page(alice, "orders")
    assert "Who can order box sets" in page(make_colleague("Sam Wood", organisation), "orders")
    assert "Nothing ordered yet" in page(alice, "organisation_orders", organisation.code)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("route", "queries"), [("orders", 11), ("organisation_orders", 10), ("order", 24)]
)
def test_a_page_asks_as_often_for_one_as_for_three(
    django_assert_num_queries, number: int, route: str, queries: int
):
    organisation, cheryl, alice, _ = an_executive_team()
    box_sets = [a_box_set(f"Box {n}", stock=20) for n in range(number)]
    an_order(cheryl, organisation, (box_sets[0], 1))  # another one is always open
    for _ in range(number):
        order = placed(alice, organisation, *[(one, 2) for one in box_sets])
        authorised(order, cheryl)
    args = {"orders": [], "organisation_orders": [organisation.code], "order": [order.number]}
    client = client_of(alice)
    with django_assert_num_queries(queries):
        client.get(reverse(route, args=args[route]))


def test_a_long_list_is_paged():
    organisation, _, alice, _ = an_executive_team()
    box_set = a_box_set()
    for _ in range(26):
        an_order(alice, organisation, (box_set, 1))
    client = client_of(alice)
    assert len(client.get(reverse("orders")).context["rows"]) == 25
    assert len(client.get(reverse("orders") + "?page=2").context["rows"]) == 1


@pytest.mark.parametrize("route", ["orders", "organisation_orders"])
def test_a_list_of_a_thousand_asks_twelve_times_at_most(django_assert_max_num_queries, route: str):
    organisation, _, alice, _ = an_executive_team()
    box_set, first = a_box_set(), an_order(alice, organisation)
    copies = [
        Order(
            number=f"M-{number:04}",
            organisation=organisation,
            buyer=alice,
            team_size=8,
            expires_on=first.expires_on,
        )
        for number in range(999)
    ]
    Order.objects.bulk_create(copies)
    OrderLine.objects.bulk_create(
        OrderLine(order=order, box_set=box_set, quantity=2) for order in copies
    )
    client = client_of(alice)
    args = [organisation.code] if route == "organisation_orders" else []
    with django_assert_max_num_queries(12):
        answer = client.get(reverse(route, args=args))
    assert "Page 1 of 40" in words(answer)
