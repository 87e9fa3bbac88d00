"""Intervals, log days and slots, by example. Generated cases: tests/faults."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from assessments.timeline import (
    LONDON,
    Interval,
    NoSuchTime,
    at,
    date_of,
    is_on_grid,
    local,
    log_day,
    slots,
    split_by_day,
    split_by_midnight,
    week_minutes,
    window,
)

MONDAY = date(2027, 6, 14)
FORWARD = date(2027, 3, 27)  # the log day during which the clocks go forward
BACK = date(2027, 10, 30)  # and the one during which they go back


def utc(day, hour, minute=0, month=6):
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


def between(start, end):
    """An interval on MONDAY's log day, as the clock shows it."""
    return Interval(at(MONDAY, start), at(MONDAY, end))


# Intervals


def test_an_interval_is_kept_in_utc():
    summer = Interval(
        datetime(2027, 6, 14, 9, tzinfo=LONDON),
        datetime(2027, 6, 14, 12, tzinfo=timezone(timedelta(hours=2))),
    )
    assert summer == Interval(utc(14, 8), utc(14, 10))
    assert (summer.start.tzinfo, summer.end.tzinfo) == (UTC, UTC)


def test_an_interval_drops_seconds_so_that_neighbours_still_touch():
    seam = utc(14, 9, 30) + timedelta(seconds=59, microseconds=7)
    before, after = Interval(utc(14, 9), seam), Interval(seam, utc(14, 10))
    assert before.end == after.start == utc(14, 9, 30)
    assert before.minutes + after.minutes == 60


def test_an_interval_across_a_clock_change_has_its_real_length():
    lengths = [
        Interval(
            datetime(2027, month, day, 0, 30, tzinfo=LONDON),
            datetime(2027, month, day, 3, 0, tzinfo=LONDON),
        ).minutes
        for month, day in ((3, 28), (10, 31))
    ]
    assert lengths == [90, 210]


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (datetime(2027, 6, 14, 9), utc(14, 10), "A time needs its time zone."),  # noqa: DTZ001 - on purpose
        (utc(14, 9), datetime(2027, 6, 14, 10), "A time needs its time zone."),  # noqa: DTZ001 - on purpose
        (utc(14, 9), utc(14, 9), "The end must be after the start."),
        (utc(14, 9), utc(14, 8), "The end must be after the start."),
        (
            datetime.min.replace(tzinfo=timezone(timedelta(hours=1))),
            utc(14, 8),
            "This date is outside the calendar.",
        ),
    ],
)
def test_an_impossible_interval_is_refused_in_plain_words(start, end, message):
    with pytest.raises(ValueError, match=r".") as refusal:
        Interval(start, end)
    assert str(refusal.value) == message


def test_touching_intervals_do_not_overlap():
    first, second = between("09:00", "10:00"), between("10:00", "11:00")
    assert (first.overlaps(second), second.overlaps(first)) == (False, False)
    assert (first.intersection(second), second.intersection(first)) == (None, None)
    assert not first.contains(first.end)
    assert first.contains(first.start)


def test_overlapping_intervals_share_an_intersection():
    first, second = between("09:00", "10:30"), between("10:00", "11:00")
    assert first.overlaps(second)
    assert second.overlaps(first)
    assert first.intersection(second) == between("10:00", "10:30")


def test_an_interval_contains_another_that_lies_within_it():
    whole = between("09:00", "10:00")
    assert whole.contains(whole)
    assert whole.contains(between("09:15", "10:00"))
    assert not whole.contains(between("09:15", "10:01"))


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        ("08:00", "09:00", [("09:00", "12:00")]),
        ("08:00", "10:00", [("10:00", "12:00")]),
        ("10:00", "11:00", [("09:00", "10:00"), ("11:00", "12:00")]),
        ("11:00", "13:00", [("09:00", "11:00")]),
        ("09:00", "12:00", []),
        ("08:00", "13:00", []),
    ],
)
def test_taking_one_interval_out_of_another(start, end, left):
    rest = between("09:00", "12:00").without(between(start, end))
    assert list(rest) == [between(*ends) for ends in left]


