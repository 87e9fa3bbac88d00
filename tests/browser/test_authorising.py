"""From a message to a decision on a phone: declined with a reason, changed, authorised."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import RoleKind
from accounts.models import Organisation, Person
from orders.enums import OrderState
from orders.models import Order
from productive_leader.core.models import Email
from tests.browser.looks import fits
from tests.factories.orders import a_box_set, an_executive_team
from tests.factories.programmes import make_colleague
from tests.orders.scene import placed
from tests.orders.stock_scene import an_administrator

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Scene:
    organisation: Organisation
    cheryl: Person
    alice: Person
    amir: Person
    order: Order = field(init=False)


@pytest.fixture
def scene(live: str) -> Scene:
    """Amir has ordered eight box sets for Alice; twelve are there."""
    found = Scene(*an_executive_team())
    lines = (a_box_set(stock=12), 8)
    found.order = placed(found.amir, found.organisation, lines, on_behalf_of=found.alice)
    return found


def look(page: Page, name: str) -> None:
    """Keeps a picture where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/authorise-{name}.png", full_page=True)


def main(page: Page):
    return page.locator("main")


@dataclass
class Opened:
    """A page, and how often it was pressed since the message was opened."""

    page: Page
    presses: int = 0

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.presses += 1


def open_message(page: Page, person: Person) -> Opened:
    """The link of the latest message to this person, in a browser that nobody is signed in to."""
    mail = Email.objects.filter(to=person.email, subject__contains="authorise").latest("queued_at")
    links = re.findall(r"https?://\S+", mail.text)
    assert len(links) == 1
    page.goto(urlsplit(links[0]).path)
    return Opened(page, presses=1)


def sign_in_by_code(opened: Opened, person: Person) -> None:
    page = opened.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("E-mail").fill(person.email)
    opened.press("Send me a code")
    expect(page.get_by_label("Code")).to_be_visible()
    mail = Email.objects.filter(to=person.email, secret=True).latest("queued_at")
    code = re.search(r"Your code is (\S+)", mail.text)
    assert code
    page.get_by_label("Code").fill(code[1])
    opened.press("Sign in")


