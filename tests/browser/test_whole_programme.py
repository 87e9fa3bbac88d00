"""From the diary to the report: the PA logs, the leader confirms and locks, a worker reckons."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments import services
from assessments.models import Log, Report
from assessments.queries.days import read_day
from assessments.queries.documents import document_of
from tests.browser.days import open_day, saved
from tests.factories.accounts import code_sent_to
from tests.factories.assessments import (
    a_grant,
    a_locked_week,
    a_log,
    a_team,
    both_captures,
    leaders_of,
    pas_of,
)
from tests.support.workers import broker_of_our_own, worker_of_our_own

DIARY = Path(__file__).resolve().parents[2] / "../shared/data/calendars/busy-diary-2009-2021.ics"
REPEAT = (("08:00", "10:00", "email"), ("10:00", "18:00", "planning"))


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """The busy diary where it is at hand, else one of a week of our own making."""
    if DIARY.exists():
        return DIARY
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ours//test//EN"]
    for day in range(9, 14):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day}@example",
            f"DTSTART;TZID=Europe/London:201105{day:02}T100000",
            f"DTEND;TZID=Europe/London:201105{day:02}T113000",
            "SUMMARY:Quality committee",
            "END:VEVENT",
        ]
    made = tmp_path / "week.ics"
    made.write_text("\r\n".join([*lines, "END:VCALENDAR", ""]))
    return made


def fill_the_day(page: Page) -> None:
    """Accepts what the diary has, then fills every gap with email, keys alone, and is done."""
    if page.get_by_role("button", name=re.compile(r"Accept \d+ meeting")).count():
        page.keyboard.press("Shift+Enter")
        saved(page)
    for _gap in range(page.locator(".day-gap").count()):
        page.keyboard.press("g")
        page.keyboard.press("5")
    expect(page.locator(".day-gap")).to_have_count(0)
    page.keyboard.press("i")
    saved(page)
    page.get_by_role("button", name="Day is done").click()
    saved(page)


def log_the_week(page: Page, log: Log, diary: Path) -> None:
    page.goto(f"/time/{log.pk}/import/")
    expect(page.get_by_text("Keeping the log for")).to_be_visible()
    page.get_by_label("Diary file").set_input_files(str(diary))
    page.get_by_role("button", name="Bring in the diary").click()
    expect(page.get_by_text("brought in from the diary")).to_be_visible()
    for date in log.capture.dates:
        open_day(page, f"/time/{log.pk}/{date}/")
        fill_the_day(page)
        day = document_of(read_day(log, date))
        assert (day["coverage"]["percent"], day["done"]) == (100, True)
    page.goto(f"/time/{log.pk}/week/")
    page.get_by_role("button", name="the week is logged").click()
    expect(page.get_by_text("gets a message")).to_be_visible()


def confirm_and_lock(page: Page, log: Log) -> None:
    page.goto(f"/time/{log.pk}/week/")
    for _day in log.capture.dates:
        page.get_by_role("button", name="Confirm").first.click()
        expect(page.get_by_text("You confirmed")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    page.get_by_role("button", name="Lock this week").click()
    expect(page.get_by_text("The week is locked.")).to_be_visible()


@pytest.fixture
def team(live: str):
    team = a_team()
    a_grant(team)
    return team


def test_a_week_goes_from_the_diary_to_the_report(
    team, desktop, phone, sign_in, check_accessible, diary, tmp_path
):
    alice, amir = leaders_of(team)[0], pas_of(team)[0]
    baseline, repeat = both_captures(team)
    log = a_log(baseline, alice)
    log_the_week(sign_in(desktop, amir), log, diary)
    check_accessible(desktop)

    sign_in(phone, alice)
    confirm_and_lock(phone, log)
    check_accessible(phone)
    a_locked_week(a_log(repeat, alice), REPEAT)

    phone.goto("/results/")
    with broker_of_our_own(tmp_path) as broker, worker_of_our_own(broker.url, tmp_path / "log"):
        phone.get_by_role("button", name="Work out the result").first.click()
        expect(phone.locator("h1")).to_contain_text("a week released", timeout=60_000)
    check_accessible(phone)
    report = Report.objects.get()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="PDF").click()
    assert Path(download.value.path()).read_bytes() == bytes(report.pdf)


def test_without_script_a_day_is_logged_as_a_table(
    team, no_script, sign_in, check_accessible, expected_complaints
):
    expected_complaints.append("422")
    alice = leaders_of(team)[0]
    baseline, _repeat = both_captures(team)
    log = a_log(baseline, alice)
    page = sign_in(no_script, alice)
    page.goto(f"/time/{log.pk}/2011-05-10/")
    page.get_by_role("link", name="As a table", exact=True).click()
    page.get_by_label("Start, row 1").fill("08:00")
    page.get_by_label("End, row 1").fill("12:30")
    page.get_by_label("Category, row 1").select_option("planning")
    page.get_by_label("Start, row 2").fill("12:30")
    page.get_by_label("End, row 2").fill("18:00")
    page.get_by_label("Category, row 2").select_option("email")
    page.get_by_role("button", name="Save the day").click()
    expect(page.get_by_text("100 % of the working hours has a category.")).to_be_visible()
    check_accessible(page)
    page.get_by_label("End, row 1").fill("07:00")
    page.get_by_role("button", name="Save the day").click()
    expect(page.get_by_text("The end must be later than the start.").first).to_be_visible()
    expect(page.get_by_label("End, row 1")).to_have_value("07:00")
    check_accessible(page)


def test_typed_work_outlives_a_sign_out(team, desktop, sign_in):
    alice = leaders_of(team)[0]
    baseline, _repeat = both_captures(team)
    log = a_log(baseline, alice)
    path = f"/time/{log.pk}/2011-05-10/table/"
    page = sign_in(desktop, alice)
    page.goto(path)
    page.get_by_label("Note, row 1").fill("Budget for the spring")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save the day").click()
    expect(page).to_have_url(f"{page.url.split('/account')[0]}/account/login/?next={path}")
    page.get_by_label("e-mail").or_(page.get_by_label("Email")).first.fill(alice.email)
    page.get_by_role("button", name="code").first.click()
    page.get_by_label("code").first.fill(code_sent_to(alice.email))
    page.get_by_role("button", name="Sign in").or_(
        page.get_by_role("button", name="Continue")
    ).first.click()
    expect(page.get_by_label("Note, row 1")).to_have_value("Budget for the spring")


def test_an_ended_grant_reaches_the_open_page(
    team, desktop, sign_in, expected_complaints, check_accessible
):
    expected_complaints.append("404")
    alice, amir = leaders_of(team)[0], pas_of(team)[0]
    baseline, _repeat = both_captures(team)
    log = a_log(baseline, alice)
    page = open_day(sign_in(desktop, amir), f"/time/{log.pk}/2011-05-10/")
    services.end_grant(by=alice, grant_id=alice.grants_given.get().pk)
    page.keyboard.press("i")
    expect(page.get_by_text("the arrangement has ended").first).to_be_visible()
    check_accessible(page)
