"""A session from the invitation to the pulse: answering, preparing, saying how the week feels."""

import re

import pytest
from playwright.sync_api import Page, expect

from programmes.enums import MemberKind
from programmes.models import Pair, Session
from programmes.services.agendas import MaterialDraft, set_materials
from programmes.services.pulses import give_pulse
from tests.browser.looks import fits
from tests.factories.programmes import make_member, make_pair, make_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(live: str) -> Pair:
    """Alice and Amir, in a team with Grace and Tom."""
    team = make_team()
    for name in ("Grace Obi", "Tom Price"):
        make_member(team, name)
    make_member(team, "Jo Bell", MemberKind.PA)
    return make_pair(team)


@pytest.fixture
def session(pair: Pair) -> Session:
    """In a week, with something to read."""
    session = a_session(
        pair.team,
        name="Meetings that earn their time",
        before="Bring the list of one month's meetings.",
        output="Meetings to keep, change and stop.",
        link="https://meet.example/executive-team",
    )
    a_session(pair.team, at(21), name="Email under control")
    materials = [MaterialDraft("Meetings worksheet", "https://papers.example/worksheet")]
    set_materials(by=session.facilitator, session=session, materials=materials)
    return session


@pytest.fixture
def refusals(expected_complaints: list[str]) -> None:
    """A form comes back with its errors."""
    expected_complaints.append("status of 422")


def test_a_leader_answers_yes_on_a_phone(
    phone: Page, sign_in, check_accessible, pair: Pair, session: Session
) -> None:
    page = sign_in(phone, pair.leader)
    page.goto(f"/programmes/{pair.team.programme_id}/sessions/")
    expect(page.get_by_role("row").filter(has_text="Next")).to_contain_text("No answer yet")
    fits(page)
    check_accessible(page)

    page.get_by_role("link", name="Meetings that earn their time").click()
    expect(page.get_by_role("link", name="Open the online meeting")).to_have_attribute(
        "href", "https://meet.example/executive-team"
    )
    expect(page.get_by_role("listitem").filter(has_text="Reflect")).to_contain_text("10:20am")
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Yes").click()

    expect(page.get_by_role("alert")).to_contain_text("Your answer is kept: yes.")
    expect(page.get_by_role("region", name="Will you come?")).to_contain_text("Your answer: Yes")
    expect(page.get_by_role("region", name="Who is coming")).to_contain_text("1 yes")
    fits(page)
    check_accessible(page)


def test_a_pa_sends_apologies_for_the_leader(
    desktop: Page, sign_in, check_accessible, refusals, pair: Pair, session: Session
) -> None:
    page = sign_in(desktop, pair.pa)
    page.goto(f"/sessions/{session.pk}/")
    card = page.get_by_role("region", name="Answer for Dr Alice Ahmed")
    card.get_by_text("Dr Alice Ahmed cannot come").click()
    card.get_by_role("button", name="Send apologies").click()
    expect(page).to_have_title(
        re.compile("^Error: Answer to Meetings that earn their time – .+ – The Productive Leader$")
    )
    expect(page.get_by_role("alert")).to_contain_text("Say in a few words why")
    check_accessible(page)

    page.get_by_label("Why not?").fill("Opens the new ward that morning")
    page.get_by_role("button", name="Send apologies").click()

    expect(page.get_by_role("alert")).to_contain_text(
        "The answer of Dr Alice Ahmed is kept: apologies."
    )
    expect(page.get_by_role("region", name="Answer for Dr Alice Ahmed")).to_contain_text(
        "Apologies, answered by Amir Khan – Opens the new ward that morning"
    )
    coming = page.get_by_role("region", name="Who is coming")
    expect(coming).to_contain_text("answered by Amir Khan")
    check_accessible(page)

    grace = session.invitations.get(person__name="Grace Obi").person
    page = sign_in(desktop, grace)
    page.goto(f"/sessions/{session.pk}/")
    expect(page.get_by_role("region", name="Who is coming")).to_contain_text("1 apology")
    expect(page.locator("main")).not_to_contain_text("new ward")


def test_it_is_answered_by_keyboard_alone(
    desktop: Page, sign_in, check_accessible, pair: Pair, session: Session
) -> None:
    page = sign_in(desktop, pair.leader)
    page.goto(f"/sessions/{session.pk}/")
    page.locator("summary").filter(has_text="I cannot come").press("Enter")
    page.get_by_label("Why not?").press_sequentially("On leave")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your answer is kept: apologies.")
    page.get_by_role("button", name="Perhaps").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your answer is kept: perhaps.")
    check_accessible(page)


