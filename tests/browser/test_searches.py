"""Dana lets a search in vain find something, on a screen and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import RoleKind
from accounts.models import Person
from modules.models import Synonyms
from modules.services.searching import index_module
from tests.browser.looks import fits
from tests.factories.accounts import a_person, a_role
from tests.factories.modules import a_module

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dana(live: str) -> Person:
    dana = a_person("Dana Reid")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    index_module(a_module("Planning the workload", keywords="priorities, to-do list"))
    Synonyms.objects.create(words="workload, overload, too much work")
    return dana


def search(page: Page, words: str) -> None:
    page.goto("/modules/")
    page.get_by_label("Search the modules").fill(words)
    page.get_by_label("Search the modules").press("Enter")


def let_it_find_something(page: Page, check_accessible) -> None:
    search(page, "snowed under")
    expect(page.get_by_role("heading", name="Nothing with these words")).to_be_visible()
    page.goto("/office/searches/")
    expect(page.get_by_role("link", name="snowed under", exact=True)).to_be_visible()
    fits(page)
    check_accessible(page)
    page.get_by_role("link", name="Let it find something for “snowed under”").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What should “snowed under” find?")
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Let it find them").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose a group, or type a word")
    check_accessible(page)
    page.get_by_label("The same as a group").select_option("workload, overload, too much work")
    page.get_by_role("button", name="Let it find them").click()
    expect(page.get_by_role("alert")).to_contain_text("“snowed under” finds something now")
    expect(page.get_by_role("heading", name="Everything was found")).to_be_visible()
    check_accessible(page)
    search(page, "Snowed under")
    expect(page.get_by_role("link", name="Planning the workload")).to_be_visible()


def test_words_in_vain_find_something(
    desktop: Page, sign_in, check_accessible, dana, expected_complaints
) -> None:
    expected_complaints.append("422")
    let_it_find_something(sign_in(desktop, dana), check_accessible)


def test_words_in_vain_find_something_on_a_phone(
    phone: Page, sign_in, check_accessible, dana, expected_complaints
) -> None:
    expected_complaints.append("422")
    let_it_find_something(sign_in(phone, dana), check_accessible)


def test_a_slip_is_said_and_found(phone: Page, check_accessible, dana) -> None:
    search(phone, "planing workloud")
    expect(phone.get_by_text("Showing results for “planning workload”")).to_be_visible()
    expect(phone.get_by_role("link", name="Planning the workload")).to_be_visible()
    fits(phone)
    check_accessible(phone)


def test_groups_are_kept_without_script(
    no_script: Page, sign_in, check_accessible, dana, expected_complaints
) -> None:
    expected_complaints.append("422")
    page = sign_in(no_script, dana)
    page.goto("/office/synonyms/")
    fits(page)
    check_accessible(page)
    page.get_by_label("Words and phrases that find each other").fill("rota, roster, workload")
    page.get_by_role("button", name="Add the group").click()
    expect(page.get_by_role("alert").first).to_contain_text("“workload” is in the group")
    check_accessible(page)
    page.get_by_label("Words and phrases that find each other").fill("rota, roster")
    page.get_by_role("button", name="Add the group").click()
    expect(page.get_by_role("alert")).to_contain_text("find each other: rota, roster.")
    page.get_by_role("link", name="rota, roster").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change a group")
    check_accessible(page)
    page.get_by_label("Words and phrases that find each other").fill("rota, duty list")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("rota, duty list")
    page.get_by_role("button", name="Remove rota, duty list").click()
    expect(page.get_by_label("Words and phrases that find each other")).to_have_value(
        "rota, duty list"
    )
    fits(page)
    check_accessible(page)
