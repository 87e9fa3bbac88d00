"""Nothing painted is lost: offline, signed out, refused, sent twice, changed by somebody else."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from assessments import services
from tests.assessments.conftest import TUESDAY, Scene, block, make_scene
from tests.browser.conftest import DESKTOP
from tests.browser.days import arm, blocks, drag, kept, open_day, saved

DAY_DOCUMENT = "**/blocks"
EIGHT_DAYS_PASS = """() => new Promise((done) => {
  indexedDB.open('productive-leader-days').onsuccess = ({ target: { result } }) => {
    const waiting = result.transaction('waiting', 'readwrite').objectStore('waiting');
    waiting.getAll().onsuccess = ({ target }) => {
      for (const entry of target.result) waiting.put({ ...entry, at: entry.at - 8 * 86400000 });
      waiting.transaction.oncomplete = done;
    };
  };
})"""


@pytest.fixture
def scene(live: str) -> Scene:
    return make_scene()


@pytest.fixture
def page(desktop: Page, sign_in, scene: Scene, expected_complaints: list[str]) -> Page:
    expected_complaints.append(r"/blocks\)$")  # Chromium complains of every refused save
    return open_day(sign_in(desktop, scene.alice), scene.path)


def save_elsewhere(scene: Scene, *rows: dict, by=None) -> None:
    data = {"revision": kept(scene)["revision"], "blocks": list(rows)}
    services.save_day(by=by or scene.alice, log_id=scene.log.pk, date=TUESDAY, data=data, key="")


def test_offline_the_day_goes_on_and_is_sent_later(page, scene):
    page.context.set_offline(True)
    arm(page, "email")
    drag(page, "09:00", "09:45")
    expect(page.get_by_role("status")).to_have_text("Waiting to send (1 change)")
    drag(page, "11:00", "11:45")
    expect(page.get_by_role("status")).to_have_text("Waiting to send (2 changes)")
    assert page.locator(".day-block--waiting").count() == 2
    page.context.set_offline(False)
    saved(page)
    assert blocks(scene) == [("email", "09:00", "10:00"), ("email", "11:00", "12:00")]
    assert page.locator(".day-block--waiting").count() == 0


def test_a_save_that_fails_while_the_network_comes_back_is_sent_again_at_once(page, scene):
    held: list[Route] = []
    page.route(DAY_DOCUMENT, lambda route: route.abort())
    arm(page, "email")
    for count, start in enumerate(("08:00", "10:00", "12:00", "14:00"), start=1):
        drag(page, start, f"{start[:3]}45")
        expect(page.get_by_role("status")).to_contain_text(f"Waiting to send ({count} change")
    # By now it would wait for half a minute.
    page.unroute(DAY_DOCUMENT)
    page.route(DAY_DOCUMENT, lambda route: held.append(route), times=1)  # noqa: PLW0108
    drag(page, "16:00", "16:45")
    expect(page.get_by_role("status")).to_have_text("Saving…")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    held[0].abort()
    saved(page)
    assert len(blocks(scene)) == 5


def test_what_waits_outlives_the_page_and_is_sent_from_any_day(page, scene):
    page.route(DAY_DOCUMENT, lambda route: route.abort())
    arm(page, "email")
    drag(page, "09:00", "09:45")
    expect(page.get_by_role("status")).to_contain_text("Waiting to send")
    page.unroute(DAY_DOCUMENT)
    with page.expect_response(lambda answer: str(TUESDAY) in answer.url and answer.status == 200):
        page.goto(f"/time/{scene.log.pk}/2026-11-11/")
    assert blocks(scene) == [("email", "09:00", "10:00")]


def test_changes_older_than_a_week_wait_for_a_decision(page, scene):
    page.route(DAY_DOCUMENT, lambda route: route.abort())
    arm(page, "email")
    drag(page, "09:00", "09:45")
    expect(page.get_by_role("status")).to_contain_text("Waiting to send")
    page.unroute(DAY_DOCUMENT)
    page.goto("/livez")
    page.evaluate(EIGHT_DAYS_PASS)
    open_day(page, scene.path)
    expect(page.get_by_role("status")).to_contain_text("made more than 7 days ago")
    assert blocks(scene) == []
    page.get_by_role("button", name="Try again").click()
    saved(page)
    assert blocks(scene) == [("email", "09:00", "10:00")]


def test_a_save_whose_answer_was_lost_counts_once(page, scene):
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(DAY_DOCUMENT, lose, times=1)
    arm(page, "email")
    drag(page, "09:00", "09:45")
    saved(page)
    assert (blocks(scene), kept(scene)["revision"]) == ([("email", "09:00", "10:00")], 1)


def test_signed_out_keeps_the_changes_and_sends_them_after_signing_in(page, sign_in, scene):
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    arm(page, "email")
    drag(page, "09:00", "09:45")
    expect(page.get_by_role("status")).to_have_text(
        "You are signed out. 1 change kept on this device."
    )
    assert blocks(scene) == []
    page.get_by_role("link", name="Sign in and send them").click()
    open_day(sign_in(page, scene.alice), scene.path)
    expect(page.locator(".day-block")).to_have_count(1)
    saved(page)
    assert blocks(scene) == [("email", "09:00", "10:00")]


def test_somebody_else_does_not_send_what_another_left_behind(page, sign_in, scene):
    page.route(DAY_DOCUMENT, lambda route: route.abort())
    arm(page, "email")
    drag(page, "09:00", "09:45")
    expect(page.get_by_role("status")).to_contain_text("Waiting to send")
    page.unroute(DAY_DOCUMENT)
    open_day(sign_in(page, scene.amir), scene.path)
    expect(page.locator(".day-block")).to_have_count(0)
    assert blocks(scene) == []


def in_conflict(page: Page, scene: Scene) -> None:
    """Alice painted 9 to 10 and 2 to 3; Amir saved 9:30 to 11 meanwhile."""
    save_elsewhere(scene, block("09:30", "11:00", "reading"), by=scene.amir)
    page.context.set_offline(True)
    arm(page, "email")
    drag(page, "09:00", "09:45")
    drag(page, "14:00", "14:45")
    expect(page.get_by_role("status")).to_contain_text("Waiting to send")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="This day was changed somewhere else")).to_be_visible()


def test_two_versions_stand_side_by_side_and_mix(page, scene, check_accessible):
    in_conflict(page, scene)
    check_accessible(page)
    rows = page.locator("[data-conflict] tbody tr")
    assert [row.get_by_role("rowheader").inner_text() for row in rows.all()] == [
        "9am to 9:30am",
        "9:30am to 10am",
        "10am to 11am",
        "2pm to 3pm",
    ]
    page.get_by_role("radio", name="9:30am to 10am: saved, Reading and preparing").check()
    page.get_by_role("button", name="Keep what is chosen").click()
    saved(page)
    assert blocks(scene) == [
        ("email", "09:00", "09:30"),
        ("reading", "09:30", "11:00"),
        ("email", "14:00", "15:00"),
    ]


def test_mine_can_be_kept_whole(page, scene):
    in_conflict(page, scene)
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert blocks(scene) == [("email", "09:00", "10:00"), ("email", "14:00", "15:00")]


def test_theirs_can_be_taken_and_undo_brings_mine_back(page, scene):
    in_conflict(page, scene)
    page.get_by_role("button", name="Take theirs").click()
    saved(page)
    assert blocks(scene) == [("reading", "09:30", "11:00")]
    page.keyboard.press("Control+z")
    saved(page)
    assert blocks(scene) == [("email", "09:00", "10:00"), ("email", "14:00", "15:00")]


def test_a_second_tab_leads_to_the_choice_too(page, scene, expected_complaints):
    other = page.context.new_page()
    open_day(other, scene.path)
    arm(page, "email")
    drag(page, "09:00", "09:45")
    saved(page)
    arm(other, "planning")
    drag(other, "14:00", "14:45")
    other.get_by_role("button", name="Keep what is chosen").click()
    saved(other)
    assert blocks(scene) == [("email", "09:00", "10:00"), ("planning", "14:00", "15:00")]


def test_a_week_locked_meanwhile_says_so_and_the_saved_day_is_one_press_away(page, scene):
    services.lock_log(by=scene.alice, log_id=scene.log.pk)
    arm(page, "email")
    drag(page, "09:00", "09:45")
    expect(page.get_by_role("status")).to_contain_text("Could not save. This week is locked.")
    page.get_by_role("button", name="Go back to the saved day").click()
    expect(page.get_by_role("status")).to_have_text("Locked")
    expect(page.get_by_text("This week is locked: you can read it")).to_be_visible()
    expect(page.locator(".day-block")).to_have_count(0)


def test_an_ended_grant_says_so(open_page, sign_in, scene, expected_complaints):
    expected_complaints.append(r"/blocks\)$")
    page = open_day(sign_in(open_page(**DESKTOP), scene.amir), scene.path)
    services.end_grant(by=scene.alice, grant_id=scene.grant.pk)
    arm(page, "email")
    drag(page, "09:00", "09:45")
    expect(page.get_by_role("status")).to_contain_text("You may no longer keep the log of")
    assert blocks(scene) == []
