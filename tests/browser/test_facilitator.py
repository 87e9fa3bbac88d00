"""Bob sees who has logged their days, nudges them once, and never sees what is in them."""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import RoleKind
from productive_leader.core.models import Email
from programmes.models import Action
from programmes.services.promises import ask_for_promises
from tests.browser.looks import fits
from tests.factories.assessments import a_capture, a_log, a_logged_day, a_team, leaders_of
from tests.factories.programmes import make_colleague, make_organisation
from tests.factories.sessions import a_session, at

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
    expect(page).to_have_title(re.compile("^Error: Open a week – .+ – The Productive Leader$"))
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
    fits(page)
    check_accessible(page)
    page.goto("/programmes/")
    fits(page)
    check_accessible(page)


@pytest.fixture
def morning(team):
    """Beside the days: a session next week that nobody has answered, a late action, a new date."""
    bob, alice = team.programme.facilitator, leaders_of(team)[0]
    a_session(team, at(-3), name="Starting together")
    a_session(team, at(6), name="Leader and PA")
    a_session(team, at(20), name="Meetings that earn their time", released=False)
    Action.objects.create(
        team=team, owner=alice, text="Executive meeting to 45 minutes", due_on=at(-2).date()
    )
    ask_for_promises(by=bob, programme=team.programme)
    Email.objects.all().delete()
    return team


def look(page: Page, name: str) -> None:
    """Keeps a picture where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_facilitators_morning_ends_with_nothing_left_to_nudge_for(
    desktop: Page, sign_in, check_accessible, morning
) -> None:
    page = sign_in(desktop, morning.programme.facilitator)
    page.goto("/")
    look(page, "home-facilitator")
    check_accessible(page)
    page.get_by_role("link", name=morning.programme.name, exact=True).click()
    alice = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Dr Alice Ahmed"))
    expect(alice).to_contain_text("No answer to session 2, 1 action late, promise of time")
    expect(page.get_by_role("heading", name="Next: session 2, Leader and PA")).to_be_visible()
    expect(page.locator("main")).to_contain_text("0 of 2 have answered")
    expect(page.locator("main")).to_contain_text(
        "1 session is new. 3 people will get one message each."
    )
    expect(page.locator("[aria-current=step]")).to_have_count(1)
    look(page, "cockpit")
    check_accessible(page)

    page.get_by_role("button", name="Nudge 3 people").click()

    expect(page.get_by_role("alert")).to_contain_text(
        "3 people will get a message that says what is open."
    )
    expect(page.get_by_role("button", name="Nudge")).to_have_count(0)
    check_accessible(page)
    email = Email.objects.get(to=leaders_of(morning)[0].email)
    assert email.subject == f"5 things are still open with {morning}"
    page.get_by_role("link", name="Look and release").click()
    expect(page).to_have_url(re.compile("/release/$"))


def test_a_leader_sees_at_home_what_waits_in_sessions(
    phone: Page, sign_in, check_accessible, morning
) -> None:
    page = sign_in(phone, leaders_of(morning)[0])
    page.goto("/")
    for name in ("Your next session", "Give your pulse", "1 action, 1 late"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    fits(page)
    look(page, "home-leader-phone")
    check_accessible(page)
    page.get_by_role("link", name="Your next session").click()
    expect(page).to_have_url(re.compile(r"/sessions/\d+/$"))


def test_the_cockpit_fits_a_phone_and_needs_no_script(
    no_script: Page, phone: Page, sign_in, check_accessible, morning
) -> None:
    page = sign_in(phone, morning.programme.facilitator)
    page.goto(f"/programmes/{morning.programme_id}/")
    fits(page)
    look(page, "cockpit-phone")
    check_accessible(page)

    page = sign_in(no_script, morning.programme.facilitator)
    page.goto(f"/programmes/{morning.programme_id}/")
    page.get_by_role("button", name="Nudge 3 people").click()
    expect(page.get_by_role("alert")).to_contain_text("3 people will get a message")
    check_accessible(page)


def test_a_facilitator_hands_over_and_does_not_see_the_programme_any_more(
    desktop: Page, no_script: Page, phone: Page, sign_in, check_accessible, morning
) -> None:
    organisation = morning.programme.organisation
    carol = make_colleague("Carol Reed", organisation, RoleKind.FACILITATOR)
    bob = morning.programme.facilitator
    page = sign_in(phone, bob)
    page.goto(f"/programmes/{morning.programme_id}/hand-over/")
    fits(page)
    look(page, "hand-over-phone")
    check_accessible(page)

    page = sign_in(no_script, bob)
    page.goto(f"/programmes/{morning.programme_id}/hand-over/")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose who leads it from now on.")
    check_accessible(page)

    page = sign_in(desktop, bob)
    page.goto(f"/programmes/{morning.programme_id}/")
    page.get_by_role("link", name="hand over", exact=True).press("Enter")
    expect(page.locator("main")).to_contain_text("2 sessions to come go along")
    look(page, "hand-over")
    check_accessible(page)
    page.get_by_role("radio", name="Carol Reed").press("Space")
    page.get_by_role("button", name="Hand over").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(f"Carol Reed leads {morning.programme} now")
    expect(page.get_by_role("link", name=morning.programme.name)).to_have_count(0)
    check_accessible(page)

    page = sign_in(desktop, carol)
    page.goto(f"/programmes/{morning.programme_id}/")
    expect(page.locator("main")).to_contain_text("facilitator Carol Reed")
    expect(page.locator("main")).to_contain_text("Not released yet")
    check_accessible(page)


def test_charlie_of_another_organisation_sees_nothing_of_it(
    desktop: Page, sign_in, check_accessible, morning, expected_complaints
) -> None:
    expected_complaints.append("404")
    charlie = make_colleague("Charlie Fox", make_organisation(), RoleKind.FACILITATOR)
    page = sign_in(desktop, charlie)
    for path in ("", "hand-over/"):
        page.goto(f"/programmes/{morning.programme_id}/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text("We could not find this page")
    page.goto("/")
    expect(page.locator("main")).not_to_contain_text(morning.programme.name)
    check_accessible(page)
