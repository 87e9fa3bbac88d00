"""Bob sees who has logged their days, nudges them once, and never sees what is in them."""

import pytest
from playwright.sync_api import Page, expect

from productive_leader.core.models import Email
from tests.factories.assessments import a_capture, a_log, a_logged_day, a_team, leaders_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(live: str):
    """Alice has logged one day, Amir none; the week is over."""
    team = a_team()
    capture = a_capture(team)
    log = a_log(capture, leaders_of(team)[0])
    a_logged_day(log, capture.starts_on, rows=[("08:00", "18:00", "clinical")])
    return team


def test_a_facilitator_nudges_once_and_sees_no_content(
    desktop: Page, sign_in, check_accessible, team
) -> None:
    page = sign_in(desktop, team.programme.facilitator)
    page.goto("/")
    check_accessible(page)
    page.get_by_role("link", name=team.programme.name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(team.programme.name)
    alice = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Dr Alice Ahmed"))
    expect(alice).to_contain_text("1 of 5 days")
    expect(page.locator("main")).to_contain_text(
        "You see whether days are complete, never what is in them."
    )
    expect(page.locator("main")).not_to_contain_text("linical")
    check_accessible(page)

    page.get_by_role("button", name="Nudge 2 people").click()

    expect(page.get_by_role("alert")).to_contain_text("2 people will get a message")
    expect(page.get_by_role("button", name="Nudge")).to_have_count(0)
    expect(alice).to_contain_text("today")
    check_accessible(page)
    assert Email.objects.count() == 2


def test_a_facilitator_opens_the_repeat_week_by_keyboard(
    desktop: Page, sign_in, check_accessible, team
) -> None:
    page = sign_in(desktop, team.programme.facilitator)
    page.goto(f"/programmes/{team.programme_id}/")
    page.get_by_role("link", name="Open the repeat week").press("Enter")
    expect(page.get_by_role("radio", name="Repeat week")).to_be_checked()
    expect(page.get_by_role("radio", name="15 minutes")).to_be_checked()
    check_accessible(page)
    page.get_by_label("First day").fill("2011-09-16")
    page.get_by_label("Last day").fill("2011-09-12")
    page.get_by_role("button", name="Open the week").press("Enter")
    expect(page).to_have_title("Error: Open a week – The Productive Leader")
    expect(page.get_by_role("alert")).to_contain_text(
        "The last day must not be before the first day."
    )
    check_accessible(page)
    page.get_by_label("First day").fill("2011-09-12")
    page.get_by_label("Last day").fill("2011-09-16")
    page.get_by_role("button", name="Open the week").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The week is open.")
    expect(page.locator("main")).to_contain_text("Monday 12 to Friday 16 September 2011")


def test_a_facilitator_does_it_without_script_and_on_a_phone(
    no_script: Page, phone: Page, sign_in, check_accessible, team
) -> None:
    page = sign_in(no_script, team.programme.facilitator)
    page.goto(f"/programmes/{team.programme_id}/")
    page.get_by_role("button", name="Nudge 2 people").click()
    expect(page.get_by_role("alert")).to_contain_text("2 people will get a message")

    page = sign_in(phone, team.programme.facilitator)
    page.goto(f"/programmes/{team.programme_id}/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    check_accessible(page)
    page.goto("/programmes/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    check_accessible(page)
