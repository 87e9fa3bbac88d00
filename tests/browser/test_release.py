"""Bob looks and releases, moves a session, releases again; Alice has her series sent again."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from productive_leader.core.models import Email
from programmes.models import CalendarFeed, Room
from programmes.queries.releases import preview_of
from programmes.services.calendar_mail import write_release
from programmes.services.moves import move_session
from programmes.services.releases import release_series
from tests.browser.looks import fits
from tests.factories.programmes import make_member, make_pair, make_team
from tests.factories.releases import by_name
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SHOTS")


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.fixture
def team(live: str):
    """Alice, Amir, Jo and Rita; three sessions that nobody was told of."""
    team = make_team()
    make_pair(team)
    for name in ("Jo Bell", "Rita Moss"):
        make_member(team, name)
    room = Room.objects.create(
        organisation=team.programme.organisation, name="Room 2", building="Trust headquarters"
    )
    names = ("Starting together", "Seeing where time goes", "Working together: leader and PA")
    for number, name in enumerate(names, start=1):
        a_session(team, at(14 * number), released=False, name=name, room=room)
    return team


def release_page(team) -> str:
    return f"/programmes/{team.programme_id}/teams/{team.pk}/release/"


def write(team) -> None:
    """The worker's part."""
    write_release(release_id=team.releases.get(written_at=None).pk)


def test_a_facilitator_looks_releases_moves_and_releases_again(
    desktop: Page, sign_in, check_accessible, team
) -> None:
    page = sign_in(desktop, team.programme.facilitator)
    page.goto(release_page(team))
    expect(page.locator("main")).to_contain_text("5 people get one message each")
    page.get_by_text("5 people: 3 sessions").click()
    expect(page.get_by_text("Amir Khan, Bob Lane, Dr Alice Ahmed")).to_be_visible()
    shoot(page, "release-desktop")
    check_accessible(page)
    page.get_by_role("button", name="Release to 5 people").click()
    expect(page.get_by_role("alert")).to_contain_text("5 people will get one message each.")
    shoot(page, "after-release-desktop")
    page.goto(f"/programmes/{team.programme_id}/teams/{team.pk}/calendars/")
    expect(page.locator("main")).to_contain_text("The messages are being written")
    shoot(page, "ledger-waiting-desktop")
    check_accessible(page)
    write(team)
    assert Email.objects.count() == 5
    page.reload()
    expect(page.get_by_text("Rita Moss: 3 sessions, on the way")).to_be_visible()

    second = team.sessions.get(name="Seeing where time goes")
    move_session(by=team.programme.facilitator, session=second, starts_at=at(29, 14, 30))
    page.goto(release_page(team))
    expect(page.locator("main")).to_contain_text(re.compile("Moves from .* 10am to 11am, to"))
    shoot(page, "release-moved-desktop")
    check_accessible(page)
    page.get_by_role("button", name="Release to 5 people").click()
    write(team)
    assert Email.objects.count() == 10
    page.goto(release_page(team))
    expect(page.get_by_role("heading", name="Every calendar is up to date")).to_be_visible()
    shoot(page, "released-desktop")
    check_accessible(page)


def test_the_ledger_opens_on_what_did_not_arrive(
    desktop: Page, phone: Page, sign_in, check_accessible, team
) -> None:
    bob = team.programme.facilitator
    release_series(by=bob, team=team, seen=preview_of(team).fingerprint)
    write(team)
    jo = Email.objects.filter(to=by_name(team, "Jo Bell").email)
    jo.update(last_error="SMTPRecipientsRefused: {'jo@x.uk': (550, b'5.1.1 No such mailbox')}")
    for page in (desktop, phone):
        sign_in(page, bob).goto(f"/programmes/{team.programme_id}/teams/{team.pk}/calendars/")
        expect(page.get_by_text("550 5.1.1 No such mailbox").first).to_be_visible()
        expect(page.get_by_text("Jo Bell: 3 sessions, 3 did not arrive")).to_be_visible()
        shoot(page, f"ledger-{page.viewport_size['width']}")
        check_accessible(page)
        fits(page)
    desktop.get_by_role("button", name="Send all sessions again to Jo Bell").click()
    expect(desktop.get_by_role("alert")).to_contain_text("is on its way to Jo Bell")
    assert jo.count() == 2


def test_a_leader_sends_the_series_again_and_makes_and_ends_an_address(
    phone: Page, sign_in, check_accessible, team
) -> None:
    release_series(by=team.programme.facilitator, team=team, seen=preview_of(team).fingerprint)
    write(team)
    page = sign_in(phone, by_name(team, "Dr Alice Ahmed"))
    page.goto("/account/")
    check_accessible(page)
    page.get_by_role("link", name="My calendar").click()
    shoot(page, "calendar-phone")
    check_accessible(page)
    page.get_by_role("button", name="Send my whole series again").click()
    expect(page.get_by_role("alert")).to_contain_text("One message with all sessions to come")
    assert Email.objects.filter(to=by_name(team, "Dr Alice Ahmed").email).count() == 2
    page.get_by_role("button", name="Send my whole series again").click()
    expect(page.get_by_role("alert")).to_contain_text("It can be sent again from")

    page.get_by_role("button", name="Make an address").click()
    address = page.locator(".app-secret").inner_text()
    shoot(page, "address-phone")
    check_accessible(page)
    fits(page)
    path = "/calendar/" + address.rpartition("/")[2]
    assert page.request.get(path).text().count("BEGIN:VEVENT") == 3
    page.reload()
    expect(page.locator(".app-secret")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("A calendar read it last on")
    shoot(page, "address-made-phone")
    check_accessible(page)
    page.get_by_role("button", name="End this address").click()
    expect(page.get_by_role("alert")).to_contain_text("The address no longer works.")
    assert page.request.get(path).status == 404
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 0


def test_a_facilitator_releases_on_a_phone_and_without_script(
    no_script: Page, phone: Page, sign_in, check_accessible, expected_complaints, team
) -> None:
    expected_complaints.append("422")
    page = sign_in(phone, team.programme.facilitator)
    page.goto(release_page(team))
    fits(page)
    shoot(page, "release-phone")
    check_accessible(page)
    page = sign_in(no_script, team.programme.facilitator)
    page.goto(release_page(team))
    page.get_by_text("5 people: 3 sessions").click()
    page.get_by_role("button", name="Release to 5 people").click()
    expect(page.get_by_role("alert")).to_contain_text("5 people will get one message each.")
    phone.get_by_role("button", name="Release to 5 people").click()
    expect(phone.get_by_role("alert").first).to_contain_text("There is nothing to send.")
    shoot(phone, "release-refused-phone")
    check_accessible(phone)
