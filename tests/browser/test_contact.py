"""A visitor from Scotland reaches a person, who answers, and it ends with an outcome."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import RoleKind
from accounts.models import Person
from modules.models import Enquiry
from productive_leader.core import form_guard
from productive_leader.core.models import Email
from tests.browser.conftest import PHONE
from tests.browser.looks import fits
from tests.factories.accounts import a_person, a_role
from tests.factories.modules import a_module

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "fiona.muir@glen.example"


@pytest.fixture
def dana(live: str) -> Person:
    dana = a_person("Dana Reid")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return dana


@pytest.fixture
def visitor(open_page) -> Page:
    """On a phone, without script."""
    return open_page(**PHONE, java_script_enabled=False)


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch) -> None:
    """Playwright writes faster than people."""
    monkeypatch.setattr(form_guard, "QUICKEST", 0)


def path_in_newest_mail(word: str) -> str:
    """The address of the conversation, as the newest message has it."""
    mail = Email.objects.filter(to=ADDRESS, subject__contains=word).latest("queued_at")
    found = re.search(r"/contact/[0-9a-f-]{36}/", mail.text)
    assert found, mail.text
    return found[0]


def write(page: Page, question: str) -> None:
    page.get_by_label("Your name").fill("Fiona Muir")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_label("Your organisation").fill("NHS Glen")
    page.get_by_label("Scotland").check()
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Send your question").click()


def test_a_visitor_from_scotland_reaches_a_person(
    visitor: Page, desktop: Page, sign_in, check_accessible, dana: Person
) -> None:
    module = a_module("Email under control")
    visitor.goto(f"/modules/{module.slug}/")
    visitor.get_by_role("link", name="Write to us").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Contact us")
    expect(visitor.get_by_label("Downloading modules")).to_be_checked()
    expect(visitor.get_by_label("Your question")).to_have_value(
        "About the module “Email under control”:\n\n"
    )
    fits(visitor)
    write(visitor, "May we use it in Scotland?")
    expect(visitor.get_by_role("alert")).to_contain_text(f"We have sent a copy to {ADDRESS}.")
    expect(visitor.get_by_text("May we use it in Scotland?")).to_be_visible()
    fits(visitor)

    page = sign_in(desktop, dana)
    page.goto("/office/enquiries/")
    fits(page)
    check_accessible(page)
    page.get_by_role("link", name="Fiona Muir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fiona Muir")
    fits(page)
    check_accessible(page)
    page.get_by_label("Your answer").fill("You may. Each page says how to name us.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("alert")).to_contain_text(f"Your answer is on its way to {ADDRESS}")

    visitor.goto(path_in_newest_mail("An answer"))
    expect(visitor.get_by_text("You may. Each page says how to name us.")).to_be_visible()
    fits(visitor)
    visitor.get_by_label("Your message").fill("Thank you. In Wales too?")
    visitor.get_by_role("button", name="Send").click()
    expect(visitor.get_by_role("alert")).to_contain_text("Your message is with us.")

    page.goto("/office/enquiries/")
    page.get_by_role("link", name="Fiona Muir").click()
    expect(page.get_by_text("Thank you. In Wales too?")).to_be_visible()
    page.get_by_label("How it ended").select_option("Helped with what they asked")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("alert")).to_contain_text("Closed.")
    expect(page.get_by_text("helped with what they asked")).to_be_visible()
    fits(page)
    check_accessible(page)
    page.goto("/office/enquiries/?state=closed")
    check_accessible(page)
    assert Enquiry.objects.get().outcome == "helped"


@pytest.mark.parametrize("width", [320, 390])
def test_the_form_and_the_conversation_are_accessible_on_a_phone(
    phone: Page, check_accessible, expected_complaints, live, width: int
) -> None:
    expected_complaints.append("422")
    phone.set_viewport_size({"width": width, "height": 844})
    phone.goto("/contact/")
    fits(phone)
    check_accessible(phone)
    phone.get_by_role("button", name="Send your question").click()
    expect(phone.get_by_role("alert")).to_contain_text("Type your name")
    fits(phone)
    check_accessible(phone)
    write(phone, "May we use them?")
    expect(phone.get_by_role("alert")).to_contain_text("Choose what it is about")
    phone.get_by_label("Something else").check()
    phone.get_by_role("button", name="Send your question").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your question")
    fits(phone)
    check_accessible(phone)


def test_the_keyboard_passes_by_the_box_that_stays_empty(desktop: Page, live) -> None:
    desktop.goto("/contact/")
    desktop.get_by_label("Your question").focus()
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("button", name="Send your question")).to_be_focused()
    expect(desktop.get_by_label("Leave this empty")).to_have_value("")


def test_who_presses_too_soon_presses_again(
    desktop: Page, expected_complaints, monkeypatch, live, check_accessible
) -> None:
    expected_complaints.append("422")
    monkeypatch.setattr(form_guard, "QUICKEST", 60)
    desktop.goto("/contact/?topic=something_else")
    write(desktop, "Are you there?")
    expect(desktop.get_by_role("alert")).to_contain_text("quicker than people write")
    check_accessible(desktop)
    now = time.time()
    monkeypatch.setattr(form_guard.time, "time", lambda: now + 61)
    desktop.get_by_role("button", name="Send your question").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Your question")
