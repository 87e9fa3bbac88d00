"""Every diary either imports or is refused with a sentence; nothing else ever happens."""

import functools
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.diary import DiaryEvent, DiaryProblem, lines, read_week, week
from assessments.timeline import Interval, log_day
from tests.support.second_opinion import SecondOpinion, Times

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY / "../shared/data/calendars"
BUSY = SHARED / "busy-diary-2009-2021.ics"
SAMPLES = sorted((REPOSITORY / "tests/data").glob("*.ics"))
FILES = sorted(SHARED.rglob("*.ics"))
ABSENT = "The shared calendars are not beside this repository (../shared/data/calendars)."
MONDAY, SUNDAY = date(2026, 3, 9), date(2026, 3, 15)
DAY = timedelta(days=1)

shared = pytest.mark.skipif(not FILES, reason=ABSENT)


def calendar(*entries: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *entries, "END:VCALENDAR", ""]).encode()


def entry(*properties: str, uid: str = "one") -> str:
    title = f"SUMMARY:Entry {uid}"
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", title, *properties, "END:VEVENT"])


def timed(*properties: str, uid: str = "one") -> str:
    return entry("DTSTART:20260310T090000Z", "DTEND:20260310T100000Z", *properties, uid=uid)


def problem_with(data: bytes, first: date = MONDAY, last: date = SUNDAY) -> str:
    with pytest.raises(DiaryProblem) as problem:
        read_week(data, first, last)
    return str(problem.value)


def read_or_refuse(data: bytes, first: date = MONDAY, last: date = SUNDAY) -> list[DiaryEvent]:
    """The events, or none after a refusal in a proper sentence. Anything else fails the test."""
    try:
        events = read_week(data, first, last)
    except DiaryProblem as problem:
        text = str(problem)
        assert text[0].isupper() or text[0] == "“"
        assert text.endswith(".")
        assert " " in text
        return []
    assert events
    days = Interval(log_day(first).start, log_day(last).end)
    assert all(days.contains(Interval(event.start, event.end)) for event in events)
    assert len({event.key for event in events}) == len(events)
    return events


def times(events: list[DiaryEvent]) -> Times:
    return Counter((event.start, event.end) for event in events)


@shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_shared_diary_imports_or_is_refused_with_a_sentence(path: Path) -> None:
    data = path.read_bytes()
    for year in (1997, 2011, 2019, 2024):
        read_or_refuse(data, date(year, 3, 1), date(year, 3, 7))
    read_or_refuse(data, date(2000, 1, 1), date(2030, 12, 31))


@shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_quick_reading_agrees_with_the_full_one(path: Path) -> None:
    data = path.read_bytes()
    try:
        opinion = SecondOpinion(data)
        expected = {monday: opinion.times(monday, monday + 6 * DAY) for monday in opinion.mondays()}
    except Exception as error:  # noqa: BLE001 - the libraries refuse the file; the test above holds
        pytest.skip(f"The libraries cannot read the whole file: {type(error).__name__}.")
    for monday, found in expected.items():
        assert times(read_or_refuse(data, monday, monday + 6 * DAY)) == found


@shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_leaving_entries_unread_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = path.read_bytes()
    weeks = [date(2011, 5, 9), date(2014, 3, 24), date(2019, 3, 4), date(2024, 10, 21)]
    if path == BUSY:
        weeks = weeks[:2]
    quick = [read_or_refuse(data, monday, monday + 6 * DAY) for monday in weeks]
    monkeypatch.setattr(week, "days_touched", lambda _: (0, date.max.toordinal()))
    assert quick == [read_or_refuse(data, monday, monday + 6 * DAY) for monday in weeks]


@shared
def test_the_busy_week_has_54_events() -> None:
    """49 entries start in it; 6 more come from repeat rules; one has no length and is dropped."""
    data, first, last = BUSY.read_bytes(), date(2011, 5, 9), date(2011, 5, 15)
    events = read_week(data, first, last)
    assert len(events) == 54
    assert times(events) == SecondOpinion(data).times(first, last)
    assert sum(bool(event.series) for event in events) == 6
    assert Counter(event.reason for event in events) == {"": 54}


# Size


def test_five_megabytes_are_read_and_one_byte_more_is_refused() -> None:
    data = calendar(*(timed(f"DESCRIPTION:{'x' * 900}", uid=f"{n}") for n in range(5000)))
    data += b" " * (5 * 1024 * 1024 - len(data))
    assert len(read_week(data, MONDAY, SUNDAY)) == 5000
    assert problem_with(data + b" ") == (
        "This file is larger than 5 MB. Export only the weeks you need and choose that file."
    )


def test_more_than_ten_thousand_entries_are_refused() -> None:
    entries = [entry("DTSTART:20200310", uid=f"{n}") for n in range(10_001)]
    entries[0] = timed()
    assert len(read_week(calendar(*entries[:10_000]), MONDAY, SUNDAY)) == 1
    assert problem_with(calendar(*entries)) == (
        "This diary has more than 10,000 entries. "
        "Export only the weeks you need and choose that file."
    )


