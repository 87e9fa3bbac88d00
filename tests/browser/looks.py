"""What a page must look like, whoever opens it."""

from playwright.sync_api import Page


def fits(page: Page) -> None:
    """The page has loaded and nothing in it asks to be scrolled sideways."""
    page.wait_for_load_state()  # after a press the new document may still be empty
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("window.innerWidth")
