"""A visitor finds a module in spite of a missing letter; a nurse has her file in three presses."""

import re
from collections.abc import Callable

import pytest
from django.core.files.storage import storages
from playwright.sync_api import Page, expect

from accounts.enums import EligibilityState
from accounts.models import Person
from modules.enums import PieceKind
from modules.models import Module
from modules.services.searching import index_module
from tests.browser.looks import fits
from tests.factories.accounts import a_person, an_organisation
from tests.factories.modules import a_module, a_version, an_eligibility

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Meetings that earn their time", "Email under control", "Planning the workload")


@pytest.fixture
def meetings(live: str) -> Module:
    """The module about meetings, among others, with its files."""
    modules = [a_module(name, files=True, kinds=tuple(PieceKind)[:7]) for name in NAMES]
    for module in modules:
        index_module(module)
    modules[0].related.add(*modules[1:])
    return modules[0]


@pytest.fixture
def ruth(live: str) -> Person:
    return a_person("Ruth Nurse")


def look(page: Page, check_accessible: Callable[[Page], None]) -> None:
    fits(page)
    check_accessible(page)


@pytest.mark.parametrize("kind", ["desktop", "phone", "no_script"])
def test_a_visitor_searches_with_a_missing_letter_and_opens_a_module(
    request, meetings: Module, check_accessible, kind: str
) -> None:
    page: Page = request.getfixturevalue(kind)
    page.goto("/modules/")
    look(page, check_accessible)
    page.get_by_label("Search the modules").fill("meetngs")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("instead of “meetngs”")).to_be_visible()
    look(page, check_accessible)
    page.get_by_role("link", name=NAMES[0]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAMES[0])
    expect(page.get_by_text("Sign in and say where you work, once.")).to_be_visible()
    look(page, check_accessible)


def test_with_the_keyboard_alone_one_chooses_and_opens(
    desktop: Page, meetings: Module, check_accessible
) -> None:
    desktop.goto("/modules/")
    desktop.locator("summary", has_text="Choose by collection").focus()
    desktop.keyboard.press("Enter")
    desktop.get_by_label("With this inside").focus()
    desktop.keyboard.type("Case")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("button", name="Show these")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop).to_have_url(re.compile("kind=case_study"))
    expect(desktop.get_by_label("With this inside")).to_have_value("case_study")
    look(desktop, check_accessible)
    desktop.get_by_role("link", name=NAMES[1]).focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_have_text(NAMES[1])


@pytest.mark.parametrize("kind", ["desktop", "phone", "no_script"])
def test_a_nurse_goes_from_search_to_file_in_three_presses(
    request, sign_in, meetings: Module, ruth: Person, check_accessible, tmp_path, kind: str
) -> None:
    page: Page = sign_in(request.getfixturevalue(kind), ruth)
    an_eligibility(ruth, an_organisation())
    page.goto("/modules/")
    page.get_by_label("Search the modules").fill("meetings")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="for “meetings”")).to_be_visible()
    page.get_by_role("link", name=NAMES[0]).click()
    everything = page.get_by_role("button", name="Download everything")
    expect(everything).to_be_visible()
    look(page, check_accessible)
    with page.expect_download() as downloading:
        everything.click()
    downloading.value.save_as(tmp_path / "all")
    archive = meetings.published.archive
    with storages["files"].open(archive.path) as kept:
        assert (tmp_path / "all").read_bytes() == kept.read()
    assert downloading.value.suggested_filename.endswith(".zip")


def test_a_nurse_reads_a_paper_here_and_goes_on_to_the_next(
    phone: Page, sign_in, meetings: Module, ruth: Person, check_accessible
) -> None:
    sign_in(phone, ruth)
    an_eligibility(ruth, an_organisation())
    phone.goto(f"/modules/{meetings.slug}/")
    phone.get_by_role("link", name="Read here Guide").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Guide")
    look(phone, check_accessible)
    phone.get_by_role("link", name="Next: Session plan").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Session plan")
    look(phone, check_accessible)
    with phone.expect_download() as downloading:
        phone.get_by_role("button", name="Download Session plan").click()
    assert downloading.value.suggested_filename.endswith(".pdf")


def test_somebody_not_eligible_is_led_to_say_where_they_work(
    phone: Page,
    sign_in,
    meetings: Module,
    ruth: Person,
    check_accessible,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("403")
    sign_in(phone, ruth)
    phone.goto(f"/modules/{meetings.slug}/versions/1/guide/")
    expect(phone.get_by_text("This paper is not open to you yet.")).to_be_visible()
    look(phone, check_accessible)
    phone.get_by_role("link", name="Say where you work").click()
    expect(phone).to_have_url(re.compile("/account/eligibility/"))
    an_eligibility(ruth, an_organisation(), state=EligibilityState.ASKED)
    phone.goto(f"/modules/{meetings.slug}/")
    expect(phone.get_by_text("Waiting for a decision")).to_be_visible()
    look(phone, check_accessible)


def test_an_old_link_says_that_there_is_a_newer_version(
    desktop: Page, phone: Page, meetings: Module, check_accessible
) -> None:
    a_version(meetings, notes="The agenda is shorter.")
    for page in (desktop, phone):
        page.goto(f"/modules/{meetings.slug}/versions/1/")
        look(page, check_accessible)
        page.get_by_role("link", name="Go to the newest version").click()
        expect(page.get_by_text("(this one)")).to_be_visible()
        expect(page.get_by_text("There is a newer version")).to_have_count(0)


def test_pages_fit_a_narrow_screen(
    phone: Page, sign_in, meetings: Module, ruth: Person, check_accessible
) -> None:
    an_eligibility(ruth, an_organisation())
    phone.set_viewport_size({"width": 320, "height": 700})
    sign_in(phone, ruth)
    here = f"/modules/{meetings.slug}/"
    for path in ("/modules/", "/modules/?q=xylophone", here, f"{here}versions/1/worksheet/"):
        phone.goto(path)
        look(phone, check_accessible)


def test_on_paper_there_are_words_and_no_buttons(
    desktop: Page, sign_in, meetings: Module, ruth: Person
) -> None:
    an_eligibility(ruth, an_organisation())
    sign_in(desktop, ruth)
    desktop.goto(f"/modules/{meetings.slug}/versions/1/guide/")
    desktop.emulate_media(media="print")
    expect(desktop.get_by_role("button", name="Download")).to_be_hidden()
    expect(desktop.get_by_text("What this guide is for.")).to_be_visible()
