"""What goes wrong on a day and is said: clashes, a locked week, undo after a reload, no script."""

import datetime as dt
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from assessments import services
from tests.assessments.conftest import MONDAY, TUESDAY, Scene, block, make_scene
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.days import a_meeting, arm, blocks, drag, kept, open_day, saved

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["screen", "phone"])


@pytest.fixture
def scene(live: str) -> Scene:
    return make_scene()


@pytest.fixture
def page(desktop: Page, sign_in, scene: Scene) -> Page:
    return open_day(sign_in(desktop, scene.alice), scene.path)


def logged(scene: Scene, *rows: dict, date: dt.date = TUESDAY) -> None:
    moved = [
        {**row, "start": f"{date}{row['start'][10:]}", "end": f"{date}{row['end'][10:]}"}
        for row in rows
    ]
    data = {"revision": kept(scene, date)["revision"], "blocks": moved}
    services.save_day(by=scene.alice, log_id=scene.log.pk, date=date, data=data, key="")


def told(page: Page, words: str) -> None:
    """Said where everybody can see it, not only aloud."""
    expect(page.locator("[data-told]")).to_be_visible()
    expect(page.locator("[data-told]")).to_contain_text(words)


def test_another_day_is_copied_into_free_time_only_and_undone_in_one_press(page, scene):
    logged(
        scene,
        block("08:00", "10:00", "email", note="Inbox"),
        block("10:00", "12:00", "planning"),
        date=MONDAY,
    )
    logged(scene, block("09:00", "10:30", "reading", note="Papers"))
    open_day(page, scene.path)
    page.get_by_text("Copy another day").click()
    page.get_by_label("Copy the shape of").select_option(str(MONDAY))
    page.get_by_role("button", name="Copy to this day").click()
    told(page, "Copied 2 blocks from Monday 9 November.")
    saved(page)
    assert blocks(scene) == [
        ("email", "08:00", "09:00"),
        ("reading", "09:00", "10:30"),
        ("planning", "10:30", "12:00"),
    ]
    first, own, last = kept(scene)["blocks"]
    assert (first["note"], own["note"], last["source"]) == ("", "Papers", "copied")
    page.locator("[data-told]").get_by_role("button", name="Undo").click()
    saved(page)
    assert blocks(scene) == [("reading", "09:00", "10:30")]


def test_undo_reaches_back_past_a_reload_and_a_visit_to_another_day(page, scene):
    a_meeting(scene, "Call", "15:00", "15:30")
    open_day(page, scene.path)
    arm(page, "email")
    drag(page, "09:00", "09:45")
    arm(page, "planning")
    drag(page, "11:00", "11:45")
    page.get_by_text("From the diary (1)").click()
    page.get_by_role("button", name="Did not happen: Call").click()
    saved(page)
    page.keyboard.press("]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wednesday 11 November 2026")
    page.keyboard.press("[")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tuesday 10 November 2026")
    expect(page.locator(".day--ready")).to_be_visible()
    page.keyboard.press("Control+z")
    saved(page)
    assert [event["title"] for event in kept(scene)["diary"]] == ["Call"]
    open_day(page, scene.path)
    page.keyboard.press("Control+z")
    saved(page)
    assert blocks(scene) == [("email", "09:00", "10:00")]
    page.keyboard.press("Control+y")
    saved(page)
    assert len(blocks(scene)) == 2


def test_undo_is_forgotten_when_somebody_else_changed_the_day(page, scene):
    arm(page, "email")
    drag(page, "09:00", "09:45")
    saved(page)
    page.goto("/livez")
    logged(scene, block("14:00", "15:00", "reading"))
    open_day(page, scene.path)
    page.keyboard.press("Control+z")
    told(page, "Nothing to undo.")
    assert blocks(scene) == [("reading", "14:00", "15:00")]


def test_accept_all_tells_how_many_clash_and_leaves_them_out_in_one_press(page, scene):
    logged(scene, block("09:00", "12:00", "email"))
    for title, start, end in (
        ("Free", "13:00", "14:00"),
        ("Board", "09:00", "10:00"),
        ("Huddle", "10:00", "11:00"),
    ):
        a_meeting(scene, title, start, end)
    open_day(page, scene.path)
    page.get_by_role("button", name="Accept 1 meeting").click()
    told(page, "1 accepted. 2 clash with what is already there.")
    expect(page.get_by_role("button", name="Accept 2 meetings")).to_have_count(0)
    page.get_by_role("button", name="Leave the 2 out").click()
    saved(page)
    assert [event["title"] for event in kept(scene)["diary"]] == []
    page.keyboard.press("Control+z")
    saved(page)
    assert [event["title"] for event in kept(scene)["diary"]] == ["Board", "Huddle"]
    assert len(blocks(scene)) == 2


