"""An action is agreed, comes back in the next session and is done by the PA; rules are written."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from productive_leader.core.dates import today
from programmes.models import Action, Pair, Session
from programmes.queries.rules import EXAMPLES, rules_of
from tests.browser.looks import fits
from tests.factories.programmes import make_pair, make_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Cut the Monday meeting to 45 minutes"


@pytest.fixture
def pair(live: str) -> Pair:
    """Alice and Amir, with a session yesterday and one in two weeks."""
    pair: Pair = make_pair(make_team())
    a_session(pair.team, at(-1))
    a_session(pair.team, at(14))
    return pair


def page_of(pair: Pair, number: int) -> str:
    return f"/sessions/{Session.objects.get(team=pair.team, number=number).pk}/"


def test_an_action_comes_back_in_the_next_session_and_is_done_by_the_pa(
    desktop: Page, phone: Page, sign_in: Callable, check_accessible: Callable, pair: Pair
) -> None:
    page = sign_in(desktop, pair.leader)
    page.goto(page_of(pair, 1))
    actions = page.get_by_role("region", name="Actions")
    expect(actions.get_by_label("By when")).to_have_value(
        (today() + timedelta(days=14)).isoformat()
    )
    check_accessible(page)
    actions.get_by_label("What").fill(TEXT)
    actions.get_by_role("button", name="Add the action").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The action is added.")
    check_accessible(page)

    Action.objects.update(due_on=today() - timedelta(days=3))
    page = sign_in(phone, pair.pa)
    page.goto(page_of(pair, 2))
    actions = page.get_by_role("region", name="Actions")
    expect(actions).to_contain_text(TEXT)
    expect(actions).to_contain_text("3 days late")
    fits(page)
    check_accessible(page)
    actions.get_by_role("button", name=f"Done “{TEXT}”").tap()
    expect(actions.get_by_role("status")).to_contain_text("Done by Amir Khan for Dr Alice Ahmed")
    fits(page)
    check_accessible(page)
    assert Action.objects.get().done_by == pair.pa

    actions.get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("alert")).to_contain_text("It is on the list again.")
    assert Action.objects.get().done_at is None


def test_both_of_a_pair_follow_it_on_their_pages(
    desktop: Page,
    phone: Page,
    sign_in: Callable,
    check_accessible: Callable,
    pair: Pair,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("422")
    team = pair.team
    for number, owner in enumerate((pair.leader, pair.pa, team.programme.facilitator)):
        Action.objects.create(
            team=team, text=f"Action {number}", owner=owner, due_on=today(), made_by=owner
        )
    page = sign_in(phone, pair.pa)
    page.goto("/actions/")
    expect(page.get_by_role("region", name="Mine")).to_contain_text("Action 1")
    expect(page.get_by_role("region", name="Of those I work with")).to_contain_text("Action 0")
    fits(page)
    check_accessible(page)
    page.get_by_role("link", name="Change “Action 0”").tap()
    page.get_by_label("By when").fill((today() - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_role("alert")).to_contain_text(" has passed.")
    fits(page)
    check_accessible(page)
    page.get_by_label("By when").fill((today() + timedelta(days=5)).isoformat())
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_role("alert")).to_contain_text("It is changed.")

    page = sign_in(desktop, team.programme.facilitator)
    page.goto("/actions/")
    check_accessible(page)
    page.get_by_role("button", name="Drop “Action 1”").click()
    expect(page.get_by_role("status")).to_contain_text("Dropped on")
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("main")).to_contain_text("Action 1")
    check_accessible(page)


def test_a_commitment_is_written_down_without_script(
    no_script: Page,
    sign_in: Callable,
    check_accessible: Callable,
    pair: Pair,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("422")
    page = sign_in(no_script, pair.pa)
    page.goto(page_of(pair, 1))
    commitments = page.get_by_role("region", name="Commitments")
    commitments.get_by_label("Whose").select_option("Dr Alice Ahmed")
    commitments.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what you will do.")
    check_accessible(page)
    page.get_by_label("I will").fill("keep Fridays free")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("region", name="Commitments")).to_contain_text(
        "I will keep Fridays free"
    )
    page.get_by_role("button", name="Done “keep Fridays free”").click()
    expect(page.get_by_role("region", name="Commitments").get_by_role("status")).to_contain_text(
        "Done by Amir Khan for Dr Alice Ahmed"
    )
    check_accessible(page)


def test_a_team_writes_its_ground_rules(
    desktop: Page,
    phone: Page,
    sign_in: Callable,
    check_accessible: Callable,
    pair: Pair,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("409")
    address = f"/programmes/{pair.team.programme_id}/teams/{pair.team.pk}/rules/"
    page, other = sign_in(desktop, pair.leader), sign_in(phone, pair.pa)
    page.goto(page_of(pair, 1))
    page.get_by_role("link", name="Write ground rules").click()
    other.goto(address)
    fits(other)
    check_accessible(page)
    check_accessible(other)
    page.get_by_label("Our ground rules").fill("We laugh.")
    page.get_by_role("button", name=f"Take this rule “{EXAMPLES[0]}”").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The ground rules are saved.")
    check_accessible(page)
    assert rules_of(pair.team) == ["We laugh.", EXAMPLES[0]]

    other.get_by_label("Our ground rules").fill("One person speaks.")
    other.get_by_role("button", name="Save the rules").tap()
    expect(other.get_by_role("region", name="Saved by somebody else")).to_contain_text("We laugh.")
    expect(other.get_by_label("Our ground rules")).to_have_value("One person speaks.")
    fits(other)
    check_accessible(other)
    other.get_by_role("button", name="Save both together").tap()
    expect(other.get_by_role("alert")).to_contain_text("The ground rules are saved.")
    assert rules_of(pair.team) == ["We laugh.", EXAMPLES[0], "One person speaks."]
    page.goto(page_of(pair, 2))
    expect(page.get_by_role("region", name="Ground rules")).to_contain_text("One person speaks.")
