"""A nurse is let in by her address, a colleague by somebody who knows him; a stranger is not."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page, expect

from accounts import services
from accounts.models import Organisation, Person
from productive_leader.core.models import Email
from tests.accounts.asking import a_domain, a_facilitator, a_nurse, an_administrator, asks
from tests.browser.looks import fits
from tests.factories.accounts import an_organisation

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/account/eligibility/"
PRESS = "Confirm where I work"


@pytest.fixture
def northvale(live: str) -> Organisation:
    """Northvale with a namesake, and one that has become part of it."""
    here = an_organisation(
        "RX1", "Northvale NHS Trust", address="1 Mill Road, Northvale", postcode="NV1 1AA"
    )
    an_organisation("RX4", "Northvale Community NHS Trust", address="9 Quay, Southmere")
    an_organisation("RX2", "Old Vale PCT", closed_on="2013-03-31", successor=here)
    return here


def look(page: Page, name: str) -> None:
    """Keeps a picture where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/eligibility-{name}.png", full_page=True)


def main(page: Page):
    return page.locator("main")


def test_a_nurse_with_an_address_of_the_trust_is_let_in_at_once(
    phone: Page, sign_in, check_accessible, northvale: Organisation
) -> None:
    a_domain(northvale)
    page = sign_in(phone, a_nurse("sam.wood@ward.northvale.nhs.uk"))
    page.goto(f"{PAGE}?next=/account/")
    expect(page.get_by_role("radio", name=re.compile("Northvale NHS Trust"))).to_be_checked()
    look(page, "ask-phone")
    fits(page)
    check_accessible(page)
    page.get_by_role("radio", name="Anybody else who works for the NHS in England").check()
    page.get_by_role("button", name=PRESS).tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    expect(page.get_by_role("alert")).to_contain_text("You may download the modules until")
    expect(main(page)).to_contain_text("You may download them until")
    fits(page)
    check_accessible(page)
    page.get_by_role("link", name="what that rests on").tap()
    expect(main(page)).to_contain_text("Your address belongs to the organisation.")
    look(page, "yes-phone")
    fits(page)
    check_accessible(page)


def test_a_colleague_with_nhs_net_waits_until_the_facilitator_has_decided(
    phone: Page, desktop: Page, sign_in, check_accessible, northvale: Organisation
) -> None:
    bob, sam = a_facilitator(northvale), a_nurse()
    page = sign_in(phone, sam)
    page.goto(PAGE)
    look(page, "empty-phone")
    expect(main(page)).to_contain_text("Anybody may have an address at nhs.net")
    fits(page)
    check_accessible(page)
    page.get_by_label("Find it in the register").fill("northvale")
    page.get_by_role("button", name="Find").tap()
    expect(page.get_by_role("radio", name=re.compile("Northvale"))).to_have_count(2)
    page.get_by_role("radio", name=re.compile("NV1 1AA")).check()
    page.get_by_role("radio", name="Anybody else").check()
    page.get_by_label("Job title (optional)").fill("Staff nurse")
    look(page, "found-phone")
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name=PRESS).tap()
    expect(page.get_by_role("alert")).to_contain_text("The facilitator of Northvale NHS Trust")
    expect(main(page)).to_contain_text("Waiting since")
    look(page, "waiting-phone")
    fits(page)
    check_accessible(page)

    says_yes(sign_in(desktop, bob), bob, check_accessible)

    heard = Email.objects.get(to=sam.email)
    assert heard.subject == "You may download the modules"
    assert "Why: I work with her on Ward 4." in heard.text
    page.goto(PAGE)
    expect(main(page)).to_contain_text("by the facilitator of Northvale NHS Trust")
    expect(main(page)).to_contain_text("I work with her on Ward 4.")
    look(page, "granted-phone")
    fits(page)
    check_accessible(page)


