"""A day on the page: painted by mouse, finger and keys, with meetings, gaps and interruptions."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from assessments import services
from assessments.models import Log
from tests.assessments.conftest import TUESDAY, Scene, block, make_scene
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.days import (
    a_meeting,
    arm,
    blocks,
    bring_up,
    drag,
    kept,
    open_day,
    saved,
    spot,
    swipe,
)
from tests.browser.looks import fits


@pytest.fixture
def scene(live: str) -> Scene:
    return make_scene()


@pytest.fixture
def page(desktop: Page, sign_in, scene: Scene) -> Page:
    return open_day(sign_in(desktop, scene.alice), scene.path)


@pytest.fixture
def hand(phone: Page, sign_in, scene: Scene) -> Page:
    return open_day(sign_in(phone, scene.alice), scene.path)


def test_a_drag_paints_joins_its_neighbour_and_stays_armed(page, scene):
    arm(page, "email")
    drag(page, "09:00", "09:45")
    drag(page, "10:00", "10:15")
    saved(page)
    assert blocks(scene) == [("email", "09:00", "10:30")]
    assert page.locator('[data-category="email"]').get_attribute("aria-pressed") == "true"


def test_a_drag_over_a_block_trims_it_and_undo_takes_ten_steps_back(page, scene):
    arm(page, "email")
    drag(page, "09:00", "11:45")
    for number in range(9):
        arm(page, ("planning", "reading")[number % 2])
        drag(page, "10:00", "10:30" if number % 2 else "10:45")
    saved(page)
    assert blocks(scene) == [
        ("email", "09:00", "10:00"),
        ("planning", "10:00", "11:00"),
        ("email", "11:00", "12:00"),
    ]
    for _ in range(9):
        page.keyboard.press("Control+z")
    saved(page)
    assert blocks(scene) == [("email", "09:00", "12:00")]
    page.keyboard.press("Control+z")
    saved(page)
    assert blocks(scene) == []


def test_two_presses_paint_without_a_drag_in_either_order(page, scene):
    arm(page, "email")
    page.mouse.click(*spot(page, "09:00"))
    expect(page.get_by_text("From 9am: now tap the end").first).to_be_visible()
    page.mouse.click(*spot(page, "09:45"))
    page.mouse.click(*spot(page, "14:30"))
    page.mouse.click(*spot(page, "14:00"))
    saved(page)
    assert blocks(scene) == [("email", "09:00", "10:00"), ("email", "14:00", "14:45")]


def press(page: Page, key: str, *, down: bool = False) -> int:
    """One press of one key, counted."""
    (page.keyboard.down if down else page.keyboard.press)(key)
    return 1


def test_a_ten_hour_day_of_fourteen_blocks_takes_at_most_60_keys(page, scene):
    slots = [2, 2, 1, 6, 1, 3, 4, 2, 3, 2, 3, 4, 5, 2]
    assert (len(slots), sum(slots)) == (14, 40)
    presses = 0
    for length, key in zip(slots, "1234567890-=12", strict=True):
        if length > 1:
            presses += press(page, "Shift", down=True)
            presses += sum(press(page, "ArrowDown") for _ in range(length - 1))
            page.keyboard.up("Shift")
        presses += press(page, key)
    assert presses <= 60
    saved(page)
    painted = blocks(scene)
    assert (len(painted), painted[0][1], painted[-1][2]) == (14, "08:00", "18:00")
    assert kept(scene)["coverage"]["percent"] == 100


def test_keys_clear_and_jump_to_gaps_which_one_more_key_fills(page, scene):
    for key in ("Shift+PageDown", "Shift+PageDown", "3"):
        page.locator("[data-slots]").press(key)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Backspace")
    saved(page)
    before = kept(scene)["gaps"]
    page.keyboard.press("g")
    page.keyboard.press("5")
    page.keyboard.press("Shift+Digit1")
    saved(page)
    assert before[0]["start"][11:16] == kept(scene)["blocks"][1]["start"][11:16]
    assert kept(scene)["gaps"] == []


def test_keys_change_the_day_and_list_themselves(page, scene):
    keys = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(keys.get_by_role("heading", name="Keys")).to_be_focused()
    page.keyboard.press("?")
    expect(keys).to_be_hidden()
    page.keyboard.press("]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wednesday 11 November 2026")
    page.keyboard.press("[")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tuesday 10 November 2026")


def test_single_keys_can_be_switched_off_outside_the_day(page, scene):
    page.keyboard.press("?")
    page.get_by_label("Single keys work anywhere on this page").uncheck()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.locator("body").press("i")
    page.locator("[data-slots]").press("1")
    saved(page)
    assert (kept(scene)["interruptions"], len(blocks(scene))) == ([], 1)


def test_a_finger_scrolls_until_a_category_is_armed_then_paints_on_white(hand, scene):
    bring_up(hand, "09:00", 400)
    top = hand.evaluate("scrollY")
    swipe(hand, 200, 500, 400)
    hand.wait_for_function("(top) => scrollY > top + 50", arg=top)
    arm(hand, "email")
    bring_up(hand, "09:00", 300)
    top = hand.evaluate("scrollY")
    x, start = spot(hand, "09:00")
    swipe(hand, x, start, spot(hand, "10:15")[1])
    saved(hand)
    assert (blocks(scene), hand.evaluate("scrollY")) == ([("email", "09:00", "10:30")], top)
    for left in (x, 24):  # from a block, and from the hours
        top = hand.evaluate("scrollY")
        swipe(hand, left, start + 40, start - 40)
        hand.wait_for_function("(top) => scrollY > top + 30", arg=top)
        hand.evaluate("(top) => window.scrollTo(0, top)", top)
    assert blocks(scene) == [("email", "09:00", "10:30")]


def test_two_taps_paint_on_a_phone_and_undo_is_at_hand(hand, scene):
    arm(hand, "planning")
    bring_up(hand, "11:00", 350)
    hand.touchscreen.tap(*spot(hand, "11:00"))
    hand.touchscreen.tap(*spot(hand, "11:45"))
    saved(hand)
    assert blocks(scene) == [("planning", "11:00", "12:00")]
    hand.get_by_role("button", name="Undo").tap()
    saved(hand)
    assert blocks(scene) == []


def test_accept_all_takes_every_meeting_that_has_a_category_and_room(page, scene):
    a_meeting(scene, "Executive team", "09:00", "10:30")
    a_meeting(scene, "Finance call", "10:00", "11:00")
    a_meeting(scene, "Lunch", "12:00", "13:00", ticked=False, reason="free")
    open_day(page, scene.path)
    page.keyboard.press("Shift+Enter")
    saved(page)
    first, second = kept(scene)["blocks"]
    assert (first["note"], first["end"][11:16]) == ("Executive team", "10:30")
    assert (second["note"], second["start"][11:16]) == ("Finance call", "10:30")
    assert [event["title"] for event in kept(scene)["diary"]] == ["Lunch"]


def test_a_meeting_ended_early_or_did_not_happen_in_one_press_and_undo_reaches_it(page, scene):
    a_meeting(scene, "Quality committee", "11:00", "12:00")
    a_meeting(scene, "Call", "15:00", "15:30")
    open_day(page, scene.path)
    page.get_by_role("button", name="Ended early: Quality committee").first.click()
    page.get_by_text("From the diary (1)").click()
    page.get_by_role("button", name="Did not happen: Call").click()
    saved(page)
    assert blocks(scene) == [("meetings-attend", "11:00", "11:45")]
    assert kept(scene)["diary"] == []
    page.keyboard.press("Control+z")
    saved(page)
    assert [event["title"] for event in kept(scene)["diary"]] == ["Call"]
    page.keyboard.press("Control+z")
    saved(page)
    assert [event["title"] for event in kept(scene)["diary"]] == ["Quality committee", "Call"]


def test_a_meeting_is_accepted_as_another_category_with_two_presses_or_one_key(page, scene):
    a_meeting(scene, "Board", "09:00", "10:30")
    a_meeting(scene, "Call", "10:00", "11:00")
    open_day(page, scene.path)
    arm(page, "meetings-lead")
    page.get_by_text("Board", exact=True).first.click()
    saved(page)
    assert blocks(scene) == [("meetings-lead", "09:00", "10:30")]
    page.locator("[data-slots]").press("Home")
    for _ in range(10):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("6")
    saved(page)
    assert blocks(scene) == [("meetings-lead", "09:00", "10:30"), ("phone", "10:30", "11:00")]


def test_a_listed_gap_is_filled_with_two_presses(page, scene):
    arm(page, "email")
    page.get_by_role("button", name="Fill with Email and messages: 8am to 6pm").click()
    saved(page)
    assert blocks(scene) == [("email", "08:00", "18:00")]
    expect(page.locator(".day-status")).to_contain_text("100 % of the day has a category")
    expect(page.locator(".day-status")).to_contain_text("Nothing left to place.")


def test_interruptions_are_counted_and_can_say_who(page, scene):
    page.get_by_role("button", name="+1 interruption").click()
    page.keyboard.press("i")
    page.get_by_label("Who or what, last time").fill("Ward manager")
    page.get_by_label("Who or what, last time").press("Tab")
    saved(page)
    assert sorted(one["note"] for one in kept(scene)["interruptions"]) == ["", "Ward manager"]
    page.get_by_role("button", name="Take one off").click()
    saved(page)
    assert len(kept(scene)["interruptions"]) == 1


def test_more_about_a_block_is_kept_and_belongs_to_it(page, scene):
    arm(page, "email")
    drag(page, "09:00", "09:45")
    page.get_by_role("button", name="More about Email and messages, 9am to 10am").click()
    page.get_by_label("Had to be done").check()
    page.get_by_label("Interrupted", exact=True).check()
    page.get_by_role("textbox", name="Note").fill("Inbox")
    page.keyboard.press("Escape")
    saved(page)
    (block,) = kept(scene)["blocks"]
    assert (block["worth"], block["obstacles"], block["note"]) == (
        "needed",
        ["interrupted"],
        "Inbox",
    )


def test_no_work_this_day_is_an_answer_and_a_day_is_done(page, scene):
    arm(page, "email")
    drag(page, "09:00", "09:45")
    page.get_by_role("button", name="No work this day").click()
    page.get_by_role("button", name="Day is done").click()
    saved(page)
    painted = [("email", "09:00", "10:00")]
    assert (kept(scene)["worked"], kept(scene)["done"], blocks(scene)) == (False, True, painted)
    open_day(page, scene.path)
    expect(page.get_by_text("What was logged is kept, and not counted.")).to_be_visible()
    page.get_by_role("button", name="I did work this day").click()
    saved(page)
    assert (kept(scene)["worked"], blocks(scene)) == (True, painted)


def test_the_leader_confirms_in_one_press_what_the_pa_logged(page, sign_in, scene):
    rows = [block("09:00", "10:30", "email", note="Board papers")]
    data = {"revision": 0, "blocks": rows}
    services.save_day(by=scene.amir, log_id=scene.log.pk, date=TUESDAY, data=data, key="")
    open_day(page, scene.path)
    logged = "9am to 9:15am, Email and messages, Board papers, logged by Amir Khan"
    expect(page.get_by_role("option", name=logged)).to_be_visible()
    page.get_by_role("button", name="Confirm this day").click()
    expect(page.get_by_text("Confirmed by Dr Alice Ahmed")).to_be_visible()


def test_hours_outside_the_window_are_behind_a_button_or_open_where_a_block_lies(page, scene):
    page.get_by_role("button", name="Earlier, from 4am").click()
    arm(page, "email")
    drag(page, "05:00", "05:45")
    saved(page)
    open_day(page, scene.path)
    expect(page.get_by_role("option", name="5am to 5:15am, Email and messages")).to_be_visible()
    expect(page.get_by_role("option", name="4am to 4:15am, empty")).to_be_hidden()


@pytest.mark.parametrize(
    ("saturday", "drawn"),
    [
        (dt.date(2027, 3, 27), (92, ["midnight", "2am BST", "3am BST"])),
        (dt.date(2027, 10, 30), (100, ["midnight", "1am BST", "1am GMT", "2am GMT", "3am GMT"])),
    ],
    ids=["23 hours", "25 hours"],
)
def test_clock_changes_are_drawn_in_london_time_wherever_the_browser_is(
    open_page, sign_in, scene, saturday, drawn
):
    capture = services.open_capture(
        by=scene.bob, team=scene.team, kind="repeat", starts_on=saturday, ends_on=saturday
    )
    log = Log.objects.get(capture=capture, person=scene.alice)
    page = sign_in(open_page(**DESKTOP, timezone_id="America/New_York"), scene.alice)
    open_day(page, f"/time/{log.pk}/{saturday}/")
    hours = page.locator(".day-hour").all_text_contents()
    assert (page.locator(".day-slot").count(), hours[hours.index("midnight") :]) == drawn


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["screen", "phone"])
def test_every_state_of_the_day_is_accessible(open_page, sign_in, check_accessible, scene, size):
    a_meeting(scene, "Quality committee", "11:00", "12:00")
    a_meeting(scene, "Board", "11:30", "13:00")
    page = open_day(sign_in(open_page(**size), scene.amir), scene.path)
    check_accessible(page)
    page.keyboard.press("3")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Close")).to_be_visible()
    check_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    check_accessible(page)


@pytest.mark.parametrize(
    "size",
    [DESKTOP, PHONE, {**PHONE, "viewport": {"width": 320, "height": 256}}],
    ids=["screen", "phone", "400 percent"],
)
def test_nothing_moves_while_the_page_loads_and_nothing_hangs_over(open_page, sign_in, scene, size):
    a_meeting(scene, "Quality committee", "11:00", "12:00")
    page = open_page(**size)
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries()"
        ".forEach((entry) => { window.moved += entry.value; }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    open_day(sign_in(page, scene.alice), scene.path)
    page.wait_for_timeout(300)  # shifts are reported a frame late
    assert page.evaluate("window.moved") == pytest.approx(0, abs=0.001)
    fits(page)