# Log days and the clock on the wall


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        (MONDAY, utc(14, 3), utc(15, 3), 24),
        (date(2027, 1, 4), utc(4, 4, month=1), utc(5, 4, month=1), 24),
        (FORWARD, utc(27, 4, month=3), utc(28, 3, month=3), 23),
        (date(2027, 3, 28), utc(28, 3, month=3), utc(29, 3, month=3), 24),
        (BACK, utc(30, 3, month=10), utc(31, 4, month=10), 25),
        (date(2027, 10, 31), utc(31, 4, month=10), utc(1, 4, month=11), 24),
    ],
)
def test_a_log_day_runs_from_four_to_four(day, start, end, hours):
    assert log_day(day) == Interval(start, end)
    assert log_day(day).minutes == hours * 60


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (utc(14, 3), MONDAY),
        (utc(14, 2, 59), date(2027, 6, 13)),
        (utc(15, 2, 59), MONDAY),
        (utc(14, 23, 30), MONDAY),
        (utc(28, 2, 59, month=3), FORWARD),
        (utc(28, 3, month=3), date(2027, 3, 28)),
        (utc(31, 3, 59, month=10), BACK),
        (utc(31, 4, month=10), date(2027, 10, 31)),
    ],
)
def test_an_instant_belongs_to_a_log_day(instant, day):
    assert date_of(instant) == day


@pytest.mark.parametrize(
    ("day", "wall", "instant"),
    [
        (MONDAY, "09:30", utc(14, 8, 30)),
        (MONDAY, "9:30", utc(14, 8, 30)),
        (MONDAY, time(9, 30), utc(14, 8, 30)),
        (MONDAY, "04:00", utc(14, 3)),
        (MONDAY, "03:59", utc(15, 2, 59)),
        (MONDAY, "00:00", utc(14, 23)),
        (date(2027, 1, 4), "09:30", utc(4, 9, 30, month=1)),
        (FORWARD, "00:59", utc(28, 0, 59, month=3)),
        (FORWARD, "02:00", utc(28, 1, month=3)),
        (BACK, "01:30", utc(31, 0, 30, month=10)),
        (BACK, "02:00", utc(31, 2, month=10)),
    ],
)
def test_a_time_on_the_clock_names_an_instant_of_the_log_day(day, wall, instant):
    assert at(day, wall) == instant
    assert at(day, wall).tzinfo is UTC
    assert log_day(day).contains(at(day, wall))


def test_the_second_of_two_equal_times_is_named_by_its_fold():
    assert at(BACK, "01:30", fold=1) == utc(31, 1, 30, month=10)
    assert at(BACK, time(1, 30, fold=1)) == utc(31, 1, 30, month=10)
    assert at(BACK, time(1, 30, fold=1), fold=0) == utc(31, 0, 30, month=10)


@pytest.mark.parametrize("wall", ["01:00", "01:30", time(1, 59)])
def test_a_skipped_time_is_refused(wall):
    with pytest.raises(NoSuchTime):
        at(FORWARD, wall)


def test_the_refusal_of_a_skipped_time_names_it():
    with pytest.raises(NoSuchTime) as refusal:
        at(FORWARD, "01:30")
    assert str(refusal.value) == (
        "1:30am on Sunday 28 March 2027 does not exist: the clocks go forward that night."
    )


@pytest.mark.parametrize(
    "text", ["", "24:00", "9", "09:60", "0930", "09:30:00", "٠٩:٣٠", "09:30\n"]
)
def test_text_that_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r"^Write the time like 09:30\.$"):
        at(MONDAY, text)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: log_day(date.max),
        lambda: at(date.max, "03:00"),
        lambda: date_of(datetime.min.replace(tzinfo=UTC)),
        lambda: week_minutes(date(9999, 12, 27)),
    ],
)
def test_the_ends_of_the_calendar_are_refused(ask):
    with pytest.raises(ValueError, match=r"^This date is outside the calendar\.$"):
        ask()


def test_local_shows_the_clock_in_london():
    assert local(utc(14, 8)).isoformat() == "2027-06-14T09:00:00+01:00"
    assert local(utc(4, 9, month=1)).isoformat() == "2027-01-04T09:00:00+00:00"


