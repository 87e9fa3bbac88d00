"""What the tests of the day page share: a day of Alice's to paint on, and hands to do it with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from playwright.sync_api import Page, expect

from assessments.models import DiaryEvent
from assessments.queries.days import read_day
from assessments.queries.documents import document_of
from assessments.timeline import at
from tests.assessments.conftest import TUESDAY, Scene

BLOCKS = tuple[str, str, str]
FOUR = 4 * 60


def open_day(page: Page, path: str) -> Page:
    page.goto(path)
    expect(page.locator(".day--ready")).to_be_visible()
    return page


def kept(scene: Scene, date: dt.date = TUESDAY) -> dict[str, Any]:
    """The day as the database has it."""
    return document_of(read_day(scene.log, date))


def blocks(scene: Scene) -> list[BLOCKS]:
    """(category, start, end) as kept, in London time."""
    return [
        (one["category"], one["start"][11:16], one["end"][11:16]) for one in kept(scene)["blocks"]
    ]


def saved(page: Page) -> None:
    expect(page.get_by_role("status")).to_have_text("✓ Saved")


def arm(page: Page, slug: str) -> None:
    page.locator(f'[data-category="{slug}"]').click()


def spot(page: Page, clock: str) -> tuple[float, float]:
    """The middle of the slot that starts at a time between 4am and midnight, on the screen."""
    hours, minutes = map(int, clock.split(":"))
    slot = page.locator(f"#day-slot-{hours * 60 + minutes - FOUR}")
    slot.scroll_into_view_if_needed()
    box = slot.bounding_box()
    assert box is not None
    return box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2


def drag(page: Page, start: str, last: str) -> None:
    """Paint from the slot at `start` to the slot at `last`, both painted."""
    spot(page, last)
    x, y = spot(page, start)
    page.mouse.move(x, y)
    page.mouse.down()
    _, end = spot(page, last)
    page.mouse.move(x, (y + end) / 2)
    page.mouse.move(x, end)
    page.mouse.up()


def swipe(page: Page, x: float, start: float, end: float) -> None:
    """One finger, from one height to another."""
    devtools = page.context.new_cdp_session(page)
    steps = 12
    for step in range(steps + 1):
        kind = "touchMove" if step else "touchStart"
        y = start + (end - start) * step / steps
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(16)  # one frame, as a finger would
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def bring_up(page: Page, clock: str, top: int) -> None:
    """Scroll so that a slot stands at a height of the screen."""
    _, y = spot(page, clock)
    page.evaluate("(by) => window.scrollBy(0, by)", y - top)


def a_meeting(scene: Scene, title: str, start: str, end: str, **more: Any) -> DiaryEvent:
    first, last = (at(TUESDAY, dt.time.fromisoformat(clock)) for clock in (start, end))
    return DiaryEvent.objects.create(
        log=scene.log,
        date=TUESDAY,
        key=title,
        title=title,
        during=DateTimeTZRange(first, last),
        **more,
    )