def says_yes(page: Page, bob: Person, check_accessible) -> None:
    """The facilitator follows the message to the decision, by way of the organisation."""
    asked = Email.objects.get(to=bob.email)
    page.goto("/organisations/RX1/")
    page.get_by_role("link", name="Who may download the modules").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who may download the modules")
    look(page, "list-desktop")
    fits(page)
    check_accessible(page)
    address = re.search(r"/eligibility/\d+/decide/", asked.text)
    assert address
    page.get_by_role("link", name="Sam Wood").click()
    expect(page).to_have_url(re.compile(address.group()))
    look(page, "decide-desktop")
    fits(page)
    check_accessible(page)
    page.get_by_role("radio", name="Yes").check()
    page.get_by_label("How do you know, or why not?").fill("I work with her on Ward 4.")
    page.get_by_role("button", name="Decide and tell them").click()
    expect(page.get_by_role("alert")).to_contain_text("You said yes, and Sam Wood gets a message")
    expect(main(page)).to_contain_text("Nobody waits")
    look(page, "decided-desktop")
    fits(page)
    check_accessible(page)


def test_an_administrator_refuses_with_a_reason(
    desktop: Page,
    phone: Page,
    sign_in,
    check_accessible,
    northvale: Organisation,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("422")
    kit = a_nurse("kit.moor@mill.example", "Kit Moor")
    asks(kit, northvale, note="Honorary contract until March.")
    page = sign_in(desktop, an_administrator())
    page.goto("/office/eligibility/")
    expect(main(page)).to_contain_text("Nobody has registered the domain mill.example.")
    look(page, "office-desktop")
    fits(page)
    check_accessible(page)
    page.get_by_role("link", name="Kit Moor").click()
    expect(main(page)).to_contain_text("Honorary contract until March.")
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_role("button", name="Decide and tell them").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_contain_text(
        "Say how you know, or why not: the person reads it"
    )
    look(page, "decide-error-desktop")
    fits(page)
    check_accessible(page)
    page.get_by_label("How do you know, or why not?").fill("No such contract is known there.")
    page.get_by_role("button", name="Decide and tell them").click()
    expect(page.get_by_role("alert")).to_contain_text("You said no")
    check_accessible(page)

    page = sign_in(phone, kit)
    page.goto(PAGE)
    expect(main(page)).to_contain_text("No such contract is known there.")
    expect(main(page)).to_contain_text("by an administrator of this service")
    look(page, "refused-phone")
    fits(page)
    check_accessible(page)


def test_an_administrator_registers_a_domain_and_lets_in_who_waits(
    desktop: Page,
    phone: Page,
    sign_in,
    check_accessible,
    northvale: Organisation,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("422")
    sam, dana = a_nurse("sam@ward.northvale.nhs.uk"), an_administrator()
    asks(sam, northvale)
    page = sign_in(desktop, dana)
    page.goto("/office/eligibility/")
    page.get_by_role("link", name="Sam Wood").click()
    page.get_by_role("link", name="Register ward.northvale.nhs.uk").click()
    expect(page.get_by_label("Domain", exact=True)).to_have_value("ward.northvale.nhs.uk")
    page.get_by_label("Domain", exact=True).fill("nhs.uk")
    page.get_by_role("button", name="Register this domain").click()
    expect(page.get_by_role("alert")).to_contain_text("Many organisations have their domains")
    look(page, "domain-error-desktop")
    fits(page)
    check_accessible(page)
    page.get_by_label("Domain", exact=True).fill("northvale.nhs.uk")
    page.get_by_role("button", name="Register this domain").click()
    expect(page.get_by_role("alert")).to_contain_text("northvale.nhs.uk is registered.")
    expect(main(page)).to_contain_text("1 person let in by it.")
    look(page, "domains-desktop")
    fits(page)
    check_accessible(page)
    assert Email.objects.filter(to=sam.email, subject="You may download the modules").exists()

    small = sign_in(phone, dana)
    waiting = asks(a_nurse(), northvale).pk
    for address in (
        "/office/organisations/RX1/domains/",
        "/office/eligibility/",
        f"/eligibility/{waiting}/decide/",
        "/organisations/RX1/",
    ):
        small.goto(address)
        look(small, f"{address.rstrip('/').rpartition('/')[2]}-phone")
        fits(small)
        check_accessible(small)


def test_the_organisation_is_found_without_script(
    no_script: Page, sign_in, check_accessible, northvale: Organisation
) -> None:
    page = sign_in(no_script, a_nurse())
    page.goto(f"{PAGE}?next=/account/")
    page.get_by_label("Find it in the register").fill("old vale")
    page.get_by_role("button", name="Find").click()
    expect(main(page)).to_contain_text("Old Vale PCT (RX2) closed on Sunday 31 March 2013.")
    expect(page.get_by_role("radio", name=re.compile("Northvale NHS Trust"))).to_be_checked()
    look(page, "closed-desktop")
    fits(page)
    check_accessible(page)
    page.get_by_label("Find it in the register").fill("zzz")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    look(page, "nothing-desktop")
    check_accessible(page)
    page.get_by_label("Find it in the register").fill("rx1")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("radio", name="Anybody else").check()
    page.get_by_role("button", name=PRESS).click()
    expect(page.get_by_role("alert")).to_contain_text("An administrator of this service decides.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("alert")).to_contain_text("You have taken it back.")
    expect(page.get_by_role("link", name="Back to where you were")).to_have_attribute(
        "href", "/account/"
    )
    look(page, "history-desktop")
    fits(page)
    check_accessible(page)


def test_it_is_asked_and_decided_by_keyboard_alone(
    desktop: Page,
    open_page,
    sign_in,
    check_accessible,
    northvale: Organisation,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("422")
    sam, bob = a_nurse(), a_facilitator(northvale)
    page = sign_in(desktop, sam)
    page.goto(PAGE)
    page.get_by_label("Find it in the register").focus()
    page.keyboard.type("northvale community")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name=re.compile("Northvale Community"))).to_be_checked()
    page.get_by_role("button", name=PRESS).press("Enter")
    expect(page).to_have_title(re.compile("^Error: "))
    check_accessible(page)
    page.get_by_role("alert").get_by_role("link", name="Choose what you are there").press("Enter")
    first = page.get_by_role("radio", name="A member of an executive team", exact=True)
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="PA to a member")).to_be_checked()
    look(page, "ask-desktop")
    page.get_by_role("button", name=PRESS).press("Enter")
    expect(main(page)).to_contain_text("Waiting since")
    look(page, "waiting-desktop")
    page.get_by_role("link", name="Change what you said").press("Enter")
    page.get_by_label("Or find another organisation").focus()
    page.keyboard.type("rx1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name=re.compile("RX1"))).to_be_checked()
    page.get_by_role("button", name=PRESS).press("Enter")
    expect(main(page)).to_contain_text("The facilitator of Northvale NHS Trust")
    check_accessible(page)

    page = sign_in(open_page(viewport={"width": 1280, "height": 900}), bob)
    page.goto("/organisations/RX1/eligibility/")
    page.get_by_role("link", name="Sam Wood").press("Enter")
    page.get_by_role("radio", name="Yes").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("She is on my list.")
    page.get_by_role("button", name="Decide and tell them").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("You said yes")
    fits(page)
    check_accessible(page)


def test_the_second_of_two_deciders_reads_what_the_first_one_said(
    desktop: Page, sign_in, check_accessible, northvale: Organisation
) -> None:
    row = asks(a_nurse(), northvale)
    page = sign_in(desktop, an_administrator())
    page.goto(f"/eligibility/{row.pk}/decide/")
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_label("How do you know, or why not?").fill("I do not know her.")
    services.decide_eligibility(
        by=a_facilitator(northvale), eligibility=row, granted=True, reason="I know her well."
    )
    page.get_by_role("button", name="Decide and tell them").click()
    expect(page.get_by_role("alert")).to_contain_text("This has changed since you opened the page")
    expect(main(page)).to_contain_text("Bob Lane")
    expect(main(page)).to_contain_text("I know her well.")
    look(page, "second-desktop")
    fits(page)
    check_accessible(page)
