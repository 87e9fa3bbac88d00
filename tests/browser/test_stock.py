"""Dana receives twenty boxes, the queue proposes who gets them, and one press confirms it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Person
from orders.models import BoxSet, Order
from orders.queries.ledger import differences
from orders.services.box_sets import install_box_sets
from productive_leader.core.dates import today
from tests.browser.looks import fits
from tests.factories.orders import a_box_set
from tests.orders.stock_scene import an_administrator, an_authorised_order, numbers

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "The Productive Leader box set"


@pytest.fixture
def dana(live: str, expected_complaints: list[str]) -> Person:
    """The box sets we start with are there, and one to be released next month."""
    expected_complaints.append("422")  # forms that come back
    install_box_sets()
    a_box_set("Winter box set", stock=8, released_on=today() + timedelta(days=30))
    return an_administrator()


@pytest.fixture
def orders(dana: Person) -> tuple[Order, Order, Order]:
    """Two that wait for one box set, the older one for more; a third has ordered ahead too."""
    leader, board, winter = BoxSet.objects.order_by("position")
    return (
        an_authorised_order((leader, 12), days_ago=12),
        an_authorised_order((leader, 10), (board, 2), days_ago=4),
        an_authorised_order((leader, 3), (winter, 3), days_ago=2),
    )


def receive_and_confirm(page: Page, orders: tuple[Order, ...], check_accessible) -> None:
    """From the list of the stock to the last box set aside."""
    old, young, youngest = orders
    expect(page.get_by_role("heading", level=1)).to_have_text("Stock of box sets")
    fits(page)
    check_accessible(page)

    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    fits(page)
    check_accessible(page)
    page.get_by_label("Boxes that arrived").fill("twenty")
    page.get_by_role("button", name="Receive").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Boxes have arrived")
    expect(page.get_by_role("alert")).to_contain_text(
        "Boxes that arrived: type a whole number from 1 to 9999."
    )
    fits(page)
    check_accessible(page)
    page.get_by_label("Boxes that arrived").fill("20")
    page.get_by_role("button", name="Receive").click()

    expect(page.get_by_role("alert")).to_contain_text("20 boxes are received.")
    expect(page.locator("#movements + ol > li").first).to_contain_text("Received 20.")
    fits(page)
    check_accessible(page)
    page.get_by_role("link", name="20 boxes can be set aside for orders that wait").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Orders that wait for stock")
    proposal = page.get_by_role("region", name="20 boxes can be set aside now")
    expect(proposal.get_by_role("listitem").nth(0)).to_contain_text(
        "waits for 12; 20 available, so all 12"
    )
    expect(proposal.get_by_role("listitem").nth(1)).to_contain_text(
        "waits for 10; 8 left, so 8 of them"
    )
    fits(page)
    check_accessible(page)
    proposal.get_by_role("button", name="Set aside 20 boxes for 2 orders").click()

    expect(page.get_by_role("alert")).to_contain_text(
        "20 boxes are set aside for 2 orders. They can be sent now."
    )
    expect(page.get_by_role("table").first).to_contain_text(str(youngest))
    fits(page)
    check_accessible(page)
    got = [order.lines.order_by("pk").first().allocated for order in (old, young, youngest)]
    assert (got, differences()) == ([12, 8, 0], [])


def test_twenty_boxes_arrive_on_a_desktop(desktop, dana, orders, sign_in, check_accessible):
    sign_in(desktop, dana).goto("/office/stock/")
    receive_and_confirm(desktop, orders, check_accessible)


def test_twenty_boxes_arrive_on_a_phone(phone, dana, orders, sign_in, check_accessible):
    sign_in(phone, dana).goto("/office/stock/")
    receive_and_confirm(phone, orders, check_accessible)


def test_twenty_boxes_arrive_without_script(no_script, dana, orders, sign_in, check_accessible):
    sign_in(no_script, dana).goto("/office/stock/")
    receive_and_confirm(no_script, orders, check_accessible)


def test_boxes_are_given_out_of_turn_given_back_counted_and_written_off(
    desktop, dana, orders, sign_in, check_accessible
):
    leader = BoxSet.objects.get(name=NAME)
    old, young, _ = orders
    page = sign_in(desktop, dana)
    page.goto(f"/office/stock/{leader.slug}/receive/")
    page.get_by_label("Boxes that arrived").fill("12")
    page.get_by_role("button", name="Receive").click()
    expect(page.get_by_role("alert")).to_contain_text("12 boxes are received.")

    page.goto("/office/orders/to-allocate/")
    page.get_by_role("link", name=f"Set aside before its turn for {young}").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Set aside for {young}")
    fits(page)
    check_accessible(page)
    page.get_by_label("Boxes to set aside").fill("5")
    page.get_by_role("button", name="Set aside").click()
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text(f"{old} (12) waited longer. Say why this order goes first")
    fits(page)
    check_accessible(page)
    page.get_by_label("Reason").fill("Their first session is on Monday")
    page.get_by_role("button", name="Set aside").click()
    expect(page.get_by_role("alert")).to_contain_text(f"5 boxes are set aside for {young}.")

    page.goto(f"/office/stock/{leader.slug}/count/")
    fits(page)
    check_accessible(page)
    page.get_by_label("Boxes you counted").fill("4")
    page.get_by_label("Reason").fill("Yearly count")
    page.get_by_role("button", name="Save the count").click()
    expect(page.get_by_role("alert")).to_contain_text(
        f"4 are fewer than the 5 set aside for {young} (5)."
    )
    fits(page)
    check_accessible(page)

    page.goto(f"/office/stock/{leader.slug}/")
    page.get_by_role("link", name=f"Give back what {young} has").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Give back what {young} has")
    fits(page)
    check_accessible(page)
    page.get_by_label("Boxes to give back").fill("1")
    page.get_by_label("Reason").fill("Eight were never there")
    page.get_by_role("button", name="Give back").click()
    expect(page.get_by_role("alert")).to_contain_text("1 box is no longer set aside")

    page.get_by_role("link", name="Write boxes off").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Write boxes off")
    fits(page)
    check_accessible(page)
    page.get_by_label("Boxes to write off").fill("8")
    page.get_by_label("Reason").fill("Water in the store room")
    page.get_by_role("button", name="Write off").click()
    expect(page.get_by_role("alert")).to_contain_text("8 boxes are written off.")
    assert numbers(leader) == (4, 4)
    fits(page)
    check_accessible(page)


def test_a_box_set_is_added_changed_withdrawn_and_offered_again(
    phone, dana, sign_in, check_accessible
):
    page = sign_in(phone, dana)
    page.goto("/office/stock/")
    page.get_by_role("link", name="Add a box set").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a box set")
    page.get_by_role("button", name="Add the box set").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the box set a name.")
    fits(page)
    check_accessible(page)
    page.get_by_label("Name").fill("Leading from home")
    page.get_by_label("Summary").fill("For teams that meet on a screen.")
    page.get_by_label("What is inside").fill("A guide\nA card for the door")
    page.get_by_role("button", name="Add the box set").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Leading from home")
    fits(page)
    check_accessible(page)

    page.get_by_role("link", name="Change the box set").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Change the box set")
    fits(page)
    check_accessible(page)
    page.get_by_label("Released on").fill("2999-12-31")
    page.get_by_role("button", name="Save the box set").click()
    expect(page.locator("main")).to_contain_text("Released Tuesday 31 December 2999")

    page.get_by_role("link", name="Withdraw it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Withdraw the box set")
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Withdraw the box set").click()
    expect(page.locator("main")).to_contain_text("nobody can order it")
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Offer it again").click()
    expect(page.get_by_role("alert")).to_contain_text("It can be ordered again.")
