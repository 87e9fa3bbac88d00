"""A board secretary makes a pack in three presses, prints it, and records what was decided."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import Person
from modules.models import Module
from modules.services.installing import install_modules
from productive_leader.core import outbox
from productive_leader.core.models import OutboxItem
from programmes.enums import MemberKind
from programmes.models import Action, Team, Workshop
from programmes.services.printouts import TASK
from tests.browser.looks import fits
from tests.factories.modules import a_version, an_eligibility
from tests.factories.programmes import make_member, make_pair, make_team
from tests.factories.workshops import BOARD_NAMES, a_board_module, a_secretary, a_workshop

pytestmark = pytest.mark.django_db(transaction=True)
PRESS = "Put a board workshop together"
FIRST = "Give the first half hour of each board to waiting"
SECOND = "Book the first Thursday of each month for visits"


@pytest.fixture
def catalogue(live: str) -> list[Module]:
    """The modules we start with."""
    install_modules()
    return list(Module.objects.filter(collection__is_for_boards=True))


@pytest.fixture
def team(live: str) -> Team:
    """Alice and Amir, and the board's secretary, who is of the staff."""
    team: Team = make_pair(make_team(name="Executive team")).team
    return team


@pytest.fixture
def grace(team: Team) -> Person:
    person = make_member(team, "Grace Obi", MemberKind.PA).person
    an_eligibility(person, team.programme.organisation)
    return person


def work() -> None:
    """What a worker does with the items that wait, in a thread of its own as a worker would be."""

    def run() -> None:
        for item in OutboxItem.objects.filter(task=TASK, state="waiting"):
            outbox.run_item(item.pk)
        connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    worker.join()


@pytest.mark.usefixtures("catalogue")
def test_three_presses_make_a_pack_of_three_modules(
    desktop: Page, sign_in: Callable, check_accessible: Callable, grace: Person, tmp_path: Path
) -> None:
    page = sign_in(desktop, grace)
    page.goto("/workshops/")
    check_accessible(page)
    page.get_by_role("link", name=PRESS).click()  # one
    expect(page.get_by_role("heading", level=1)).to_have_text(PRESS)
    for name in BOARD_NAMES:
        expect(page.get_by_role("checkbox", name=name)).to_be_checked()
    check_accessible(page)
    page.get_by_role("button", name="Make the pack").click()  # two
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
    expect(page.get_by_text("See whether the PDF is ready")).to_be_hidden()
    check_accessible(page)
    work()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()  # three
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name.startswith("board-workshop-commitment-and-purpose-conditions-for")
    assert "Commitment and purpose" in PdfReader(path).pages[0].extract_text()
    check_accessible(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Modules in this pack")).to_be_hidden()
    expect(page.get_by_role("table").first).to_contain_text("End, after 4 h 35 min")


@pytest.mark.usefixtures("catalogue")
def test_a_phone_is_enough(
    phone: Page, sign_in: Callable, check_accessible: Callable, grace: Person
) -> None:
    page = sign_in(phone, grace)
    page.goto("/workshops/new/")
    fits(page)
    check_accessible(page)
    page.get_by_text("The Productive Leader", exact=True).last.tap()
    page.get_by_role("checkbox", name="Email under control").check()
    page.get_by_role("checkbox", name="Conditions for new ideas").uncheck()
    page.get_by_label("Begins at").fill("13:00")
    page.get_by_label("Team that looks after").select_option("Executive team – Executive team")
    page.get_by_role("button", name="Make the pack").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Board workshop: Commitment and purpose, Accountability for adoption and Email under "
        "control"
    )
    work()
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible()
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Up Accountability for adoption").tap()
    expect(
        page.get_by_role("list").filter(has_text="Version 1").get_by_role("link").first
    ).to_have_text("Accountability for adoption")
    page.get_by_role("link", name="Record what was decided").tap()
    expect(page.get_by_role("group", name="Decision 4")).to_be_visible()
    fits(page)
    check_accessible(page)
    first = page.get_by_role("group", name="Decision 1")
    first.get_by_label("What was decided").fill(FIRST)
    first.get_by_label("Who").select_option("Dr Alice Ahmed")
    page.get_by_role("button", name="Record what was decided").tap()
    expect(page.get_by_role("alert")).to_contain_text("1 decision is recorded")
    fits(page)
    check_accessible(page)
    page.get_by_role("button", name=f"Drop “{FIRST}”").tap()
    expect(page.get_by_role("status")).to_contain_text("Dropped on")
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("alert")).to_contain_text("It is on the list again.")
    check_accessible(page)
    page.goto("/workshops/")
    fits(page)
    check_accessible(page)


