"""No minute is lost or doubled when the clocks change: 10,000 generated cases.

Each case lies within two days of a change of 2027 or of an ordinary midsummer midnight, and is
held against slow references that know nothing of `zoneinfo`: the changes of 2027 by heart, and
sets of single minutes.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.timeline import (
    Interval,
    NoSuchTime,
    Span,
    assigned_minutes,
    at,
    coverage,
    date_of,
    find_overlaps,
    gaps,
    is_on_grid,
    join_adjacent,
    local,
    log_day,
    slots,
    split_by_day,
    split_by_midnight,
    totals_by_key,
    trim,
    week_minutes,
)

FORWARD = datetime(2027, 3, 28, 1, tzinfo=UTC)
BACK = datetime(2027, 10, 31, 1, tzinfo=UTC)
ORDINARY = datetime(2027, 6, 20, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
TWO_DAYS = 2 * 24 * 60

CASES = {"split": 3_000, "walls": 3_000, "spans": 3_000, "weeks": 1_000}
"""How many cases each property gets; together 10,000."""


def cases(name):
    """Deterministic, so that a failure is the same for everybody."""
    return settings(max_examples=CASES[name], derandomize=True, database=None, deadline=None)


anchors = st.sampled_from([FORWARD, BACK, ORDINARY])
offsets = st.integers(-TWO_DAYS, TWO_DAYS)
stretches = st.tuples(st.integers(0, 719), st.integers(1, 240), st.sampled_from("abc"))


def minutes_after(anchor, minutes):
    return anchor + timedelta(minutes=minutes)


def clock(instant):
    """What a clock in London shows in 2027, from the two changes alone."""
    summer = FORWARD <= instant < BACK
    return (instant + HOUR * summer).replace(tzinfo=None)


def log_date(instant):
    return (clock(instant) - 4 * HOUR).date()


def calendar_date(instant):
    return clock(instant).date()


def each_minute(interval):
    """The slow way: every minute of an interval, numbered from 1970."""
    return range(int(interval.start.timestamp()) // 60, int(interval.end.timestamp()) // 60)


def spans_after(anchor, rows):
    return [
        Span(Interval(minutes_after(anchor, start), minutes_after(anchor, start + length)), key)
        for start, length, key in rows
    ]


def covered(intervals):
    return {minute for interval in intervals for minute in each_minute(interval)}


def test_the_cases_number_ten_thousand():
    assert sum(CASES.values()) == 10_000


@cases("split")
@given(anchor=anchors, offset=offsets, length=st.integers(1, TWO_DAYS))
def test_the_parts_of_an_interval_sum_to_the_whole(anchor, offset, length):
    start = minutes_after(anchor, offset)
    whole = Interval(start, minutes_after(start, length))
    for split, day_of in ((split_by_day, log_date), (split_by_midnight, calendar_date)):
        parts = split(whole)
        assert sum(part.minutes for _, part in parts) == whole.minutes == length
        assert (parts[0][1].start, parts[-1][1].end) == (whole.start, whole.end)
        assert all(left.end == right.start for (_, left), (_, right) in pairwise(parts))
        for day, part in parts:
            assert {day_of(part.start), day_of(part.end - timedelta(minutes=1))} == {day}
    assert all(log_day(day).contains(part) for day, part in split_by_day(whole))


@cases("walls")
@given(anchor=anchors, offset=offsets, slot_minutes=st.sampled_from([5, 15]))
def test_the_clock_and_the_instant_tell_the_same_time(anchor, offset, slot_minutes):
    instant = minutes_after(anchor, offset)
    shown, day = local(instant), date_of(instant)
    assert (shown.replace(tzinfo=None), day) == (clock(instant), log_date(instant))
    assert log_day(day).contains(instant)
    assert at(day, shown.timetz()) == instant
    assert at(day, f"{shown:%H:%M}", fold=shown.fold) == instant
    since_start = int((instant - log_day(day).start).total_seconds()) // 60
    assert is_on_grid(instant, slot_minutes) is (since_start % slot_minutes == 0)
    end = minutes_after(instant, 50)
    assert sum(slot.minutes for slot in slots(Interval(instant, end), slot_minutes)) == 50


@cases("spans")
@given(
    anchor=anchors,
    offset=st.integers(-720, 0),
    rows=st.lists(stretches, max_size=7),
    frame=stretches,
)
def test_painting_never_loses_or_doubles_a_minute(anchor, offset, rows, frame):
    origin = minutes_after(anchor, offset)
    painted, by_minute = [], {}
    for new in spans_after(origin, rows):
        painted = trim(painted, new)
        by_minute |= dict.fromkeys(each_minute(new.interval), new.key)
    joined = join_adjacent(painted)
    for laid in (painted, joined):
        assert find_overlaps(laid) == []
        assert laid == sorted(laid, key=lambda span: span.interval.start)
        assert {m: span.key for span in laid for m in each_minute(span.interval)} == by_minute
    assert not any(
        left.key == right.key and left.interval.end == right.interval.start
        for left, right in pairwise(joined)
    )
    assert totals_by_key(painted) == totals_by_key(joined) == Counter(by_minute.values())

    (window,) = (span.interval for span in spans_after(origin, [frame]))
    intervals = [span.interval for span in spans_after(origin, rows)]
    inside = set(each_minute(window))
    free = gaps(window, intervals)
    assert covered(free) == inside - covered(intervals)
    assert all(left.end < right.start for left, right in pairwise(free))
    assert assigned_minutes(window, intervals) == len(inside & covered(intervals))
    assert coverage(window, intervals).share * window.minutes == len(inside & covered(intervals))
    assert totals_by_key(painted, within=window) == Counter(
        key for minute, key in by_minute.items() if minute in inside
    )
    raw = spans_after(origin, rows)
    assert find_overlaps(raw) == [
        (i, j)
        for i, one in enumerate(raw)
        for j, other in enumerate(raw)
        if i < j and one.interval.overlaps(other.interval)
    ]


@cases("weeks")
@given(week=st.integers(0, 1_500))
def test_a_week_is_the_sum_of_its_days(week):
    monday = date(2010, 1, 4) + timedelta(weeks=week)
    days = [log_day(monday + timedelta(days=offset)) for offset in range(7)]
    assert week_minutes(monday) == sum(day.minutes for day in days)
    assert all(left.end == right.start for left, right in pairwise(days))
    assert week_minutes(monday) in {167 * 60, 168 * 60, 169 * 60}


@pytest.mark.parametrize(
    ("monday", "hours"),
    [(date(2027, 3, 22), 167), (date(2027, 6, 14), 168), (date(2027, 10, 25), 169)],
)
def test_the_weeks_of_2027_have_their_hours(monday, hours):
    every_minute = Interval(log_day(monday).start, log_day(monday + timedelta(days=6)).end)
    assert len(each_minute(every_minute)) == week_minutes(monday) == hours * 60


def test_2027_has_one_short_week_and_one_long_week():
    mondays = [date(2027, 1, 4) + timedelta(weeks=week) for week in range(52)]
    assert Counter(map(week_minutes, mondays)) == {167 * 60: 1, 168 * 60: 50, 169 * 60: 1}


def test_exactly_the_skipped_hour_does_not_exist():
    saturday = date(2027, 3, 27)
    refused = []
    for minute in range(24 * 60):
        wall = f"{minute // 60:02}:{minute % 60:02}"
        try:
            at(saturday, wall)
        except NoSuchTime:
            refused.append(wall)
    assert refused == [f"01:{minute:02}" for minute in range(60)]


def test_exactly_the_repeated_hour_has_two_instants():
    saturday = date(2027, 10, 30)
    walls = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]
    twice = [wall for wall in walls if at(saturday, wall) != at(saturday, wall, fold=1)]
    assert twice == [f"01:{minute:02}" for minute in range(60)]
