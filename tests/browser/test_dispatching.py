"""A part is sent, it arrives, the rest follows and comes back: office, phone, without script."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from orders.models import DeliveryPromise, Dispatch
from orders.services.dispatching import dispatch_order
from orders.services.notes import make_note
from orders.services.promises import promise_lines
from productive_leader.core.dates import today
from productive_leader.core.models import Email
from tests.browser.looks import fits
from tests.factories.orders import a_box_set
from tests.orders.stock_scene import an_administrator, an_authorised_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(live: str):
    dana = an_administrator()
    leader, board = a_box_set(stock=6), a_box_set("Strengthening Leadership", stock=4)
    order = an_authorised_order(
        (leader, 6),
        (board, 4),
        allocate=True,
        recipient_email="post@northvale.nhs.uk",
        recipient_name="Post room",
    )
    with transaction.atomic():
        promise_lines(order)
    return dana, order


def look(page: Page, check: Callable[[Page], None]) -> None:
    fits(page)
    check(page)


@pytest.mark.parametrize("office", ["desktop", "no_script"])
def test_a_part_arrives_and_the_rest_comes_back(
    request, sign_in, phone, check_accessible, scene, expected_complaints, office: str
):
    expected_complaints.append("422")
    dana, order = scene
    page = sign_in(request.getfixturevalue(office), dana)
    page.goto("/office/orders/to-dispatch/")
    look(page, check_accessible)
    page.get_by_role("link", name=f"Send {order.number}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Send order")
    page.get_by_label("Boxes of Strengthening Leadership").fill("9")
    page.get_by_role("button", name="Send the parcel").click()
    expect(page.get_by_role("alert").first).to_contain_text("type a whole number from 0 to 4")
    look(page, check_accessible)
    page.get_by_label("Boxes of Strengthening Leadership").fill("0")
    page.get_by_label("Carrier").fill("Royal Mail")
    page.get_by_label("Tracking number").fill("AB 123 456 789 GB")
    page.get_by_role("button", name="Send the parcel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Parcel 1")
    look(page, check_accessible)
    mail = Email.objects.get(to="post@northvale.nhs.uk")
    link = re.search(r"https?://[^/]+(/deliveries/\S+)", mail.text)[1]
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Has this parcel arrived?")
    look(phone, check_accessible)
    assert Dispatch.objects.get().state == "sent"
    phone.get_by_role("button", name="Yes, it has arrived").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("This parcel has arrived")
    look(phone, check_accessible)
    assert Dispatch.objects.get().state == "delivered"
    page.goto(f"/office/orders/{order.number}/dispatch/")
    page.get_by_role("button", name="Send the parcel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Parcel 2")
    page.get_by_text("It came back", exact=True).click()
    page.get_by_role("button", name="Record that it came back").click()
    expect(page.get_by_role("alert").first).to_contain_text("Say what happened")
    look(page, check_accessible)
    page.get_by_label("What happened?").last.fill("Nobody was in.")
    page.get_by_label("Yes, they are whole").check()
    page.get_by_label("Send them again").check()
    page.get_by_role("button", name="Record that it came back").click()
    expect(page.get_by_role("alert").first).to_contain_text("It is recorded as come back")
    look(page, check_accessible)
    page.goto(f"/orders/{order.number}/")
    expect(page.locator("main")).to_contain_text("Partly sent")
    look(page, check_accessible)


@pytest.mark.parametrize("kind", ["desktop", "phone"])
def test_a_late_line_gets_a_new_date_in_one_press(
    request, sign_in, check_accessible, scene, kind: str
):
    dana, order = scene
    line = order.lines.first()
    dispatch_order(by=dana, order=order, quantities={line.pk: 6}, form_key=uuid4())
    DeliveryPromise.objects.update(due_on=today() - timedelta(days=2))
    page = sign_in(request.getfixturevalue(kind), dana)
    for address in ("to-dispatch/", "overdue/", "register/", f"{order.number}/dispatch/"):
        page.goto(f"/office/orders/{address}")
        look(page, check_accessible)
    page.goto(f"/orders/{order.number}/")
    look(page, check_accessible)
    page.goto("/office/orders/overdue/")
    page.locator("form button[name=due_on]").first.click()
    expect(page.get_by_role("alert").first).to_contain_text("They were told.")
    assert DeliveryPromise.objects.filter(superseded_at=None, due_on__gt=today()).count() == 1
    make_note(Dispatch.objects.get().pk)
    page.goto(f"/office/orders/{order.number}/dispatches/1/")
    look(page, check_accessible)
    with page.expect_download() as download:
        page.get_by_role("link", name="Dispatch note").click()
    assert download.value.suggested_filename == f"{order.number}-parcel-1.pdf"
