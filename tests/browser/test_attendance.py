"""Bob records a room of forty by keyboard alone; without script the same list works."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from programmes.enums import Answer, SessionState
from programmes.models import Session
from tests.browser.looks import fits
from tests.factories.programmes import make_pair, make_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Keys:
    """A keyboard that counts."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.pressed.append(key)


@pytest.fixture
def session(live: str) -> Session:
    """Twenty pairs, and Bob; PA 07 sent apologies."""
    team = make_team()
    for number in range(1, 21):
        make_pair(team, f"Leader {number:02}", f"PA {number:02}")
    session = a_session(team, at(-1))
    session.invitations.filter(person__name="PA 07").update(answer=Answer.APOLOGIES)
    return session


def recorded(session: Session) -> dict[str, str]:
    """Whoever is not simply here."""
    marks = session.invitations.exclude(attendance="attended")
    return dict(marks.values_list("person__name", "attendance"))


def test_forty_people_with_four_exceptions_take_fewer_than_sixty_key_presses(
    desktop: Page, sign_in: Callable, check_accessible: Callable, session: Session
) -> None:
    page = sign_in(desktop, session.facilitator)
    page.goto(f"/sessions/{session.pk}/attendance/")
    expect(page.locator("[data-counts]").first).to_contain_text("40 here")
    expect(page.locator("[data-counts]").first).to_contain_text("1 with apologies")
    expect(
        page.get_by_role("radiogroup", name="Leader 01").get_by_label("Here", exact=True)
    ).to_be_focused()
    check_accessible(page)

    keys = Keys(page)
    keys.press("ArrowDown", 3)  # PA 02
    keys.press("n")
    keys.press("ArrowDown", 10)
    expect(
        page.get_by_role("radiogroup", name="Leader 08").get_by_label("Here", exact=True)
    ).to_be_focused()
    keys.press("p")
    keys.press("ArrowDown", 12)
    keys.press("a")
    keys.press("ArrowDown", 8)
    keys.press("n")
    expect(page.locator("[data-counts]").first).to_contain_text("36 here")
    expect(page.locator("[data-marked]")).to_have_text("Leader 19: Not here")
    check_accessible(page)
    keys.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Attendance of 41 people is saved.")
    assert len(keys.pressed) < 60
    assert recorded(session) == {
        "PA 02": "absent",
        "PA 07": "apologies",
        "Leader 08": "part",
        "PA 14": "apologies",
        "Leader 19": "absent",
    }
    session.refresh_from_db()
    assert session.state == SessionState.HELD
    page.get_by_text("Pair by pair").click()
    row = page.get_by_role("row").filter(has_text="Leader 19")
    expect(row).to_contain_text("One of the two")
    check_accessible(page)


def test_without_script_plain_radios_do_the_same(
    no_script: Page, sign_in: Callable, check_accessible: Callable, session: Session
) -> None:
    page = sign_in(no_script, session.facilitator)
    page.goto(f"/sessions/{session.pk}/attendance/")
    expect(page.locator("[data-counts]")).to_be_hidden()
    page.get_by_role("radiogroup", name="PA 02").get_by_label("Not here").check()
    check_accessible(page)
    page.get_by_role("button", name="Save attendance").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Attendance of 41 people is saved.")
    assert recorded(session) == {"PA 02": "absent", "PA 07": "apologies"}
    check_accessible(page)


def test_somebody_who_came_uninvited_is_added_on_a_phone(
    phone: Page, sign_in: Callable, check_accessible: Callable, live: str
) -> None:
    pair = make_pair(make_team())
    session = a_session(pair.team, at(-1), audience="leaders")
    page = sign_in(phone, session.facilitator)
    page.goto(f"/sessions/{session.pk}/attendance/")
    page.get_by_role("radiogroup", name="Dr Alice Ahmed").get_by_text("Part of it").tap()
    page.get_by_text("Somebody came who is not in the list").tap()
    page.get_by_label("Of the team, not invited").select_option("Amir Khan")
    page.get_by_role("button", name="Add to the list").tap()
    expect(
        page.get_by_role("radiogroup", name="Amir Khan").get_by_label("Here", exact=True)
    ).to_be_checked()
    alice = page.get_by_role("radiogroup", name="Dr Alice Ahmed")
    expect(alice.get_by_label("Part of it")).to_be_checked()
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Save attendance").tap()
    expect(page.get_by_role("alert")).to_contain_text("Attendance of 3 people is saved.")
    fits(page)
    check_accessible(page)


def test_of_two_who_record_at_once_the_second_sees_both(
    open_page: Callable,
    sign_in: Callable,
    check_accessible: Callable,
    live: str,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("409")
    session = a_session(make_pair(make_team()).team, at(-1))
    first, second = open_page(), open_page()
    for page in (first, second):
        sign_in(page, session.facilitator).goto(f"/sessions/{session.pk}/attendance/")
    first.get_by_role("radiogroup", name="Amir Khan").get_by_label("Not here").check()
    first.get_by_role("button", name="Save attendance").click()
    expect(first.get_by_role("alert")).to_contain_text("Attendance of 3 people is saved.")
    second.get_by_role("radiogroup", name="Dr Alice Ahmed").get_by_label("Part of it").check()
    second.get_by_role("button", name="Save attendance").click()
    expect(second.get_by_role("alert")).to_contain_text("while you were filling this in")
    expect(second.get_by_text("Saved meanwhile: Not here")).to_be_visible()
    check_accessible(second)
    second.get_by_role("button", name="Save attendance").click()
    expect(second.get_by_role("alert")).to_contain_text("Attendance of 1 person is saved.")
    assert recorded(session) == {"Amir Khan": "absent", "Dr Alice Ahmed": "part"}
