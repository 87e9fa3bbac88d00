"""Bob starts a second wave: early, with a reason; then when the first has learned, without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from programmes.enums import Attendance, MemberKind, SessionState
from programmes.models import Invitation, Pulse, Team
from programmes.services.waves import record_lesson
from tests.browser.looks import fits
from tests.factories.programmes import make_member, make_pair, make_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(live: str) -> Team:
    """The first wave: Alice and Amir, one session to come."""
    team = make_team()
    make_pair(team)
    a_session(team, at(10, 14))
    return team


def learn(team: Team) -> None:
    """A session was held and said what came of it."""
    session = a_session(team, at(-2))
    session.state, session.held_at = SessionState.HELD, timezone.now()
    session.save()
    for place, member in enumerate(team.memberships.all(), start=1):
        Invitation.objects.update_or_create(
            session=session, person=member.person, defaults={"attendance": Attendance.ATTENDED}
        )
        Pulse.objects.create(
            session=session, person=member.person, control=4, energy=4, place=place
        )
    record_lesson(by=team.programme.facilitator, team=team, text="Begin with the diary.")


def new_team(team: Team) -> str:
    return f"/programmes/{team.programme_id}/teams/new/"


def test_a_second_wave_opens_early_with_a_reason(
    desktop: Page, sign_in: Any, check_accessible: Callable[[Page], None], team: Team
) -> None:
    page = sign_in(desktop, team.programme.facilitator)
    page.goto(new_team(team))
    expect(page.get_by_role("radio", name="Wave 2, new")).to_be_checked()
    expect(page.get_by_text("Wave 1 has recorded no lesson yet.")).to_be_visible()
    check_accessible(page)
    page.get_by_label("Name of the team").fill("Clinical directors")
    page.get_by_role("button", name="Start this team").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why the team starts all the same.")
    check_accessible(page)
    page.get_by_label("Why does it start all the same?").fill("They asked for it.")
    page.get_by_role("button", name="Start this team").click()
    expect(page.get_by_role("alert")).to_contain_text("Clinical directors is there.")
    new = Team.objects.get(name="Clinical directors")
    assert (new.wave, new.reason) == (2, "They asked for it.")

    page.goto(f"/organisations/{team.programme.organisation.code}/")
    page.get_by_role("link", name="Map of teams and waves").click()
    expect(page.get_by_role("heading", level=3)).to_have_text(
        ["Wave 1", "Wave 2", "Wave 3, to come"]
    )
    expect(page.get_by_text("Started early: “They asked for it.”")).to_be_visible()
    fits(page)
    check_accessible(page)


def test_a_second_wave_opens_without_a_reason_when_the_first_has_learned(
    phone: Page, sign_in: Any, check_accessible: Callable[[Page], None], team: Team
) -> None:
    learn(team)
    page = sign_in(phone, team.programme.facilitator)
    page.goto(new_team(team))
    expect(page.get_by_label("Why does it start all the same?")).to_have_count(0)
    expect(page.get_by_text("Begin with the diary.")).to_be_visible()
    fits(page)
    check_accessible(page)
    page.get_by_label("Name of the team").fill("Clinical directors")
    page.get_by_role("button", name="Start this team").tap()
    expect(page.get_by_role("alert")).to_contain_text("Clinical directors is there.")
    assert Team.objects.get(name="Clinical directors").reason == ""

    page.goto(f"/organisations/{team.programme.organisation.code}/map/")
    fits(page)
    check_accessible(page)


def test_a_pa_keeps_a_lesson_and_the_next_team_reads_it(
    phone: Page, no_script: Page, sign_in: Any, check_accessible: Callable[[Page], None], team: Team
) -> None:
    url = f"/programmes/{team.programme_id}/teams/{team.pk}/lessons/"
    page = sign_in(phone, team.memberships.get(kind=MemberKind.PA).person)
    page.goto(url)
    page.get_by_role("button", name="Keep this lesson").tap()
    expect(page.get_by_role("alert")).to_contain_text("Write down what you learned.")
    check_accessible(page)
    for text in ("Agree on who accepts meetings.", "A slip."):
        page.get_by_label("What did you learn?").fill(text)
        page.get_by_role("button", name="Keep this lesson").tap()
    page.get_by_role("button", name="Take back A slip.").tap()
    expect(page.get_by_role("alert")).to_contain_text("The lesson is taken back.")
    expect(page.get_by_text("A slip.")).to_have_count(0)
    fits(page)
    check_accessible(page)

    later = make_team(team.programme, "Clinical directors", wave=2)
    page = sign_in(no_script, make_member(later, "Grace Obi").person)
    page.goto(f"/programmes/{team.programme_id}/teams/{later.pk}/lessons/")
    expect(page.get_by_role("heading", name="What earlier waves learned")).to_be_visible()
    expect(page.get_by_text("Agree on who accepts meetings.")).to_be_visible()
    check_accessible(page)
