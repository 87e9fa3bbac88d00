"""Dana changes an agenda, is told that it does not add up, mends it and publishes version 2."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import RoleKind
from accounts.models import Person
from programmes.models import ProgrammeTemplate
from programmes.queries.contents import contents_of
from programmes.queries.templates import draft_in, latest_version
from programmes.services.templates import install_templates
from tests.browser.looks import fits
from tests.factories.accounts import a_person, a_role

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "The Productive Leader, standard"


@pytest.fixture
def dana(live: str) -> Person:
    """The catalogue administrator; the templates we start with are installed."""
    install_templates()
    dana = a_person("Dana Reid")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return dana


def standard() -> ProgrammeTemplate:
    return ProgrammeTemplate.objects.get(name=NAME)


def change_an_agenda_and_publish(page: Page, check_accessible) -> None:
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    page.get_by_text("How it is run: Starting together").click()
    expect(page.get_by_text("There are none yet, so guess first.")).to_be_visible()
    fits(page)
    check_accessible(page)

    page.get_by_role("link", name="Change this template").click()
    session = page.get_by_role("region", name="Session 1: Starting together")
    session.get_by_text("Change session 1").click()
    agenda = session.get_by_label("Agenda (optional)")
    was = agenda.input_value()
    agenda.fill(was.replace("10 Close", "Close"))
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Save the draft").first.click()

    problem = page.get_by_role("alert")
    expect(problem).to_contain_text(
        "Session 1, agenda, line 6: “Close and one-minute pulse | One sentenc…” does not begin "
        "with its minutes."
    )
    check_accessible(page)
    problem.get_by_role("link").click()
    expect(agenda).to_be_focused()
    agenda.fill(was.replace("10 Close", "15 Close"))
    page.get_by_role("button", name="Save and go on to publishing").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Publish version 2")
    main = page.locator("main")
    expect(main).to_contain_text(
        "The agenda of “Starting together” adds up to 1 h 35 min, but the session takes 1 h 30 min."
    )
    expect(page.get_by_role("button", name="Publish as version 2")).to_have_count(0)
    fits(page)
    check_accessible(page)

    page.get_by_role("link", name="Go back to the draft").click()
    session.get_by_text("Change session 1").click()
    session.get_by_label("Minutes", exact=True).fill("95")
    page.get_by_role("button", name="Save and go on to publishing").last.click()
    expect(main).to_contain_text("Session “Starting together”: minutes, agenda")
    page.get_by_label("What is new in this version").fill("More time to close the first session.")
    check_accessible(page)
    page.get_by_role("button", name="Publish as version 2").click()

    expect(page.get_by_role("alert")).to_contain_text("Version 2 is published.")
    expect(main).to_contain_text("More time to close the first session.")
    fits(page)
    check_accessible(page)
    version = latest_version(standard())
    assert (version.number, contents_of(version).sessions[0].minutes) == (2, 95)


def test_an_administrator_publishes_a_version(
    desktop: Page, sign_in, check_accessible, dana, expected_complaints
) -> None:
    expected_complaints.append("422")
    page = sign_in(desktop, dana)
    page.goto("/")
    page.get_by_role("link", name="Office", exact=True).click()
    page.get_by_role("link", name="Templates", exact=True).click()
    check_accessible(page)
    change_an_agenda_and_publish(page, check_accessible)


def test_an_administrator_does_it_on_a_phone(
    phone: Page, sign_in, check_accessible, dana, expected_complaints
) -> None:
    expected_complaints.append("422")
    page = sign_in(phone, dana)
    page.goto("/office/templates/")
    fits(page)
    check_accessible(page)
    change_an_agenda_and_publish(page, check_accessible)


def test_sessions_are_moved_removed_and_added_without_script(
    no_script: Page, sign_in, check_accessible, dana
) -> None:
    page = sign_in(no_script, dana)
    page.goto(f"/office/templates/{standard().slug}/draft/")
    page.get_by_role("button", name="Move down session 4").click()
    expect(page.get_by_role("heading", name="Session 5: Meetings that earn")).to_be_in_viewport()
    page.get_by_role("button", name="Remove session 6").click()
    expect(page.get_by_text("Planning the workload goes when you save.")).to_be_in_viewport()
    page.get_by_role("button", name="Put it back session 6").click()
    page.get_by_role("button", name="Remove session 7").click()
    page.get_by_role("button", name="Add a session").click()
    added = page.get_by_role("region", name="Session 9")
    expect(added).to_be_in_viewport()
    added.get_by_label("Name").fill("A look back")
    check_accessible(page)
    assert draft_in(standard()) is None

    added.get_by_label("Name").press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("The draft is saved.")
    draft = draft_in(standard())
    assert draft
    sessions = contents_of(draft).sessions
    assert [session.name for session in sessions] == [
        "Starting together",
        "Seeing where time goes",
        "Working together: leader and PA",
        "Email under control",
        "Meetings that earn their time",
        "Planning the workload",
        "Results and passing it on",
        "A look back",
    ]
    check_accessible(page)


def test_a_template_is_added_by_keyboard(
    desktop: Page, sign_in, check_accessible, dana, expected_complaints
) -> None:
    expected_complaints.append("422")
    page = sign_in(desktop, dana)
    page.goto("/office/templates/")
    page.get_by_role("link", name="Add a template").press("Enter")
    page.get_by_label("Name").press("Enter")
    expect(page).to_have_title("Error: Add a template – The Productive Leader")
    check_accessible(page)
    page.get_by_label("Name").fill("The Productive Leader for wards")
    page.get_by_label("Summary").fill("For ward managers and their clerks.")
    page.get_by_label("Begin with").select_option(label=NAME)
    page.get_by_role("button", name="Add the template").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "The Productive Leader for wards: draft of version 1"
    )
    expect(page.get_by_role("region", name="Session 8: Results")).to_be_attached()
    check_accessible(page)
