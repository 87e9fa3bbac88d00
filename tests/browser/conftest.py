"""A real Chromium on a real server. A page that complains in its console fails its test."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
_scriptless: WeakSet[Page] = WeakSet()
LANGUAGE = {"locale": "en-GB", "timezone_id": "Europe/London"}


def chromium() -> str | None:
    """What is installed; None stands for Playwright's own."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, INSTALLED)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def live(live_server: Any, transactional_db: None) -> str:
    """The address of a running server; what the test writes is really committed."""
    return str(live_server.url)


@pytest.fixture
def expected_complaints() -> list[str]:
    """Patterns of what a page's console may say in this test, such as "409": append to it."""
    return []


@pytest.fixture
def open_page(
    browser: Browser, live: str, expected_complaints: list[str]
) -> Iterator[Callable[..., Page]]:
    """Opens a page in a fresh profile: `open_page(**DESKTOP)`. Paths are the live server's."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(base_url=live, **(LANGUAGE | options))
        context.set_default_timeout(10_000)  # milliseconds
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _note(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    expected = re.compile("|".join(expected_complaints) or "(?!)")
    unexpected = [complaint for complaint in complaints if not expected.search(complaint)]
    assert unexpected == []


def _note(message: Any, complaints: list[str]) -> None:
    """Chromium reports breaches of the content security policy as errors too."""
    if message.type == "error":
        complaints.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def desktop(open_page: Callable[..., Page]) -> Page:
    return open_page(**DESKTOP)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(**PHONE)


@pytest.fixture
def no_script(open_page: Callable[..., Page]) -> Page:
    page = open_page(**DESKTOP, java_script_enabled=False)
    _scriptless.add(page)
    return page


@pytest.fixture
def sign_in(live: str) -> Callable[[Page, Any], Page]:
    """`sign_in(page, person)` gives the page's browser a session of that person."""

    def enter(page: Page, person: Any) -> Page:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live}])
        return page

    return enter


@pytest.fixture(scope="session")
def check_accessible() -> Callable[[Page], None]:
    """`check_accessible(page)` fails on any breach of WCAG 2.2 AA that axe finds."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        with _script_allowed(page):
            found = Axe().run(page, options=options).response["violations"]
        assert not found, "\n".join([page.url, *map(_breach, found)])

    return check


@contextmanager
def _script_allowed(page: Page) -> Iterator[None]:
    """Axe is script itself; a page drawn without script stays as it was drawn."""
    if page not in _scriptless:
        yield
        return
    # A session of our own must say "off" first, or Chromium takes its "on" for no change.
    devtools = page.context.new_cdp_session(page)
    for off in (True, False):
        devtools.send("Emulation.setScriptExecutionDisabled", {"value": off})
    yield
    devtools.send("Emulation.setScriptExecutionDisabled", {"value": True})


def _breach(violation: dict[str, Any]) -> str:
    places = "\n".join(
        f"    {' '.join(map(str, node['target']))}\n      {node['html'][:200]}"
        for node in violation["nodes"]
    )
    return f"  {violation['id']} ({violation['impact']}): {violation['help']}\n{places}"
