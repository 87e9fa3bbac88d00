"""Makes the README's pictures from a demo of its own: `make pictures`."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-sync"]
INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
START_SECONDS = 180


def main(address: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, INSTALLED)), None)
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for name, options in (("day", DESK), ("day-phone", PHONE)):
            page = enter(browser, address, "Dr Alice Ahmed", options)
            take(open_the_fullest_day(page, address), name)
        page = enter(browser, address, "Dr Alice Ahmed", DESK)
        take(open_a_result(page, address), "results")
        page = enter(browser, address, "Bob Lane", DESK)
        page.goto(f"{address}/programmes/")
        page.get_by_role("link", name="The Productive Leader at Northvale").click()
        take(page, "cockpit")
        browser.close()


def enter(browser: Browser, address: str, name: str, options: dict[str, object]) -> Page:
    """A fresh browser in which the demo person is signed in."""
    page = browser.new_context(**options, locale="en-GB", timezone_id="Europe/London").new_page()
    page.goto(f"{address}/demo/")
    page.get_by_role("button", name=name).first.click()
    page.wait_for_url(f"{address}/")
    return page


def open_the_fullest_day(page: Page, address: str) -> Page:
    """The day of the current week with the most in it."""
    page.goto(f"{address}/time/")
    week, date = page.url.rstrip("/").rsplit("/", 1)
    last = dt.date.fromisoformat(date)
    dates = [last + dt.timedelta(days=days) for days in range(-6, 7)]
    filled = {}
    for one in dates:
        answer = page.request.get(f"{week}/{one}/blocks")
        if answer.ok:
            document = answer.json()
            filled[one] = len(document["blocks"]) + len(document.get("diary", []))
    page.goto(f"{week}/{max(filled, key=filled.__getitem__)}/")
    return page


def open_a_result(page: Page, address: str) -> Page:
    """The newest result there is to read."""
    page.goto(f"{address}/results/")
    page.locator("main a[href^='/results/']").first.click()
    page.wait_for_load_state("networkidle")
    return page


def take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")


def wait_for(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/demo/", timeout=5).close()  # noqa: S310 our own http
        except OSError:
            time.sleep(0.5)
        else:
            time.sleep(10)  # the worker finishes the results that the demo asked for
            return
    raise SystemExit("The demo did not start.")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from productive_leader.site.embedded import free_port

    with tempfile.TemporaryDirectory(prefix="pictures-", dir=ROOT / ".data") as data:
        port = free_port()
        environment = os.environ | {"PORT": str(port), "DATA_DIR": data}
        environment.pop("MAKELEVEL", None)
        command = [sys.executable, str(ROOT / "manage.py"), "start"]
        demo = subprocess.Popen(command, env=environment)  # noqa: S603 our own command
        try:
            wait_for(f"http://127.0.0.1:{port}")
            main(f"http://127.0.0.1:{port}")
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait()
