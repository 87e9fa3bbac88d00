"""Bob asks for time; Alice accepts on her phone, Amir cannot yet, Cheryl accepts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import RoleKind
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import Email
from programmes.enums import MemberKind
from programmes.models import Promise, Team
from programmes.services.promises import ask_for_promises
from tests.browser.looks import fits
from tests.factories.programmes import (
    make_colleague,
    make_organisation,
    make_pair,
    make_programme,
    make_team,
)
from tests.factories.sessions import a_session, a_template

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(live: str) -> Team:
    """Alice and Amir, three sessions, nobody asked yet."""
    organisation = make_organisation()
    cheryl = make_colleague("Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE)
    programme = make_programme(organisation=organisation, sponsor=cheryl)
    programme.template_version = a_template()
    programme.save()
    team = make_team(programme)
    make_pair(team)
    return team


def answer_of(team: Team, level: str) -> tuple[str, str, int]:
    row = Promise.objects.get(programme=team.programme, level=level)
    return row.answer, row.reason, row.minutes


def mine(team: Team) -> str:
    return f"/programmes/{team.programme_id}/promise/"


def test_a_facilitator_asks_everybody_once_and_sees_who_has_answered(
    desktop: Page, sign_in: Any, check_accessible: Callable[[Page], None], team: Team
) -> None:
    page = sign_in(desktop, team.programme.facilitator)
    page.goto(f"/programmes/{team.programme_id}/promises/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who has promised their time")
    check_accessible(page)

    page.get_by_role("button", name="Ask 4 people").press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("4 people get one message each")
    expect(page.get_by_role("button", name="Ask")).to_have_count(0)
    expect(page.get_by_text("No answer yet")).to_have_count(4)
    check_accessible(page)
    assert Email.objects.count() == 4


def test_a_leader_accepts_on_a_phone(
    phone: Page, sign_in: Any, check_accessible: Callable[[Page], None], team: Team
) -> None:
    ask_for_promises(by=team.programme.facilitator, programme=team.programme)
    alice = team.memberships.get(kind=MemberKind.LEADER).person
    page = sign_in(phone, alice)
    page.goto(mine(team))
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "It asks 5 h of you as a leader, about 1 h 15 min a week."
    )
    fits(page)
    check_accessible(page)

    page.get_by_role("button", name="I accept").tap()

    expect(page.get_by_text(f"You accepted on {format_date(today())}.")).to_be_visible()
    expect(page.get_by_role("button", name="I accept")).not_to_be_visible()
    check_accessible(page)
    assert answer_of(team, "leader") == ("accepted", "", 300)

    a_session(team, minutes=60, released=False)
    page.reload()
    expect(page.get_by_text("when it was 5 h")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="I accept").tap()
    expect(page.get_by_text(f"You accepted on {format_date(today())}.")).to_be_visible()
    assert answer_of(team, "leader") == ("accepted", "", 360)


def test_a_pa_says_why_not_without_script_and_the_facilitator_reads_it_first(
    no_script: Page, phone: Page, sign_in: Any, check_accessible: Callable[[Page], None], team: Team
) -> None:
    ask_for_promises(by=team.programme.facilitator, programme=team.programme)
    amir = team.memberships.get(kind=MemberKind.PA).person
    page = sign_in(no_script, amir)
    page.goto(mine(team))
    page.get_by_role("button", name="I cannot promise this").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a sentence what stands in the way")
    check_accessible(page)
    page.get_by_label("If you cannot: what stands in the way?").fill("Nobody covers for me.")
    page.get_by_role("button", name="I cannot promise this").click()
    expect(page.get_by_text("“Nobody covers for me.”")).to_be_visible()
    check_accessible(page)
    assert answer_of(team, "pa") == ("declined", "Nobody covers for me.", 300)

    page = sign_in(phone, team.programme.facilitator)
    page.goto(f"/programmes/{team.programme_id}/promises/")
    first = page.get_by_role("row").nth(1)
    expect(first).to_contain_text("Amir Khan")
    expect(first).to_contain_text("“Nobody covers for me.”")
    fits(page)
    check_accessible(page)


def test_a_sponsor_accepts_and_reads_what_is_asked_of_everybody(
    desktop: Page, sign_in: Any, check_accessible: Callable[[Page], None], team: Team
) -> None:
    ask_for_promises(by=team.programme.facilitator, programme=team.programme)
    page = sign_in(desktop, team.programme.sponsor)
    page.goto(mine(team))
    page.get_by_role("button", name="I accept").click()
    expect(page.get_by_text(f"You accepted on {format_date(today())}.")).to_be_visible()
    page.get_by_role("link", name="What the programme asks of everybody else").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(
        [
            "Board",
            "Chief executive",
            "Sponsor Your part",
            "Leader",
            "PA",
            "Facilitator",
            "Team",
        ]
    )
    check_accessible(page)
    page.set_viewport_size({"width": 320, "height": 700})
    fits(page)
    assert answer_of(team, "sponsor") == ("accepted", "", 120)