def test_declined_with_a_reason_changed_and_authorised(
    phone: Page,
    desktop: Page,
    sign_in: Callable[..., Page],
    check_accessible: Callable[[Page], None],
    scene: Scene,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("422")
    opened = open_message(phone, scene.cheryl)
    sign_in_by_code(opened, scene.cheryl)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Authorise this order?")
    expect(main(phone)).to_contain_text("8 box sets, The Productive Leader")
    expect(main(phone)).to_contain_text("All in stock.")
    look(phone, "phone")
    fits(phone)
    check_accessible(phone)

    phone.get_by_text("Decline and say why").tap()
    phone.get_by_role("button", name="Decline", exact=True).tap()
    expect(main(phone)).to_contain_text("Say why, in a few words.")
    look(phone, "no-reason-phone")
    fits(phone)
    check_accessible(phone)
    phone.get_by_label("Why do you decline it?").fill("Five are enough for us.")
    phone.get_by_role("button", name="Decline", exact=True).tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Declined")
    expect(main(phone)).to_contain_text("Cheryl Grant declined it on")
    look(phone, "declined-phone")
    fits(phone)
    check_accessible(phone)

    page = sign_in(desktop, scene.amir)
    page.goto(f"/orders/{scene.order}/")
    expect(main(page)).to_contain_text("Five are enough for us.")
    page.get_by_role("link", name="Change it and ask again").click()
    page.get_by_label("How many?").fill("5")
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Send for authorisation again").click()
    expect(page.get_by_role("alert")).to_contain_text("authorisation is asked for as it is now")
    look(page, "asked-again-desktop")
    fits(page)
    check_accessible(page)

    again = open_message(phone, scene.cheryl)
    expect(main(phone)).to_contain_text("5 box sets, The Productive Leader")
    again.press("Authorise")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Authorised")
    expect(phone.get_by_role("alert")).to_contain_text("Amir Khan hears of it now")
    look(phone, "authorised-phone")
    fits(phone)
    check_accessible(phone)
    scene.order.refresh_from_db()
    assert scene.order.state == OrderState.AUTHORISED


def test_four_presses_lead_from_the_message_to_the_decision(phone: Page, scene: Scene) -> None:
    """The link, for a code, with the code, the decision: nothing else to press on the way."""
    opened = open_message(phone, scene.cheryl)
    sign_in_by_code(opened, scene.cheryl)
    opened.press("Authorise")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Authorised")
    assert opened.presses == 4


def test_the_page_fits_one_screen_of_a_phone(
    phone: Page, sign_in: Callable[..., Page], scene: Scene
) -> None:
    page = sign_in(phone, scene.cheryl)
    page.goto(f"/orders/{scene.order}/authorise/")
    for name in ("Authorise", "Decline and say why"):
        box = page.get_by_text(name, exact=True).last.bounding_box()
        assert box
        assert box["y"] + box["height"] <= page.evaluate("window.innerHeight")


def test_without_script_it_is_declined_all_the_same(
    no_script: Page,
    sign_in: Callable[..., Page],
    check_accessible: Callable[[Page], None],
    scene: Scene,
) -> None:
    page = sign_in(no_script, scene.cheryl)
    page.goto(f"/orders/{scene.order}/authorise/")
    look(page, "desktop")
    check_accessible(page)
    page.get_by_text("Decline and say why").click()
    page.get_by_label("Why do you decline it?").fill("Next year.")
    look(page, "declining-desktop")
    page.get_by_role("button", name="Decline", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Declined")
    check_accessible(page)


def test_with_the_keyboard_alone_it_is_declined(
    desktop: Page,
    sign_in: Callable[..., Page],
    check_accessible: Callable[[Page], None],
    scene: Scene,
) -> None:
    page = sign_in(desktop, scene.cheryl)
    page.goto(f"/orders/{scene.order}/authorise/")
    page.get_by_role("button", name="Authorise", exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Not this year.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Declined")
    expect(main(page)).to_contain_text("Not this year.")
    check_accessible(page)


def test_whoever_ordered_reads_that_somebody_else_decides(
    phone: Page,
    sign_in: Callable[..., Page],
    check_accessible: Callable[[Page], None],
    scene: Scene,
) -> None:
    page = sign_in(phone, scene.amir)
    page.goto(f"/orders/{scene.order}/authorise/")
    expect(main(page)).to_contain_text("You ordered this, so somebody else decides.")
    look(page, "not-for-you-phone")
    fits(page)
    check_accessible(page)


def test_the_chief_executive_names_a_cover(
    phone: Page,
    desktop: Page,
    sign_in: Callable[..., Page],
    check_accessible: Callable[[Page], None],
    scene: Scene,
) -> None:
    page = sign_in(phone, scene.cheryl)
    page.goto("/organisations/RNV/")
    page.get_by_role("link", name="Cover for the chief executive").tap()
    page.get_by_label("Who covers?").select_option(label="Dr Alice Ahmed")
    page.get_by_label("Last day").fill(page.get_by_label("First day").input_value())
    look(page, "cover-form-phone")
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Name the cover").tap()
    expect(page.get_by_role("alert")).to_contain_text("Dr Alice Ahmed is named")
    look(page, "cover-phone")
    fits(page)
    check_accessible(page)
    page = sign_in(desktop, scene.cheryl)
    page.goto("/organisations/RNV/cover/")
    look(page, "cover-desktop")
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_role("alert")).to_contain_text("Dr Alice Ahmed no longer covers.")
    fits(page)
    check_accessible(page)


def test_the_office_sees_what_nobody_can_decide_first(
    phone: Page,
    desktop: Page,
    sign_in: Callable[..., Page],
    check_accessible: Callable[[Page], None],
    scene: Scene,
) -> None:
    own = placed(scene.cheryl, scene.organisation, (a_box_set("Second box"), 3))
    make_colleague("Olu Ade", scene.organisation, RoleKind.STAFF)
    for screen, name in ((phone, "phone"), (desktop, "desktop")):
        page = sign_in(screen, an_administrator(f"Dana {name}"))
        page.goto("/office/orders/to-authorise/")
        expect(main(page).get_by_role("link", name="PL-").first).to_have_text(own.number)
        look(page, f"office-{name}")
        fits(page)
        check_accessible(page)
