"""A facilitator ends a programme: what is in the way, closing it, and taking it back."""

import pytest
from playwright.sync_api import Page, expect

from productive_leader.core.dates import format_date, today
from programmes.enums import SessionState
from programmes.models import Programme, Session
from tests.browser.looks import fits
from tests.factories.assessments import a_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(live: str):
    """One session was held, one is to come."""
    team = a_team()
    held = a_session(team, at(-7))
    Session.objects.filter(pk=held.pk).update(state=SessionState.HELD, held_at=held.during.upper)
    a_session(team, at(5), name="Leader and PA")
    return team


@pytest.mark.parametrize("kind", ["desktop", "phone", "no_script"])
def test_a_facilitator_closes_a_programme_and_opens_it_again(
    request, sign_in, check_accessible, team, kind: str
) -> None:
    page: Page = sign_in(request.getfixturevalue(kind), team.programme.facilitator)
    page.goto(f"/programmes/{team.programme_id}/")
    page.get_by_role("link", name="Close the programme").click()
    expect(page.get_by_role("region", name="It cannot close yet")).to_contain_text("Leader and PA")
    expect(page.get_by_role("button", name="Close the programme")).to_have_count(0)
    fits(page)
    check_accessible(page)

    team.sessions.filter(name="Leader and PA").delete()
    page.reload()
    page.get_by_label("Closes on").fill("2001-02-03")
    page.get_by_role("button", name="Close the programme").click()
    expect(page.get_by_role("alert")).to_contain_text("A programme closes on or after")
    check_accessible(page)
    page.get_by_label("Closes on").fill(today().isoformat())
    page.get_by_role("button", name="Close the programme").click()
    expect(page.locator("main")).to_contain_text(f"closed on {format_date(today())}")
    expect(page.get_by_role("link", name="Close the programme")).to_have_count(0)
    check_accessible(page)

    page.get_by_role("link", name="open it again?").click()
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_role("link", name="Close the programme")).to_be_visible()
    assert Programme.objects.get(pk=team.programme_id).closed_on is None
    check_accessible(page)