def test_the_fifth_pulse_shows_what_five_said(
    desktop: Page, phone: Page, sign_in, check_accessible, refusals, pair: Pair
) -> None:
    session = a_session(pair.team, at(-1), name="Email under control")
    leaders = (pair.leader, session.facilitator)
    people = [one.person for one in session.invitations.exclude(person__in=leaders)][:4]
    for person in people:
        give_pulse(by=person, session=session, control=2, energy=3, line=f"CANARY {person.pk}")

    page = sign_in(phone, pair.leader)
    page.goto(f"/sessions/{session.pk}/")
    form = page.get_by_role("region", name="Your minute")
    expect(page.locator("main")).not_to_contain_text("CANARY")
    fits(page)
    check_accessible(page)
    form.get_by_role("group", name="How in control").get_by_label("4").check()
    form.get_by_role("button", name="Send my minute").click()
    expect(page.get_by_role("alert")).to_contain_text("Say from 1 to 5 how much energy you have.")
    expect(page.get_by_role("group", name="How in control").get_by_label("4")).to_be_checked()
    expect(page.locator("main")).not_to_contain_text("CANARY")
    check_accessible(page)
    page.get_by_role("group", name="How much energy").get_by_label("3").check()
    page.get_by_label("One line").fill("Fewer copies")
    page.get_by_role("button", name="Send my minute").click()

    result = page.get_by_role("region", name="What 5 people said")
    expect(result).to_contain_text("2.4 of 5")
    expect(result).to_contain_text("Fewer copies")
    fits(page)
    check_accessible(page)

    page = sign_in(desktop, session.facilitator)
    page.goto(f"/sessions/{session.pk}/pulse/")
    expect(page.locator("main")).to_contain_text("5 of 5 have answered")
    check_accessible(page)


@pytest.mark.parametrize("kind", ["desktop", "no_script"])
def test_a_facilitator_changes_the_agenda(
    request, sign_in, check_accessible, refusals, session: Session, kind: str
) -> None:
    page = sign_in(request.getfixturevalue(kind), session.facilitator)
    page.goto(f"/sessions/{session.pk}/")
    check_accessible(page)
    page.get_by_role("link", name="Change the agenda").click()
    check_accessible(page)
    page.get_by_label("Minutes, row 4").fill("25")
    page.get_by_label("What, row 4").fill("See good practice")
    page.get_by_role("button", name="Up row 4").click()
    expect(page.get_by_label("What, row 3")).to_have_value("See good practice")
    page.get_by_label("Remove, row 2").check()
    page.get_by_label("Minutes, row 4").fill("many")
    page.get_by_role("button", name="Save the agenda").last.click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Row 4: Type the minutes as a number from 1 to 480."
    )
    check_accessible(page)
    page.get_by_label("Minutes, row 4").fill("10")
    page.get_by_label("Minutes, row 4").press("Enter")

    expect(page.get_by_role("alert")).to_contain_text(
        "The agenda is saved. It is 5 min shorter than the session."
    )
    agenda = page.get_by_role("region", name="Agenda")
    expect(agenda).to_contain_text("The agenda takes 55 min, the session 1 h.")
    expect(agenda.get_by_role("listitem")).to_have_text(
        [
            "10am20 minLook at our measures",
            "10:20am25 minSee good practice",
            "10:45am10 minClose and pulse",
        ]
    )
    check_accessible(page)


def test_a_facilitator_adds_a_link_on_a_phone(
    phone: Page, sign_in, check_accessible, refusals, session: Session
) -> None:
    page = sign_in(phone, session.facilitator)
    page.goto(f"/sessions/{session.pk}/materials/")
    fits(page)
    check_accessible(page)
    page.get_by_label("Title, row 2").fill("Case study")
    page.get_by_label("Link, row 2").fill("http://papers.example/case")
    page.get_by_role("button", name="Save the materials").last.click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Row 2: Type the whole address, beginning with https://."
    )
    fits(page)
    check_accessible(page)
    page.get_by_label("Link, row 2").fill("papers.example/case")
    page.get_by_role("button", name="Save the materials").last.click()
    expect(page.get_by_role("link", name="Case study")).to_have_attribute(
        "href", "https://papers.example/case"
    )
    check_accessible(page)