@pytest.mark.parametrize(
    ("day", "start", "end", "expected"),
    [
        (MONDAY, time(8), time(18), Interval(utc(14, 7), utc(14, 17))),
        (MONDAY, time(14), time(1), Interval(utc(14, 13), utc(15, 0))),
        (MONDAY, time(22), time(6), Interval(utc(14, 21), utc(15, 3))),
        (MONDAY, time(9), time(9), Interval(utc(14, 8), utc(15, 3))),
        (MONDAY, time(4), time(4), log_day(MONDAY)),
        (MONDAY, time(1), time(3), Interval(utc(15, 0), utc(15, 2))),
        (FORWARD, time(22), time(1, 30), Interval(utc(27, 22, month=3), utc(28, 1, month=3))),
        (FORWARD, time(1, 30), time(3), Interval(utc(28, 1, month=3), utc(28, 2, month=3))),
        (BACK, time(22), time(3), Interval(utc(30, 21, month=10), utc(31, 3, month=10))),
    ],
)
def test_the_working_window_of_a_log_day(day, start, end, expected):
    assert window(day, start, end) == expected


def test_a_window_wholly_in_the_skipped_hour_is_refused():
    with pytest.raises(NoSuchTime):
        window(FORWARD, time(1, 15), time(1, 45))


@pytest.mark.parametrize(
    ("monday", "hours"),
    [(date(2027, 3, 22), 167), (date(2027, 6, 14), 168), (date(2027, 10, 25), 169)],
)
def test_a_week_has_167_168_or_169_hours(monday, hours):
    assert week_minutes(monday) == hours * 60
    days = [monday + timedelta(days=offset) for offset in range(7)]
    assert sum(log_day(day).minutes for day in days) == hours * 60


def test_a_week_starts_on_a_monday():
    with pytest.raises(ValueError, match=r"^A week starts on a Monday\.$"):
        week_minutes(date(2027, 6, 15))


def test_an_interval_is_split_at_four():
    night = Interval(at(MONDAY, "22:00"), at(MONDAY + timedelta(days=1), "06:00"))
    assert split_by_day(night) == [
        (MONDAY, Interval(utc(14, 21), utc(15, 3))),
        (date(2027, 6, 15), Interval(utc(15, 3), utc(15, 5))),
    ]


def test_an_interval_is_split_at_midnight():
    night = Interval(at(MONDAY, "22:00"), at(MONDAY, "02:00"))
    assert split_by_midnight(night) == [
        (MONDAY, Interval(utc(14, 21), utc(14, 23))),
        (date(2027, 6, 15), Interval(utc(14, 23), utc(15, 1))),
    ]


def test_an_interval_that_ends_on_the_boundary_is_not_split():
    assert split_by_day(log_day(MONDAY)) == [(MONDAY, log_day(MONDAY))]
    evening = Interval(at(MONDAY, "20:00"), at(MONDAY, "00:00"))
    assert split_by_midnight(evening) == [(MONDAY, evening)]


# Slots


def test_a_window_is_cut_into_slots():
    assert slots(between("09:00", "10:00"), 15) == [
        between("09:00", "09:15"),
        between("09:15", "09:30"),
        between("09:30", "09:45"),
        between("09:45", "10:00"),
    ]


def test_slots_keep_to_the_grid_where_the_ends_do_not():
    assert slots(between("09:05", "09:35"), 15) == [
        between("09:05", "09:15"),
        between("09:15", "09:30"),
        between("09:30", "09:35"),
    ]


@pytest.mark.parametrize(("day", "count"), [(FORWARD, 92), (MONDAY, 96), (BACK, 100)])
def test_a_log_day_has_as_many_slots_as_it_has_quarters_of_an_hour(day, count):
    assert len(slots(log_day(day), 15)) == count


@pytest.mark.parametrize(
    ("wall", "slot_minutes", "on"),
    [("09:15", 15, True), ("09:20", 15, False), ("09:20", 5, True), ("00:00", 60, True)],
)
def test_an_instant_is_on_the_grid_or_not(wall, slot_minutes, on):
    assert is_on_grid(at(MONDAY, wall), slot_minutes) is on


def test_seconds_are_off_the_grid():
    assert not is_on_grid(utc(14, 9) + timedelta(seconds=1), 15)


@pytest.mark.parametrize("slot_minutes", [0, -5, 7, 45, 120])
def test_a_slot_must_divide_the_hour(slot_minutes):
    with pytest.raises(ValueError, match="divide the hour evenly"):
        is_on_grid(utc(14, 9), slot_minutes)
    with pytest.raises(ValueError, match="divide the hour evenly"):
        slots(between("09:00", "10:00"), slot_minutes)
