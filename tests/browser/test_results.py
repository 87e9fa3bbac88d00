"""A leader asks for a result, watches it come, reads it and takes it along."""

import threading

import pytest
from django.db import connection
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from assessments import services
from assessments.services import reports
from productive_leader.core import outbox
from productive_leader.core.models import OutboxItem
from tests.assessments.scenes import a_scene
from tests.browser.looks import fits
from tests.factories import assessments as make

HEADLINE = "About 10 hours a week released, from two full weeks, good evidence."


@pytest.fixture
def scene(live):
    return a_scene()


def work():
    """What a worker does with the items that wait, in a thread of its own as a worker would be."""

    def run():
        for item in OutboxItem.objects.filter(task=reports.TASK, state="waiting"):
            outbox.run_item(item.pk)
        connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    worker.join()


def ask(page):
    page.goto("/results/")
    page.get_by_role("button", name="Work out the result").click()
    expect(page.get_by_text("Step 1 of 3")).to_be_visible()


def test_a_leader_asks_watches_reads_and_downloads(
    desktop, scene, sign_in, check_accessible, tmp_path
):
    page = sign_in(desktop, scene.alice)
    page.goto("/results/")
    check_accessible(page)
    ask(page)
    check_accessible(page)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
    expect(page.get_by_text("See how far it is now")).to_be_hidden()
    work()
    expect(page.locator("h1")).to_have_text(HEADLINE)
    check_accessible(page)
    page.get_by_role("link", name="All categories as a table").click()
    table = page.get_by_role("table", name="Where the time went")
    expect(table).to_be_in_viewport()
    expect(table.get_by_role("row", name="Email and messages")).to_contain_text("−5 h")
    for name, extension in (("PDF", "pdf"), ("Spreadsheet", "xlsx"), ("CSV", "csv")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        download.value.save_as(tmp_path / f"result.{extension}")
    assert HEADLINE in " ".join(PdfReader(tmp_path / "result.pdf").pages[0].extract_text().split())
    assert load_workbook(tmp_path / "result.xlsx")["In short"]["B2"].value == 600
    assert "In short,Time released a week" in (tmp_path / "result.csv").read_text("utf-8-sig")


def test_without_script_a_link_shows_how_far_it_is(
    no_script, live, scene, sign_in, check_accessible
):
    page = sign_in(no_script, scene.alice)
    ask(page)
    check_accessible(page)
    work()
    page.get_by_role("link", name="See how far it is now").click()
    expect(page.locator("h1")).to_have_text(HEADLINE)
    check_accessible(page)


def test_a_phone_shows_a_result_and_a_failure(phone, live, scene, sign_in, check_accessible):
    page = sign_in(phone, scene.amir)
    ask(page)
    services.reopen_log(
        by=scene.alice, log_id=make.a_log(scene.repeat, scene.alice).pk, reason="Friday"
    )
    work()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    check_accessible(page)
    services.lock_log(by=scene.alice, log_id=make.a_log(scene.repeat, scene.alice).pk)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work()
    expect(page.locator("h1")).to_have_text(HEADLINE)
    expect(page.get_by_text("only you and Dr Alice Ahmed can see this page")).to_be_visible()
    check_accessible(page)
    fits(page)


def test_a_result_fits_320_pixels_and_can_be_read_by_keyboard(
    open_page, live, scene, sign_in, check_accessible
):
    report = scene.result()
    page = sign_in(open_page(viewport={"width": 320, "height": 640}), scene.alice)
    page.goto(f"/results/{report.pk}/")
    fits(page)
    link = page.get_by_role("link", name="All categories as a table")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Where the time went")).to_be_in_viewport()
    check_accessible(page)