def test_more_than_five_thousand_events_in_the_week_are_refused() -> None:
    entries = [timed(uid=f"{n}") for n in range(5001)]
    assert problem_with(calendar(*entries)).startswith("More than 5,000 entries fall between")


# Trouble has a name


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "This is not a calendar file."),
        (b"PK\x03\x04\0\0\0\0", "This is not a calendar file."),
        (b"%PDF-1.7", "This is not a calendar file."),
        (b"<html>Please sign in</html>", "This is not a calendar file."),
        (b"BEGIN:VEVENT\nEND:VEVENT\n", "This is not a calendar file."),
        (b"\0" * 1000, "This is not a calendar file."),
        (calendar(timed()).replace(b"Entry", b"En\0try"), "This calendar file is damaged: it has"),
        (b"\xff\xfeB\0E\0G", "This calendar file is damaged and"),
        (calendar(*(f"BEGIN:X{n}" for n in range(50))), "This calendar file is damaged and"),
        (calendar(), "This calendar file has no meetings in it."),
        (calendar("BEGIN:VTODO", "UID:t", "END:VTODO"), "This calendar file has no meetings"),
        (calendar(timed())[:-60], "This calendar file breaks off in the middle"),
        (calendar()[:-15], "This calendar file breaks off in the middle"),
        (calendar(entry("DTSTART:soon")), "The meetings in this calendar file have no dates"),
        (calendar(entry("DTSTART:20260410")), "Nothing in this diary falls between Monday 9 March"),
    ],
)
def test_trouble_is_named(data: bytes, message: str) -> None:
    assert problem_with(data).startswith(message)


def test_nothing_on_a_single_day_names_that_day() -> None:
    assert problem_with(calendar(timed()), SUNDAY, SUNDAY) == (
        "Nothing in this diary falls on Sunday 15 March 2026. "
        "Check that it is the right diary and that the export covers these dates."
    )


# Bombs


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(week, "SECONDS", 0.5)
    monkeypatch.setattr(week, "SECONDS_A_SERIES", 0.2)


NEVER_ENDING = [
    "FREQ=SECONDLY",
    "FREQ=SECONDLY;COUNT=999999999",
    "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;INTERVAL=0",
]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("rule", NEVER_ENDING)
def test_a_rule_that_never_ends_is_stopped_and_named(rule: str) -> None:
    bomb = entry("DTSTART:19700101T000000Z", "DURATION:PT1M", f"RRULE:{rule}", uid="bomb")
    assert problem_with(calendar(timed(), bomb)) == (
        "“Entry bomb” repeats too often to work out. "
        "Correct or delete it in your calendar, then export the diary again."
    )


@pytest.mark.usefixtures("impatient")
def test_a_private_entry_that_never_ends_is_not_named() -> None:
    bomb = entry("DTSTART:19700101T000000Z", "RRULE:FREQ=SECONDLY", "CLASS:PRIVATE", uid="bomb")
    assert problem_with(calendar(bomb)).startswith("“Private” repeats too often")


@pytest.mark.usefixtures("impatient")
def test_many_slow_entries_are_stopped_together() -> None:
    slow = (
        entry("DTSTART:20000101T000000Z", "RRULE:FREQ=HOURLY;COUNT=9000", uid=f"{n}")
        for n in range(500)
    )
    assert problem_with(calendar(*slow)) == (
        "This diary takes too long to read. Export only the weeks you need and choose that file."
    )


@pytest.mark.usefixtures("impatient")
def test_a_zone_that_never_ends_is_stopped() -> None:
    zone = """BEGIN:VTIMEZONE\nTZID:Slow\nBEGIN:STANDARD\nDTSTART:19700101T000000
RRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nEND:STANDARD
BEGIN:DAYLIGHT\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100
END:DAYLIGHT\nEND:VTIMEZONE"""
    slow = entry("DTSTART;TZID=Slow:20260310T090000", "DURATION:PT1H")
    assert problem_with(calendar(zone, slow)).startswith("“Entry one” repeats too often")


@pytest.mark.usefixtures("impatient")
def test_the_time_limit_holds_in_any_thread_and_leaves_nothing_behind() -> None:
    bomb = calendar(entry("DTSTART:19700101T000000Z", "RRULE:FREQ=SECONDLY", uid="bomb"))
    with ThreadPoolExecutor(1) as pool:
        message = pool.submit(problem_with, bomb).result()
        hook = pool.submit(sys.getprofile).result()
    assert (message.startswith("“Entry bomb” repeats too often"), hook) == (True, None)
    assert (len(read_week(calendar(timed()), MONDAY, SUNDAY)), sys.getprofile()) == (1, None)


