"""Spans, gaps and coverage, by example. Generated cases: tests/faults."""

from datetime import date
from fractions import Fraction

import pytest

from assessments.timeline import (
    Coverage,
    Interval,
    Span,
    assigned_minutes,
    at,
    coverage,
    find_overlaps,
    gaps,
    join_adjacent,
    log_day,
    totals_by_key,
    trim,
)

MONDAY = date(2027, 6, 14)


def between(start, end):
    """An interval on MONDAY's log day, as the clock shows it."""
    return Interval(at(MONDAY, start), at(MONDAY, end))


def spans(*rows):
    return [Span(between(start, end), key) for start, end, key in rows]


# Spans


def test_overlaps_are_found_wherever_they_stand_in_the_list():
    rows = spans(
        ("11:00", "12:00", "d"),
        ("09:00", "10:30", "a"),
        ("10:30", "11:30", "b"),
        ("10:00", "10:15", "c"),
    )
    assert find_overlaps(rows) == [(0, 2), (1, 3)]


def test_a_long_span_overlaps_each_that_it_covers():
    rows = spans(("09:00", "12:00", "a"), ("09:30", "10:00", "b"), ("11:00", "11:30", "c"))
    assert find_overlaps(rows) == [(0, 1), (0, 2)]


def test_touching_spans_do_not_overlap():
    assert find_overlaps(spans(("09:00", "10:00", "a"), ("10:00", "11:00", "a"))) == []


@pytest.mark.parametrize(
    ("existing", "left"),
    [
        ([], []),
        ([("08:00", "09:00", "a")], [("08:00", "09:00", "a")]),
        ([("08:00", "09:30", "a")], [("08:00", "09:00", "a")]),
        ([("09:15", "09:45", "a")], []),
        ([("08:00", "11:00", "a")], [("08:00", "09:00", "a"), ("10:00", "11:00", "a")]),
        (
            [("09:30", "11:00", "a"), ("11:00", "12:00", "b")],
            [("10:00", "11:00", "a"), ("11:00", "12:00", "b")],
        ),
    ],
)
def test_a_new_span_cuts_splits_or_removes_what_it_covers(existing, left):
    (new,) = spans(("09:00", "10:00", "new"))
    expected = sorted([*spans(*left), new], key=lambda span: span.interval)
    assert trim(spans(*existing), new) == expected


def test_touching_neighbours_of_one_key_become_one():
    rows = spans(
        ("10:00", "10:30", "b"),
        ("09:30", "10:00", "a"),
        ("09:00", "09:30", "a"),
        ("11:00", "11:30", "b"),
        ("10:30", "10:45", "b"),
    )
    assert join_adjacent(rows) == spans(
        ("09:00", "10:00", "a"), ("10:00", "10:45", "b"), ("11:00", "11:30", "b")
    )


def test_totals_are_kept_by_key():
    rows = spans(("09:00", "10:00", "a"), ("10:00", "10:15", "b"), ("11:00", "11:30", "a"))
    assert totals_by_key(rows) == {"a": 90, "b": 15}
    assert totals_by_key(rows, within=between("09:30", "10:05")) == {"a": 30, "b": 5}


# Gaps and coverage


def test_gaps_are_what_nothing_covers():
    day = between("09:00", "17:00")
    covered = [
        between("12:00", "13:00"),
        between("08:00", "10:00"),
        between("09:30", "11:00"),
        between("09:45", "10:15"),
        between("16:00", "18:00"),
        between("18:00", "19:00"),
    ]
    assert gaps(day, covered) == [between("11:00", "12:00"), between("13:00", "16:00")]
    assert assigned_minutes(day, covered) == 240
    assert coverage(day, covered) == Coverage(480, 240)


def test_an_empty_day_is_one_gap_and_a_full_day_is_none():
    day = between("09:00", "17:00")
    assert gaps(day, []) == [day]
    assert gaps(day, [log_day(MONDAY)]) == []


@pytest.mark.parametrize(
    ("window_minutes", "assigned", "percent", "complete"),
    [
        (600, 570, 95, True),
        (600, 569, 94, False),
        (1000, 949, 94, False),
        (480, 480, 100, True),
        (480, 479, 99, True),
        (0, 0, 0, False),
    ],
)
def test_coverage_never_reads_higher_than_it_is(window_minutes, assigned, percent, complete):
    found = Coverage(window_minutes, assigned)
    assert (found.percent, found.complete) == (percent, complete)


def test_coverage_is_exact_and_adds_up():
    assert Coverage(480, 320).share == Fraction(2, 3)
    assert Coverage(480, 320) + Coverage(600, 600) == Coverage(1080, 920)


@pytest.mark.parametrize("assigned", [-1, 481])
def test_more_than_the_window_cannot_be_assigned(assigned):
    with pytest.raises(ValueError, match="must lie within the window"):
        Coverage(480, assigned)
