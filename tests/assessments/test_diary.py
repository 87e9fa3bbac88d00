"""What a diary export says about the chosen log days."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assessments.diary import DiaryEvent, DiaryProblem, read_week
from assessments.timeline import local

SAMPLES = Path(__file__).parents[1] / "data"
MONDAY, SUNDAY = date(2026, 3, 9), date(2026, 3, 15)
SPRING = date(2027, 3, 22)
AUTUMN = date(2027, 10, 25)

EXPECTED = {
    ("diary-outlook-desktop.ics", MONDAY): [
        "Mon 04:00 to Tue 04:00 Conference in New York (All day)",
        "Mon 09:00 to Mon 11:00 Executive team",
        "Tue 08:30 to Tue 09:15 Private",
        "Tue 13:00 to Tue 15:00 Hold for budget papers (Shown as free)",
        "Wed 10:00 to Wed 11:30 Visit to Ward 7, with Cheryl",
        "Thu 04:00 to Fri 04:00 Annual leave (All day)",
        "Fri 04:00 to Sat 04:00 Annual leave (All day)",
        "Fri 14:00 to Fri 16:00 Executive team (moved)",
    ],
    ("diary-outlook-web.ics", MONDAY): [
        "Mon 09:00 to Mon 10:00 Board seminar",
        "Mon 11:00 to Mon 11:30 Call with Lisbon",
        "Mon 12:00 to Mon 13:00 Own zone",
        "Mon 14:00 to Mon 15:00 Made-up zone",
        "Tue 09:00 to Tue 10:00 Site call",
        "Wed 09:00 to Wed 10:00 Cancelled: Workforce group (Cancelled)",
        "Thu 04:00 to Fri 04:00 Busy all day (All day)",
    ],
    ("diary-google.ics", MONDAY): [
        "Mon 09:00 to Mon 09:30 Morning huddle",
        "Mon 18:00 to Mon 19:00 Private",
        "Mon 20:00 to Mon 21:00 Reading time (Shown as free)",
        "Tue 14:00 to Tue 15:00 One to one with Bob",
        "Tue 16:00 to Tue 17:00 Supplier lunch (Declined)",
        "Wed 17:00 to Wed 17:30 Morning huddle",
        "Thu 04:00 to Fri 04:00 Cheryl’s birthday (All day)",
        "Fri 09:00 to Fri 09:30 Morning huddle (Cancelled)",
        "Fri 12:00 to Fri 12:30 Huddle brought forward",
    ],
    ("diary-apple.ics", MONDAY): [
        "Mon 10:00 to Mon 10:45 Walk the wards",
        "Mon 16:30 to Mon 17:30 Private",
        "Tue 11:00 to Tue 12:00 Floating meeting",
        "Wed 13:00 to Wed 14:00 Call with Boston",
        "Thu 09:00 to Thu 10:00 Private",
        "Fri 04:00 to Sat 04:00 Pay day (All day)",
    ],
    ("diary-cancelled.ics", MONDAY): ["Mon 09:00 to Mon 10:00 Estates group (Cancelled)"],
    ("diary-edges.ics", MONDAY): [
        "Mon 04:00 to Mon 08:00 Weekend on call",
        "Mon 22:00 to Tue 00:00 Ends at midnight",
        "Tue 01:00 to Tue 04:00 Crosses four in the morning",
        "Tue 04:00 to Tue 06:00 Crosses four in the morning",
        "Wed 04:00 to Thu 04:00 One day, written badly (All day)",
        "Thu 09:00 to Thu 09:30 No title",
        "Thu 10:00 to Thu 10:30 No UID and two; lines neht",
        "Thu 11:00 to Thu 12:00 Ends before it starts",
        "Fri 14:00 to Fri 15:00 Never closed",
        "Fri 15:00 to Fri 15:30 Part: two " + "x" * 190,
        "Sun 23:00 to Mon 04:00 Starts as the week ends",
    ],
    ("diary-clocks-forward.ics", SPRING): [
        "Mon 09:00 to Mon 10:00 Nine in London",
        "Tue 09:00 to Tue 10:00 Nine in London",
        "Wed 09:00 to Wed 10:00 Nine in London",
        "Thu 09:00 to Thu 10:00 Nine in London",
        "Fri 09:00 to Fri 10:00 Nine in London",
        "Fri 13:00 to Fri 14:00 Nine in New York",
        "Sat 09:00 to Sat 10:00 Nine in London",
        "Sat 22:00 to Sun 03:00 Night shift",
        "Sun 00:30 to Sun 02:30 Across the change",
        "Sun 04:00 to Mon 04:00 Clocks go forward (All day)",
        "Sun 09:00 to Sun 10:00 Nine in London",
        "Sun 14:00 to Sun 15:00 Nine in New York",
    ],
    ("diary-clocks-back.ics", AUTUMN): [
        "Sat 04:00 to Sun 04:00 The long Saturday (All day)",
        "Sat 09:00 to Sat 10:00 Nine in London",
        "Sat 10:00 to Sat 11:00 Nine in UTC",
        "Sat 22:00 to Sun 03:00 Night shift",
        "Sun 01:30 to Sun 01:30 Within the repeated hour",
        "Sun 09:00 to Sun 10:00 Nine in London",
        "Sun 09:00 to Sun 10:00 Nine in UTC",
    ],
}


def sample(name: str, monday: date = MONDAY) -> list[DiaryEvent]:
    return read_week(
        (SAMPLES / name).read_bytes(),
        monday,
        monday + timedelta(days=6),
        owner_email="alice@example.nhs.uk",
    )


def calendar(*lines: str, head: str = "") -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", head, *lines, "END:VCALENDAR", ""]).encode()


def entry(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def meeting(*lines: str, title: str = "Meeting") -> bytes:
    return calendar(
        entry(
            "UID:one",
            "DTSTART:20260310T090000Z",
            "DTEND:20260310T100000Z",
            f"SUMMARY:{title}",
            *lines,
        )
    )


def week(data: bytes, **options: object) -> list[DiaryEvent]:
    return read_week(data, MONDAY, SUNDAY, **options)


def shown(events: list[DiaryEvent]) -> list[str]:
    return [
        f"{local(event.start):%a %H:%M} to {local(event.end):%a %H:%M} {event.title}"
        + (f" ({event.reason})" if event.reason else "")
        for event in events
    ]


@pytest.mark.parametrize(("name", "monday"), EXPECTED)
def test_a_sample_gives_exactly_these_events(name: str, monday: date) -> None:
    assert shown(sample(name, monday)) == EXPECTED[name, monday]


@pytest.mark.parametrize(("name", "monday"), EXPECTED)
def test_only_an_event_without_a_reason_starts_ticked(name: str, monday: date) -> None:
    events = sample(name, monday)
    assert [event.ticked for event in events] == [not event.reason for event in events]


@pytest.mark.parametrize(("name", "monday"), EXPECTED)
def test_every_event_has_its_own_key(name: str, monday: date) -> None:
    keys = [event.key for event in sample(name, monday)]
    assert len(set(keys)) == len(keys)
    assert max(map(len, keys)) <= 41


def test_an_event_has_no_room_for_attendees_or_descriptions() -> None:
    names = [field.name for field in fields(DiaryEvent)]
    assert names == ["key", "series", "title", "start", "end", "ticked", "reason"]


def test_times_are_in_utc() -> None:
    first = sample("diary-clocks-forward.ics", SPRING)[-2]
    assert (first.start, first.end) == (
        datetime(2027, 3, 28, 8, tzinfo=UTC),
        datetime(2027, 3, 28, 9, tzinfo=UTC),
    )


def test_the_nights_when_clocks_change_have_their_real_length() -> None:
    lengths = {
        (event.title, (event.end - event.start) / timedelta(hours=1))
        for name, monday in (("forward", SPRING), ("back", AUTUMN))
        for event in sample(f"diary-clocks-{name}.ics", monday)
        if not event.title.startswith("Nine")
    }
    assert lengths == {
        ("Night shift", 4.0),
        ("Across the change", 1.0),
        ("Clocks go forward", 24.0),
        ("Night shift", 6.0),
        ("Within the repeated hour", 1.0),
        ("The long Saturday", 25.0),
    }


def test_an_occurrence_keeps_its_key_when_it_moves() -> None:
    rule = ("UID:one", "DTSTART:20260303T090000Z", "DTEND:20260303T100000Z", "RRULE:FREQ=WEEKLY")
    moved = (
        "UID:one",
        "RECURRENCE-ID:20260310T090000Z",
        "DTSTART:20260312T140000Z",
        "DTEND:20260312T150000Z",
    )
    before, after = week(calendar(entry(*rule))), week(calendar(entry(*rule), entry(*moved)))
    assert shown(before) == ["Tue 09:00 to Tue 10:00 No title"]
    assert shown(after) == ["Thu 14:00 to Thu 15:00 No title"]
    assert before[0].key == after[0].key


def test_a_single_meeting_keeps_its_key_when_it_moves() -> None:
    moved = meeting().replace(b"20260310T", b"20260311T")
    assert week(meeting())[0].key == week(moved)[0].key


def test_all_occurrences_share_a_series_and_single_meetings_have_none() -> None:
    events = sample("diary-google.ics")
    huddles = {event.series for event in events if "uddle" in event.title}
    others = {event.series for event in events if "uddle" not in event.title}
    assert (len(huddles), others) == (1, {""})
    assert "" not in huddles


def test_a_part_of_an_event_that_crosses_four_names_its_log_day() -> None:
    parts = [event for event in sample("diary-edges.ics") if event.title.startswith("Crosses")]
    assert [part.key[-9:] for part in parts] == ["-20260309", "-20260310"]
    assert parts[0].key[:32] == parts[1].key[:32]


def test_a_part_keeps_its_key_whichever_days_are_chosen() -> None:
    data = (SAMPLES / "diary-edges.ics").read_bytes()
    whole = {event.key for event in read_week(data, date(2026, 3, 2), date(2026, 3, 22))}
    for day in (date(2026, 3, 7), MONDAY, date(2026, 3, 10), SUNDAY, date(2026, 3, 20)):
        assert {event.key for event in read_week(data, day, day)} <= whole


def test_this_and_all_later_occurrences_can_move() -> None:
    data = calendar(
        entry("UID:one", "DTSTART:20260302T090000", "DTEND:20260302T100000", "RRULE:FREQ=DAILY"),
        entry(
            "UID:one",
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260312T090000",
            "DTSTART:20260312T110000",
            "DTEND:20260312T113000",
        ),
    )
    events = week(data)
    assert shown(events) == [
        *(f"{day} 09:00 to {day} 10:00 No title" for day in ("Mon", "Tue", "Wed")),
        *(f"{day} 11:00 to {day} 11:30 No title" for day in ("Thu", "Fri", "Sat", "Sun")),
    ]
    assert len({event.key for event in events}) == 7


def test_one_broken_entry_does_not_cost_the_rest() -> None:
    broken = entry("UID:two", "DTSTART:tomorrow", "RRULE:FREQ=OFTEN")
    data = meeting().replace(b"END:VCALENDAR", broken.encode() + b"\r\nEND:VCALENDAR")
    assert shown(week(data)) == ["Tue 09:00 to Tue 10:00 Meeting"]


def test_zone_definitions_stay_with_their_file() -> None:
    def with_zone(offset: str) -> bytes:
        return calendar(
            *("BEGIN:VTIMEZONE", "TZID:Ours", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
            *(f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "END:STANDARD", "END:VTIMEZONE"),
            entry("UID:one", "DTSTART;TZID=Ours:20260310T090000", "DURATION:PT1H"),
        )

    assert shown(week(with_zone("+0300"))) == ["Tue 06:00 to Tue 07:00 No title"]
    assert shown(week(with_zone("-0200"))) == ["Tue 11:00 to Tue 12:00 No title"]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], ""),
        (["STATUS:TENTATIVE"], ""),
        (["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"], ""),
        (["X-MICROSOFT-CDO-BUSYSTATUS:OOF"], ""),
        (["TRANSP:OPAQUE"], ""),
        (["TRANSP:TRANSPARENT"], "Shown as free"),
        (["x-microsoft-cdo-busystatus:free"], "Shown as free"),
        (["STATUS:CANCELLED", "TRANSP:TRANSPARENT"], "Cancelled"),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:alice@example.nhs.uk"], "Declined"),
        (["ATTENDEE;PARTSTAT=DECLINED;EMAIL=alice@example.nhs.uk:urn:x:1"], "Declined"),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:malice@example.nhs.uk"], ""),
        (["ATTENDEE;PARTSTAT=ACCEPTED;CN=DECLINED:mailto:alice@example.nhs.uk"], ""),
    ],
)
def test_the_reason_to_leave_out_an_event(lines: list[str], reason: str) -> None:
    events = week(meeting(*lines), owner_email="Alice@example.nhs.uk")
    assert [event.reason for event in events] == [reason]


def test_nobody_has_declined_when_the_owner_is_unknown() -> None:
    events = week(meeting("ATTENDEE;PARTSTAT=DECLINED:mailto:alice@example.nhs.uk"))
    assert [event.reason for event in events] == [""]


@pytest.mark.parametrize(
    ("summary", "title"),
    [
        ("Board", "Board"),
        ("", "No title"),
        (" \t\x07 ", "No title"),
        (r"One\, two\; three\\four\nfive\Nsix", r"One, two; three\four five six"),
        ("Ready\u202e won", "Ready won"),
        ("é" * 300, "é" * 200),
        ("\N{FAMILY} 👩\u200d👩\u200d👧", "\N{FAMILY} 👩\u200d👩\u200d👧"),
        ("=1+1", "=1+1"),
        ("<b>bold</b>", "<b>bold</b>"),
    ],
)
def test_the_title_is_one_plain_line(summary: str, title: str) -> None:
    assert [event.title for event in week(meeting(title=summary))] == [title]


@pytest.mark.parametrize(
    "encode",
    [
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: data.replace(b"\r\n", b"\r\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.decode().encode("utf-16-le"),
        lambda data: data.decode().encode("utf-16-be"),
        lambda data: data.decode().encode("latin-1"),
        lambda data: data.replace("é".encode(), b"\xc3\r\n \xa9"),
        lambda data: data.replace(b"DTSTART", b"DtStart").replace(b"BEGIN", b"begin"),
        lambda data: data.replace(b":2026", b":2026").replace(b"VEVENT\r\n", b"VEVENT \r\n"),
        lambda data: data + data,
    ],
)
def test_encodings_and_line_ends_do_not_matter(encode: object) -> None:
    data = meeting(title="Café")
    assert shown(week(encode(data))) == ["Tue 09:00 to Tue 10:00 Café"]


def test_the_limit_on_bytes_is_inclusive() -> None:
    data = meeting()
    assert len(week(data, max_bytes=len(data))) == 1
    with pytest.raises(DiaryProblem) as problem:
        week(data, max_bytes=len(data) - 1)
    assert str(problem.value).startswith("This file is larger than ")


def test_the_limit_on_events_is_inclusive() -> None:
    data = meeting("RRULE:FREQ=HOURLY;COUNT=10")
    assert len(week(data, max_events=10)) == 10
    with pytest.raises(DiaryProblem) as problem:
        week(data, max_events=9)
    assert str(problem.value) == (
        "More than 9 entries fall between Monday 9 March 2026 and Sunday 15 March 2026, so one "
        "of them repeats far too often. Correct or delete it in your calendar, then export the "
        "diary again."
    )


def test_the_days_must_be_in_order() -> None:
    with pytest.raises(ValueError, match="last day must not be before"):
        read_week(meeting(), SUNDAY, MONDAY)