def test_a_clashing_meeting_takes_what_is_free_or_says_what_it_replaces(page, scene):
    logged(scene, block("09:00", "10:00", "email"))
    a_meeting(scene, "Board", "09:30", "11:00")
    a_meeting(scene, "Huddle", "09:00", "10:00")
    open_day(page, scene.path)
    page.get_by_text("From the diary").click()
    page.get_by_role("button", name="Accept: Board").last.click()
    told(page, "Board accepted where time was free, 10am to 11am.")
    page.get_by_role("button", name="Use this instead: Huddle").last.click()
    told(page, "Huddle is used instead of Email and messages.")
    saved(page)
    assert [row[1:] for row in blocks(scene)] == [("09:00", "10:00"), ("10:00", "11:00")]
    page.locator("[data-told]").get_by_role("button", name="Undo").click()
    saved(page)
    assert blocks(scene)[0] == ("email", "09:00", "10:00")


def test_a_category_key_over_a_block_fills_the_slot_and_not_the_meeting_under_it(page, scene):
    logged(scene, block("08:00", "12:00", "email"))
    a_meeting(scene, "Board", "08:00", "10:00")
    open_day(page, scene.path)
    page.locator("[data-slots]").press("Home")
    page.keyboard.press("7")
    saved(page)
    first, *_ = blocks(scene)
    assert first[1:] == ("08:00", "08:15")
    assert [event["title"] for event in kept(scene)["diary"]] == ["Board"]


@SIZES
def test_many_meetings_at_once_are_two_side_by_side_and_the_rest_in_the_list(
    open_page, sign_in, check_accessible, scene, size
):
    for title in ("Board", "Call", "Huddle", "Interview"):
        a_meeting(scene, title, "10:00", "11:30")
    page = open_day(sign_in(open_page(**size), scene.alice), scene.path)
    expect(page.locator(".day-event")).to_have_count(2)
    assert all(box.bounding_box()["width"] > 100 for box in page.locator(".day-event").all())
    check_accessible(page)
    page.get_by_role("button", name="2 more from the diary: Huddle, Interview").click()
    expect(page.get_by_role("button", name="Accept: Huddle")).to_be_focused()
    check_accessible(page)


@SIZES
def test_a_locked_day_is_there_to_read(open_page, sign_in, check_accessible, scene, size):
    logged(scene, block("09:00", "10:00", "email"))
    a_meeting(scene, "Board", "11:00", "12:00")
    services.lock_log(by=scene.alice, log_id=scene.log.pk)
    page = open_day(sign_in(open_page(**size), scene.alice), scene.path)
    expect(page.get_by_text("This week is locked: you can read it, not change it.")).to_be_visible()
    expect(page.get_by_role("link", name="Go to the week")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Locked")
    for name in ("+1 interruption", "Accept", "Day is done", "No work", "Copy", "Undo"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.locator(".day-palette")).to_be_hidden()
    page.keyboard.press("1")
    told(page, "This week is locked, so nothing was changed.")
    expect(page.get_by_role("status")).to_have_text("Locked")
    check_accessible(page)
    page.get_by_role("button", name="More about Email and messages, 9am to 10am").click()
    expect(page.get_by_role("textbox", name="Note")).to_be_disabled()
    assert blocks(scene) == [("email", "09:00", "10:00")]


def test_without_script_the_day_can_be_read_and_the_table_is_one_press_away(
    no_script, sign_in, check_accessible, scene
):
    logged(scene, block("09:00", "10:30", "email", note="Inbox"))
    sign_in(no_script, scene.alice).goto(scene.path)
    row = no_script.get_by_role("row", name="9am to 10:30am Email and messages Inbox")
    expect(row).to_be_visible()
    for part in (".day-palette", ".day-grid", ".day-plus", ".day-finish", ".day-key"):
        expect(no_script.locator(part).filter(visible=True)).to_have_count(0)
    check_accessible(no_script)
    no_script.get_by_role("link", name="Fill in this day as a table").click()
    assert no_script.url.endswith(f"{scene.path}table/")


def test_done_on_an_incomplete_day_says_what_is_missing(page, scene):
    logged(scene, block("08:00", "15:45", "email"))
    open_day(page, scene.path)
    page.get_by_role("button", name="Day is done").click()
    words = "Done, but 2 h 15 min have no category: the week counts this day as part."
    expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("button", name="No work this day").click()
    expect(page.get_by_text("have no category")).to_be_hidden()


def test_what_stands_beside_the_day_never_slides_over_its_neighbours(page, scene):
    for hour in range(8, 18):
        a_meeting(scene, f"Meeting {hour}", f"{hour:02}:00", f"{hour:02}:30")
    open_day(page, scene.path)
    assert page.locator(".day-side .day-offer").first.is_hidden()
    page.evaluate("window.scrollTo(0, 400)")
    page.wait_for_function("scrollY > 100")
    cards = page.locator(".day-side .day-card").filter(visible=True).all()
    boxes = [card.bounding_box() for card in cards]
    over = [one["y"] + one["height"] > two["y"] for one, two in pairwise(boxes)]
    assert over == [False] * (len(boxes) - 1)


def test_a_phone_page_with_many_meetings_stays_short(phone, sign_in, scene):
    for hour in range(8, 18):
        a_meeting(scene, f"Meeting {hour}", f"{hour:02}:00", f"{hour:02}:30")
    page = open_day(sign_in(phone, scene.alice), scene.path)
    assert page.evaluate("document.documentElement.scrollHeight") < 3000