def test_a_flood_of_dates_in_the_week_is_refused() -> None:
    flood = ",".join(f"20260310T{n // 3600:02}{n // 60 % 60:02}{n % 60:02}Z" for n in range(5200))
    data = calendar(timed(f"RDATE:{flood}"))
    counted = "More than 5,000 entries fall between Monday 9 March"
    out_of_time = "“Entry one” repeats too often to work out."  # a slow machine gives up before
    assert problem_with(data).startswith((counted, out_of_time))


def test_a_flood_of_dates_outside_the_week_harms_nobody() -> None:
    flood = ",".join(f"2025{n % 12 + 1:02}{n % 28 + 1:02}T{n % 24:02}0000Z" for n in range(20_000))
    assert len(read_week(calendar(timed(f"EXDATE:{flood}")), MONDAY, SUNDAY)) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCALENDAR\n" + b"\n" * 4_000_000,
        b"BEGIN:VCALENDAR\n" + b" " * 4_000_000,
        b"BEGIN:VCALENDAR\n" + b"\n " * 2_000_000,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:A\n" * 500_000,
        b"BEGIN:VCALENDAR\n" + b"END:A\n" * 500_000,
        calendar(entry("DTSTART:" + "2" * 4_000_000)),
        calendar(entry("DTSTART;TZID=" + "/a" * 2_000_000 + ":20260310T090000")),
        calendar(timed("SUMMARY;" + '"' * 4_000_000)),
        calendar(timed("ATTENDEE;PARTSTAT=DECLINED" + ";EMAIL=" * 500_000)),
        calendar(timed("RRULE:FREQ=DAILY;BYSETPOS=" + "1," * 300_000 + "1")),
        calendar(entry("DTSTART:20260310", "DURATION:P" + "9" * 4000 + "D")),
        calendar(entry("DTSTART:00010101T000000Z", "DTEND:99991231T235959Z")),
        calendar(entry("DTSTART:00010101", "DTEND:99991231", "RRULE:FREQ=YEARLY")),
        calendar(timed("SEQUENCE:" + "9" * 5000)),
    ],
    ids=range(14),
)
def test_a_file_made_to_be_slow_is_read_or_refused(data: bytes) -> None:
    read_or_refuse(data)


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "/",
        "..",
        "../../etc/passwd",
        "Europe",
        "Europe/",
        "London",
        "a" * 300,
        "a/" * 300,
        "\x01",
        "é",
        "GMT+99",
    ],
)
def test_a_bad_zone_is_taken_as_london(zone: str) -> None:
    data = calendar(entry(f"DTSTART;TZID={zone}:20260701T090000", "DURATION:PT1H"))
    events = read_week(data, date(2026, 7, 1), date(2026, 7, 1))
    assert [event.start for event in events] == [datetime(2026, 7, 1, 8, tzinfo=UTC)]


# Fuzz: whatever the bytes, events or a sentence


@functools.cache
def seeds() -> list[bytes]:
    return [path.read_bytes() for path in SAMPLES]


quietly = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
TOKENS = st.sampled_from(
    b"BEGIN:VEVENT|END:VEVENT|BEGIN:VCALENDAR|BEGIN:VTIMEZONE|\r\n|\n|\n |:|;|=|,|DTSTART|DTEND|"
    b"RRULE:FREQ=DAILY|RDATE:|EXDATE:|DURATION:|P1D|-P1D|20260310T090000|20260310|Z|T|99999999|"
    b"00000000|TZID=|UNTIL=|RECURRENCE-ID|RANGE=THISANDFUTURE|VALUE=DATE|\xff|\0|INTERVAL=0|"
    b'FREQ=YEARLY;BYDAY=-1SU|CALSCALE:JULIAN|SEQUENCE:1|UID:1|"'.split(b"|")
)


@quietly
@given(st.binary(max_size=400))
def test_random_bytes_are_refused(data: bytes) -> None:
    read_or_refuse(data)


@quietly
@given(st.lists(TOKENS | st.binary(max_size=5), max_size=60))
def test_random_calendars_are_read_or_refused(parts: list[bytes]) -> None:
    read_or_refuse(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n" + b"".join(parts))


@quietly
@given(st.data())
def test_damaged_samples_are_read_or_refused(data: st.DataObject) -> None:
    text = bytearray(data.draw(st.sampled_from(seeds())))
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from([0, 0, 1, 3, 12, 60]))
        text[start : start + length] = data.draw(TOKENS | st.binary(max_size=4))
    read_or_refuse(bytes(text))


@quietly
@given(st.data())
def test_samples_cut_short_are_read_or_refused(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(seeds()))
    read_or_refuse(text[: data.draw(st.integers(0, len(text)))])


def test_whatever_goes_wrong_inside_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control for the fuzz: a fault of our own would be caught too."""

    def fail(text: str) -> None:
        raise RecursionError

    monkeypatch.setattr(lines, "_as_text", fail)
    assert problem_with(calendar(timed())) == (
        "This calendar file is damaged and cannot be read. "
        "Export the diary again and choose the new file."
    )
