"""Bob gives eight sessions their dates across Easter, and puts right what clashes."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import RoleKind
from productive_leader.core.dates import format_date
from programmes.models import Invitation, Team
from tests.browser.looks import fits
from tests.factories.programmes import make_colleague, make_member
from tests.factories.sessions import a_session
from tests.programmes.series import a_planned_team, good_friday, moment

pytestmark = pytest.mark.django_db(transaction=True)

FRIDAY = good_friday()
FIRST = FRIDAY - dt.timedelta(weeks=4)
CLASHING = FIRST + dt.timedelta(weeks=2)


@pytest.fixture
def team(live: str) -> Team:
    """Eight weekly sessions without dates; Alice sits in Nurses' meetings all of one week."""
    team = a_planned_team(tuple(range(8)))
    alice = make_member(team, "Dr Alice Ahmed").person
    ben = make_colleague("Ben Hill", team.programme.organisation, RoleKind.FACILITATOR)
    nurses = a_planned_team(
        (), organisation=team.programme.organisation, facilitator=ben, name="Nurses"
    )
    monday = CLASHING - dt.timedelta(days=4)
    taken = [a_session(nurses, moment(monday + dt.timedelta(days=day))) for day in range(5)]
    for session in taken:
        Invitation.objects.create(session=session, person=alice)
    return team


def address(team: Team) -> str:
    return f"/programmes/{team.programme_id}/teams/{team.pk}/dates/"


def row(page: Page, number: int):
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=f"{number} Topic"))


def propose(page: Page, team: Team) -> None:
    page.goto(address(team))
    page.get_by_label("First date").fill(FIRST.isoformat())
    page.get_by_label("Begins at").fill("10:00")
    page.get_by_role("button", name="Propose the dates").click()
    expect(page.get_by_role("alert")).to_contain_text("8 sessions have dates. 1 is on another day")


def check_easter(page: Page) -> None:
    thursday = format_date(FRIDAY - dt.timedelta(days=1))
    expect(row(page, 5)).to_contain_text(thursday)
    expect(row(page, 5)).to_contain_text(f"Moved from {format_date(FRIDAY)}: Good Friday.")


def test_a_facilitator_proposes_and_puts_right(
    desktop: Page, sign_in, check_accessible, team: Team
) -> None:
    page = sign_in(desktop, team.programme.facilitator)
    page.goto(address(team))
    check_accessible(page)
    propose(page, team)
    check_easter(page)
    expect(row(page, 3)).to_contain_text("Dr Alice Ahmed is in “Topic 5” with Nurses")
    check_accessible(page)

    other = row(page, 3).get_by_role("button").first
    words = other.inner_text()
    other.click()
    expect(page.get_by_role("alert")).to_contain_text(f"“Topic 3” is on {words} now.")
    expect(row(page, 3)).not_to_contain_text("Dr Alice Ahmed")

    row(page, 7).get_by_role("link", name="Move").click()
    check_accessible(page)
    seventh = FIRST + dt.timedelta(weeks=6)
    page.get_by_label("Date", exact=True).fill((seventh - dt.timedelta(days=1)).isoformat())
    page.get_by_label("Begins at").fill("14:30")
    page.get_by_label("Also move the session after it by the same amount").check()
    page.get_by_role("button", name="Move it").click()
    thursday = seventh - dt.timedelta(days=1)
    expect(page.get_by_role("alert").first).to_contain_text(
        f"“Topic 7” is on {format_date(thursday)}, 2:30pm now. The session after it moved too."
    )
    expect(row(page, 8)).to_contain_text(format_date(thursday + dt.timedelta(weeks=1)))
    expect(row(page, 8)).to_contain_text("2:30pm to 3:30pm")
    check_accessible(page)


def test_by_keyboard_a_session_is_cancelled_and_comes_back(
    desktop: Page, sign_in, check_accessible, team: Team
) -> None:
    page = sign_in(desktop, team.programme.facilitator)
    propose(page, team)
    row(page, 2).get_by_role("button", name="Cancel").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("“Topic 2” is cancelled.")
    expect(row(page, 2)).to_have_count(0)
    check_accessible(page)
    page.get_by_role("button", name="Bring it back").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("“Topic 2” is back at its date.")
    expect(row(page, 2)).to_contain_text(format_date(FIRST + dt.timedelta(weeks=1)))


def test_a_refusal_keeps_what_was_typed(
    desktop: Page, sign_in, check_accessible, team: Team
) -> None:
    page = sign_in(desktop, team.programme.facilitator)
    propose(page, team)
    row(page, 1).get_by_role("link", name="Move").click()
    second = FIRST + dt.timedelta(weeks=1)
    page.get_by_label("Date", exact=True).fill(second.isoformat())
    page.get_by_label("Begins at").fill("10:30")
    page.get_by_role("button", name="Move it").click()
    expect(page).to_have_title(re.compile("^Error: Move Topic 1 – .+ – The Productive Leader$"))
    expect(page.get_by_role("alert")).to_contain_text(
        f"This team meets for “Topic 2” on {format_date(second)} from 10am to 11am."
    )
    expect(page.get_by_label("Begins at")).to_have_value("10:30")
    check_accessible(page)


def test_it_works_on_a_phone(phone: Page, sign_in, check_accessible, team: Team) -> None:
    page = sign_in(phone, team.programme.facilitator)
    page.goto(address(team))
    fits(page)
    propose(page, team)
    check_easter(page)
    fits(page)
    check_accessible(page)
    for way in ("Move", "Edit"):
        page.goto(address(team))
        row(page, 1).get_by_role("link", name=way).click()
        fits(page)
        check_accessible(page)
    page.goto(f"{address(team)}add/")
    fits(page)
    check_accessible(page)


def test_it_works_without_script(no_script: Page, sign_in, check_accessible, team: Team) -> None:
    page = sign_in(no_script, team.programme.facilitator)
    propose(page, team)
    check_easter(page)
    check_accessible(page)
    page.get_by_text("Block days for this team").click()
    page.get_by_label("From").fill((FIRST + dt.timedelta(days=3)).isoformat())
    page.get_by_label("Until").fill((FIRST + dt.timedelta(days=7)).isoformat())
    page.get_by_label("Why").fill("Half-term")
    page.get_by_role("button", name="Block these days").click()
    expect(row(page, 2)).to_contain_text(
        f"{format_date(FIRST + dt.timedelta(weeks=1))} is a day off: Half-term."
    )
    row(page, 2).get_by_role("button").first.click()
    expect(row(page, 2)).not_to_contain_text("is a day off")
    check_accessible(page)
