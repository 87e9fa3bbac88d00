"""Bob starts a programme and puts his team in, bad rows and all, in under five minutes."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import RoleKind
from productive_leader.core.dates import today
from programmes.models import Membership, Pair, Team
from programmes.services.templates import install_templates
from tests.browser.looks import fits
from tests.factories.programmes import (
    make_colleague,
    make_organisation,
    make_programme,
    make_team,
)

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """Name\tE-mail\tRole\tWhose PA\tJob title
Dr Alice Ahmed\talice.ahmed@rnv.example\tLeader\t\tMedical director
Grace Obi\tgrace.obi@rnv.example\tLeader\t\tChief nurse
Tom Price\ttom.price@rnv.example\tLeader\t\tFinance director
Leila Shah\tleila.shah(at)rnv.example\tLeader\t\tOperations director
Amir Khan\tamir.khan@rnv.example\tPA\tDr Alice Ahmed; Grace Obi\tExecutive assistant
Jo Bell\tjo.bell@rnv.example\tPA\tTom Pryce\tExecutive assistant
Rita Moss\trita.moss@rnv.example\tsecretery\tTom Price\tTeam secretary
Sam Wood\tsam.wood@rnv.example\tPA\t\t
"""
MENDED = """Leila Shah, leila.shah@rnv.example, leader
Jo Bell, jo.bell@rnv.example, PA, Tom Price
Rita Moss, rita.moss@rnv.example, PA, Tom Price and Leila Shah
"""


@pytest.fixture
def bob(live: str):
    """A facilitator with the templates at hand; nobody else is known but the chief executive."""
    install_templates()
    organisation = make_organisation(code="RNV")
    make_colleague("Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE)
    return make_colleague("Bob Lane", organisation, RoleKind.FACILITATOR)


def a_working_day() -> str:
    """In about a month, from Monday to Friday."""
    day = today() + timedelta(days=28)
    return (day - timedelta(days=day.weekday())).isoformat()


def start(page: Page, check_accessible) -> None:
    page.goto("/")
    page.get_by_role("link", name="Start a programme").click()
    expect(page).to_have_title("New programme – The Productive Leader")
    expect(page.get_by_role("radio", name="The Productive Leader, standard")).to_be_checked()
    check_accessible(page)
    page.get_by_label("First day of the first session").fill(a_working_day())
    expect(page.get_by_label("Sponsor").locator(":checked")).to_contain_text("Cheryl Grant")
    page.get_by_role("button", name="Make this programme").click()
    expect(page.get_by_role("alert")).to_contain_text("The programme is there.")


def paste_and_mend(page: Page, check_accessible) -> None:
    box = page.get_by_label("Names, addresses, roles, and whose PA each one is")
    box.fill(PASTE)
    page.get_by_role("button", name="Add these people").click()
    expect(page).to_have_title(re.compile("^Error: People – The Productive Leader, standard"))
    troubles = page.get_by_role("table", name="To mend in the box below")
    expect(troubles.get_by_role("row")).to_have_count(4)
    expect(troubles).to_contain_text("“leila.shah(at)rnv.example” is not an e-mail address.")
    expect(troubles).to_contain_text("Did you mean Tom Price?")
    expect(troubles).to_contain_text("“secretery” is not a role here. Write leader or PA.")
    expect(page.locator("main")).to_contain_text("5 people are added, and 2 pairs made.")
    check_accessible(page)
    box.fill(MENDED)
    page.get_by_role("button", name="Add these people").click()
    expect(page.get_by_role("alert")).to_contain_text("3 people are added, and 3 pairs made.")
    check_accessible(page)


def everybody_is_in() -> None:
    team = Team.objects.get()
    assert (team.sessions.count(), Membership.objects.filter(team=team).count()) == (8, 8)
    assert sorted(str(pair) for pair in Pair.objects.all()) == [
        "Dr Alice Ahmed and Amir Khan",
        "Grace Obi and Amir Khan",
        "Leila Shah and Rita Moss",
        "Tom Price and Jo Bell",
        "Tom Price and Rita Moss",
    ]


def go_on_to_the_dates(page: Page) -> None:
    page.get_by_role("link", name="Go on to the dates").click()
    steps = page.get_by_role("navigation", name="Setting up").get_by_role("listitem")
    expect(steps).to_have_text(["New programme, done", "People, done", "Dates", "Release"])


def test_a_facilitator_sets_a_team_up(desktop: Page, sign_in, check_accessible, bob) -> None:
    page = sign_in(desktop, bob)
    start(page, check_accessible)
    paste_and_mend(page, check_accessible)
    everybody_is_in()
    go_on_to_the_dates(page)


def test_a_facilitator_sets_a_team_up_on_a_phone(
    phone: Page, sign_in, check_accessible, bob
) -> None:
    page = sign_in(phone, bob)
    page.goto("/programmes/")
    check_accessible(page)
    page.get_by_role("link", name="New programme").click()
    fits(page)
    start(page, check_accessible)
    fits(page)
    paste_and_mend(page, check_accessible)
    fits(page)
    everybody_is_in()
    go_on_to_the_dates(page)


def test_a_facilitator_sets_a_team_up_without_script(
    no_script: Page, sign_in, check_accessible, bob
) -> None:
    page = sign_in(no_script, bob)
    start(page, check_accessible)
    paste_and_mend(page, check_accessible)
    everybody_is_in()
    go_on_to_the_dates(page)


def test_a_facilitator_makes_ten_pairs_mends_one_and_takes_a_mistake_back_by_keyboard(
    desktop: Page, sign_in, check_accessible, bob
) -> None:
    organisation = bob.roles.get().organisation
    team = make_team(make_programme(organisation=organisation, facilitator=bob))
    rows = [
        row
        for number in range(10)
        for row in (
            f"Leader {number}, leader{number}@rnv.example, leader",
            f"Assistant {number}, assistant{number}@rnv.example, PA, Leader {number}",
        )
    ]
    page = sign_in(desktop, bob)
    page.goto(f"/programmes/{team.programme_id}/teams/{team.pk}/people/")
    expect(page.get_by_role("heading", name="Nobody is in the team yet")).to_be_visible()
    check_accessible(page)
    page.get_by_label("Names, addresses, roles").fill("\n".join(rows))
    page.get_by_role("button", name="Add these people").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("20 people are added, and 10 pairs made.")

    page.get_by_role("button", name="End pair of Leader 9 and Assistant 9").first.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Leader 9 and Assistant 9 are no longer")
    page.get_by_label("Leader", exact=True).select_option("Leader 9")
    page.get_by_label("PA", exact=True).select_option("Assistant 8")
    page.get_by_role("button", name="Make this pair").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Leader 9 and Assistant 8 are a pair.")

    page.get_by_role("button", name="Take out again Assistant 9").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Assistant 9 is out of the team again.")
    page.locator("summary", has_text="Left the team: Leader 0").press("Enter")
    check_accessible(page)
    page.get_by_role("button", name="Left the team Leader 0").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Leader 0’s last day in the team is")
    check_accessible(page)
    assert team.memberships.count() == 19


def test_a_strange_address_waits_for_a_tick_and_a_sponsor_is_found_by_address(
    phone: Page, sign_in, check_accessible, bob
) -> None:
    organisation = bob.roles.get().organisation
    team = make_team(make_programme(organisation=organisation, facilitator=bob))
    page = sign_in(phone, bob)
    page.goto(f"/programmes/{team.programme_id}/teams/{team.pk}/people/")
    page.get_by_role("link", name="Add one person").click()
    check_accessible(page)
    page.get_by_label("Name").fill("Jo Bell")
    page.get_by_label("E-mail address").fill("jo.bell@agency.example")
    page.get_by_role("radio", name="PA").check()
    page.get_by_role("button", name="Add this person").click()
    fits(page)
    check_accessible(page)
    page.get_by_label("These addresses are right").check()
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_role("alert")).to_contain_text("1 person is added.")

    page.get_by_role("link", name="choose one").click()
    expect(page.get_by_label("E-mail address")).not_to_be_visible()
    page.get_by_label("Sponsor").select_option("Another colleague")
    page.get_by_label("Name").fill("Dana Moor")
    page.get_by_label("E-mail address").fill("dana.moor@rnv.example")
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Save the sponsor").click()
    expect(page.get_by_role("alert")).to_contain_text("Dana Moor sponsors the programme.")
