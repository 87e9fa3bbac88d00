"""A PA orders box sets for a leader, changes the order after a decline, cancels the rest."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Person
from orders.models import Order
from productive_leader.core.dates import today
from tests.browser.looks import fits
from tests.factories.orders import a_box_set, an_executive_team
from tests.factories.programmes import make_colleague
from tests.orders.scene import authorised, declined, sent

pytestmark = pytest.mark.django_db(transaction=True)
PRODUCTIVE, STRENGTHENING = "The Productive Leader", "Strengthening Leadership"


@pytest.fixture
def people(live: str) -> dict[str, Person]:
    """Twelve boxes of one box set; the other comes out in forty days."""
    organisation, cheryl, alice, amir = an_executive_team()
    organisation.address, organisation.postcode = "Trust House, North Road, Northvale", "NV1 1AA"
    organisation.save()
    a_box_set(PRODUCTIVE, stock=12)
    a_box_set(STRENGTHENING, released_on=today() + timedelta(days=40))
    staff = make_colleague("Sam Wood", organisation)
    return {"cheryl": cheryl, "alice": alice, "amir": amir, "staff": staff}


def how_many(page: Page, box_set: str) -> Locator:
    return page.get_by_role("group", name=box_set).get_by_label("How many?")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


@pytest.mark.parametrize("kind", ["phone", "desktop", "no_script"])
def test_a_pa_orders_changes_after_a_decline_and_cancels_the_rest(
    request, sign_in, check_accessible, people, expected_complaints, kind: str
) -> None:
    expected_complaints.append("422")
    page: Page = sign_in(request.getfixturevalue(kind), people["amir"])

    def looks_right() -> None:
        fits(page)
        check_accessible(page)

    page.goto("/orders/")
    looks_right()
    page.get_by_role("link", name="Order box sets").click()
    heading(page, "Order box sets")
    expect(page.get_by_role("group", name=PRODUCTIVE)).to_contain_text("12 available today")
    expect(page.get_by_role("group", name=STRENGTHENING)).to_contain_text("you can order it now")
    looks_right()
    page.get_by_label("Where to leave it").fill("Goods entrance, ring twice")
    page.get_by_role("button", name="Send for authorisation").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose for whom you order.")
    expect(page.get_by_label("Where to leave it")).to_have_value("Goods entrance, ring twice")
    looks_right()

    page.get_by_label("For whom do you order?").select_option("Dr Alice Ahmed")
    page.get_by_label("How many members").fill("8")
    page.get_by_text(f"What is inside {PRODUCTIVE}").click()
    expect(page.get_by_role("group", name=PRODUCTIVE)).to_contain_text("Eight guides")
    how_many(page, PRODUCTIVE).fill("8")
    how_many(page, STRENGTHENING).fill("1")
    page.get_by_role("button", name="Send for authorisation").click()
    heading(page, "Order PL-")
    expect(page.locator("main")).to_contain_text("Cheryl Grant can authorise it")
    expect(page.locator("main")).to_contain_text("Amir Khan ordered for Dr Alice Ahmed.")
    looks_right()

    order = Order.objects.get()
    declined(order, people["cheryl"], "Five are enough: three posts are vacant.")
    page.reload()
    expect(page.locator(".app-reason")).to_have_text("Five are enough: three posts are vacant.")
    looks_right()
    page.get_by_role("link", name="Change it and ask again").click()
    heading(page, "Change order")
    expect(page.get_by_label("Who takes it in?")).to_have_value("Amir Khan")
    looks_right()
    how_many(page, PRODUCTIVE).fill("5")
    page.get_by_role("button", name="Send for authorisation again").click()
    expect(page.get_by_role("rowheader", name="5 × The Productive Leader")).to_be_visible()
    expect(page.locator(".app-timeline")).to_contain_text("5 instead of 8 × The Productive Leader.")
    looks_right()

    order.refresh_from_db()
    authorised(order, people["cheryl"])
    page.get_by_role("link", name="Change the order").click()
    expect(page.locator("main")).to_contain_text("that no longer holds")
    looks_right()
    sent(order, 2)
    page.goto(f"/orders/{order.number}/")
    expect(page.locator("main")).to_contain_text("2 of 6 boxes have been sent.")
    expect(page.get_by_role("link", name="Change the order")).to_have_count(0)
    looks_right()
    page.get_by_role("link", name="Cancel what is not sent").click()
    heading(page, "Cancel the rest of order")
    looks_right()
    page.get_by_label("Why do you cancel it?").fill("Two are enough.")
    page.get_by_role("button", name="Cancel this order").click()
    expect(page.get_by_role("alert")).to_contain_text("is cancelled")
    expect(page.locator(".app-timeline")).to_contain_text("Reason: Two are enough.")
    looks_right()
    assert [line.cancelled for line in order.lines.order_by("pk")] == [3, 1]


def test_an_order_is_placed_with_the_keyboard_alone(sign_in, desktop, people) -> None:
    page: Page = sign_in(desktop, people["alice"])
    page.goto("/orders/new/")
    page.get_by_label("For whom do you order?").focus()
    keys = page.keyboard
    keys.press("Tab")
    keys.type("8")
    keys.press("Tab")  # what is inside the first
    keys.press("Enter")
    expect(page.get_by_role("group", name=PRODUCTIVE)).to_contain_text("Eight guides")
    keys.press("Tab")
    keys.type("8")
    page.get_by_label("Postcode").focus()
    keys.press("Enter")
    heading(page, "Order PL-")
    order = Order.objects.get()
    assert (order.buyer, order.team_size) == (people["alice"], 8)
    assert [line.quantity for line in order.lines.all()] == [8]


@pytest.mark.parametrize("kind", ["phone", "desktop"])
def test_whoever_cannot_order_reads_why(
    request, sign_in, check_accessible, people, kind: str
) -> None:
    page: Page = sign_in(request.getfixturevalue(kind), people["staff"])
    page.goto("/orders/")
    page.get_by_role("link", name="Who can order box sets").click()
    heading(page, "You cannot order box sets yourself")
    fits(page)
    check_accessible(page)
    page.get_by_role("link", name="Download the modules").click()
    heading(page, "Modules")


@pytest.mark.parametrize("kind", ["phone", "desktop"])
def test_the_chief_executive_finds_what_waits_and_all_orders(
    request, sign_in, check_accessible, people, kind: str
) -> None:
    page: Page = sign_in(request.getfixturevalue(kind), people["alice"])
    page.goto("/orders/new/")
    page.get_by_label("How many members").fill("8")
    how_many(page, PRODUCTIVE).fill("8")
    page.get_by_role("button", name="Send for authorisation").click()
    heading(page, "Order PL-")
    sign_in(page, people["cheryl"])
    page.goto("/orders/")
    expect(page.locator("main")).to_contain_text("Waiting for your decision")
    fits(page)
    check_accessible(page)
    page.get_by_role("link", name="All orders of Northvale").click()
    heading(page, "Orders of Northvale University Hospitals")
    fits(page)
    check_accessible(page)
    page.get_by_role("link", name="PL-").click()
    page.get_by_role("link", name="Look at it and decide").click()
    expect(page.get_by_role("button", name="Authorise")).to_be_visible()
