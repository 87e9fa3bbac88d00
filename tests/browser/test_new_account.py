"""Nora, a nurse whom nobody has added, gets from a module to its files on her phone."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Person
from modules.models import DownloadGrant, Module
from modules.services.renditions import make_files
from tests.accounts.asking import a_domain
from tests.accounts.newcomers import NORA, link_for, link_sent_to
from tests.browser.looks import fits
from tests.factories.accounts import an_organisation
from tests.factories.modules import a_module

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]


@pytest.fixture
def module(live: str) -> Module:
    """With its real files, and Nora's trust with its domain."""
    a_domain(an_organisation("RX1", "Northvale NHS Trust"))
    module = a_module()
    make_files(module.published.pk)
    return module


@pytest.fixture
def check(check_accessible: Check) -> Callable[[Page, str], None]:
    """It fits, it is accessible; where PICTURES names a folder, a picture of it is kept there."""

    def look(page: Page, name: str) -> None:
        fits(page)
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/new-account-{name}.png", full_page=True)
        check_accessible(page)

    return look


def gets_in_and_downloads(page: Page, module: Module, check: Callable[[Page, str], None]) -> None:
    """From the page of the module, signed out, to its archive."""
    page.goto(f"/modules/{module.slug}/")
    door = page.locator("section", has=page.get_by_role("heading", name="How to get it"))
    expect(door).to_contain_text("Sign in and say where you work")
    door.get_by_role("link", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text("New here? Type your work address all the same")
    check(page, "1-sign-in")
    page.get_by_label("E-mail address").fill(NORA)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    expect(page.locator("main")).to_contain_text("New here? The mail says how")
    check(page, "2-code")
    page.goto(link_sent_to())
    expect(page.get_by_role("heading", name="Make your account")).to_be_visible()
    expect(page.locator("main")).to_contain_text(NORA)
    check(page, "3-account")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("link", name="Enter your name")).to_be_visible()
    check(page, "4-no-name")
    page.get_by_label("Your name").fill("Nora Ellis")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(module.name)
    expect(page.get_by_role("alert")).to_contain_text("You have an account now.")
    check(page, "5-module")
    door.get_by_role("link", name="Say where you work").click()
    expect(page.get_by_role("radio", name="Northvale NHS Trust")).to_be_checked()
    page.get_by_role("radio", name="Anybody else").check()
    check(page, "6-where")
    page.get_by_role("button", name="Confirm where I work").click()
    expect(page.get_by_role("alert")).to_contain_text("You may download the modules until")
    expect(page.get_by_role("heading", level=1)).to_contain_text(module.name)
    check(page, "7-open")
    with page.expect_download() as coming:
        door.get_by_role("button", name="Download everything").click()
    assert coming.value.suggested_filename.startswith(module.slug)
    nora = Person.objects.get(email=NORA)
    assert DownloadGrant.objects.get().person == nora
    assert (nora.name, nora.roles.count()) == ("Nora Ellis", 0)


def test_a_nurse_nobody_added_downloads_a_module_on_her_phone(
    phone: Page, module: Module, check: Callable[[Page, str], None], expected_complaints: list[str]
) -> None:
    expected_complaints.append("422")
    gets_in_and_downloads(phone, module, check)
    phone.goto("/")
    expect(phone.get_by_role("link", name="Find a module")).to_be_visible()
    check(phone, "8-home")


def test_she_does_so_without_script(
    no_script: Page,
    module: Module,
    check: Callable[[Page, str], None],
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("422")
    gets_in_and_downloads(no_script, module, lambda page, name: check(page, f"{name}-plain"))


def test_a_link_that_no_longer_works_leads_to_another(
    phone: Page, live: str, check: Callable[[Page, str], None], expected_complaints: list[str]
) -> None:
    expected_complaints.append("410")
    phone.goto(link_for()[:-3] + "/")
    expect(phone.get_by_role("heading", name="This link no longer works")).to_be_visible()
    check(phone, "9-over")
    phone.get_by_role("link", name="Ask for a new link").click()
    expect(phone.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
