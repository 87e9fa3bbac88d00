"""Pages for everybody, and the demo's doors, on a screen, on a phone and at 320 pixels."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Person
from productive_leader.site.queries.owed import MissingDays, days_owed
from programmes.services import nudge_people
from tests.browser.looks import fits
from tests.factories.assessments import MONDAY, a_team, pas_of

pytestmark = pytest.mark.django_db(transaction=True)

PATHS = ("/", "/help/", "/privacy/", "/accessibility/", "/contact/")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_for_everybody_is_accessible_and_fits(
    desktop: Page, phone: Page, check_accessible, path: str
) -> None:
    desktop.goto(path)
    check_accessible(desktop)
    for width in (390, 320):
        phone.set_viewport_size({"width": width, "height": 844})
        phone.goto(path)
        fits(phone)
        check_accessible(phone)


def test_a_visitor_finds_what_was_reported_and_signs_in_from_there(
    phone: Page, check_accessible
) -> None:
    phone.goto("/")
    expect(phone.get_by_role("table")).to_contain_text("About 6 hours a week")
    phone.get_by_role("button", name="Menu").click()
    check_accessible(phone)
    phone.get_by_role("navigation", name="Main").get_by_role("link", name="Sign in").click()
    expect(phone).to_have_url(re.compile("/account/login/$"))


def test_one_press_in_the_demo_and_every_message_readable(
    desktop: Page, check_accessible, settings
) -> None:
    settings.DEMO = True
    team = a_team()
    nudge_people(
        by=team.programme.facilitator,
        team=team,
        owed={pas_of(team)[0]: [days_owed(MissingDays("Baseline week", (MONDAY,)))]},
    )
    Person.objects.create_user("sam.wood@northvale.example", "Sam Wood")
    desktop.goto("/")
    desktop.get_by_role("link", name="Choose a demo person").click()
    check_accessible(desktop)
    desktop.get_by_role("link", name="Read every message").click()
    check_accessible(desktop)
    desktop.get_by_role("link", name="Baseline week: 1 day still to log", exact=True).click()
    expect(desktop.locator("main")).to_contain_text("Monday 9 May 2011")
    check_accessible(desktop)
    desktop.goto("/demo/")
    desktop.get_by_role("button", name="Become Sam Wood").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Next things for Sam Wood")
    check_accessible(desktop)