def test_a_team_is_chosen_and_two_decisions_are_recorded_by_keyboard(
    desktop: Page, sign_in: Callable, check_accessible: Callable, grace: Person, team: Team
) -> None:
    workshop = a_workshop(grace, [a_board_module()])
    work()
    page = sign_in(desktop, grace)
    page.goto(f"/workshops/{workshop.pk}/")
    page.get_by_role("link", name="Record what was decided").press("Enter")
    expect(page.get_by_text("A team must look after it")).to_be_visible()
    check_accessible(page)
    page.get_by_label("Team that looks after").press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Executive team looks after it")).to_be_visible()
    check_accessible(page)
    page.get_by_label("What was decided").first.focus()
    for text, name in ((FIRST, "Dr"), (SECOND, "G")):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        page.keyboard.type(name)
        for _ in range(5):  # the parts of a date, and its calendar
            page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("2 decisions are recorded")
    check_accessible(page)
    assert [(one.text, one.owner.name) for one in Action.objects.order_by("pk")] == [
        (FIRST, "Dr Alice Ahmed"),
        (SECOND, "Grace Obi"),
    ]
    page.goto("/actions/")
    expect(page.get_by_role("region", name="Mine")).to_contain_text(SECOND)
    page = sign_in(desktop, team.memberships.get(person__name="Dr Alice Ahmed").person)
    page.goto("/actions/")
    expect(page.get_by_role("region", name="Mine")).to_contain_text(FIRST)


def test_all_of_it_works_without_script(
    no_script: Page,
    sign_in: Callable,
    check_accessible: Callable,
    grace: Person,
    team: Team,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("422")
    module = a_board_module()
    page = sign_in(no_script, grace)
    page.goto(f"/workshops/new/?team={team.pk}")
    page.get_by_role("checkbox", name=module.name).uncheck()
    page.get_by_label("Title").fill("Our away day")
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick at least one module.")
    expect(page.get_by_label("Title")).to_have_value("Our away day")
    check_accessible(page)
    page.get_by_role("checkbox", name=module.name).check()
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Our away day")
    work()
    page.get_by_role("link", name="See whether the PDF is ready").click()
    with page.expect_download():
        page.get_by_role("link", name="Download PDF").click()
    a_version(module)
    page.reload()
    page.get_by_role("button", name="Use the newer version").click()
    expect(page.get_by_role("alert")).to_contain_text("Commitment and purpose, version 2 now.")
    check_accessible(page)
    page.get_by_role("link", name="Record what was decided").click()
    page.get_by_role("button", name="Record what was decided").click()
    expect(page.get_by_role("alert")).to_contain_text("Write down at least one decision")
    second = page.get_by_role("group", name="Decision 2")
    second.get_by_label("Who").select_option("Grace Obi")
    page.get_by_role("button", name="Record what was decided").click()
    expect(page.get_by_role("alert")).to_contain_text("Row 2: say what will be done.")
    check_accessible(page)
    second.get_by_label("What was decided").fill(SECOND)
    page.get_by_role("button", name="Record what was decided").click()
    expect(page.get_by_role("alert")).to_contain_text("1 decision is recorded")
    assert Workshop.objects.get().decisions.get().text == SECOND
    page.get_by_role("link", name="Change", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Title, day and team")
    check_accessible(page)
    page.get_by_label("Title").fill("Our spring board")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Our spring board")


def test_somebody_to_whom_nothing_is_open_is_told_the_way(
    phone: Page, sign_in: Callable, check_accessible: Callable, team: Team
) -> None:
    a_board_module()
    page = sign_in(phone, team.memberships.get(person__name="Amir Khan").person)
    page.goto("/workshops/new/")
    expect(page.get_by_text("Commitment and purpose is not open to you yet.")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    fits(page)
    check_accessible(page)
    own = a_workshop(a_secretary(name="Tom Price"), [a_board_module("Conditions for new ideas")])
    page = sign_in(phone, own.owner)
    page.goto(f"/workshops/{own.pk}/decisions/")
    expect(page.get_by_text("You are in no team whose programme is running.")).to_be_visible()
    fits(page)
    check_accessible(page)
