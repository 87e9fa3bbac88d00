"""The arithmetic of the promise: calendar days for who waits, working days for who packs."""

import datetime as dt

import pytest

from orders.promise import (
    Kept,
    dispatch_by,
    is_overdue,
    left_in_words,
    promised_for,
    working_days_after,
)
from productive_leader.core.dates import LONDON

CHRISTMAS = {dt.date(2025, 12, 25), dt.date(2025, 12, 26), dt.date(2026, 1, 1)}
EASTER = {dt.date(2026, 4, 3), dt.date(2026, 4, 6)}


def at(day: dt.date, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON)


@pytest.mark.parametrize(
    ("moment", "due_on"),
    [
        (at(dt.date(2026, 3, 3)), dt.date(2026, 3, 13)),
        (at(dt.date(2026, 3, 3), 23, 59), dt.date(2026, 3, 13)),
        (at(dt.date(2026, 7, 2), 0, 30), dt.date(2026, 7, 12)),  # still 1 July in UTC
        (at(dt.date(2026, 3, 28), 23, 30), dt.date(2026, 4, 7)),  # clocks go forward
        (at(dt.date(2026, 10, 24), 23, 30), dt.date(2026, 11, 3)),  # clocks go back
    ],
)
def test_it_is_promised_for_ten_days_after_the_day_in_london(moment: dt.datetime, due_on: dt.date):
    assert promised_for(moment.astimezone(dt.UTC), 10) == due_on


def test_its_own_day_is_in_time_and_the_next_is_not():
    due_on = dt.date(2026, 3, 13)
    assert [is_overdue(due_on, due_on + dt.timedelta(days=step)) for step in (-1, 0, 1)] == [
        False,
        False,
        True,
    ]


def test_in_a_usual_week_it_leaves_within_six_working_days():
    moment = at(dt.date(2026, 3, 3))
    assert dispatch_by(moment, dt.date(2026, 3, 13), 6, set()) == dt.date(2026, 3, 11)


def test_edge_11_before_christmas_it_leaves_earlier_and_is_promised_for_the_same_days():
    moment = at(dt.date(2025, 12, 18))
    due_on = promised_for(moment, 10)
    assert due_on == dt.date(2025, 12, 28)  # a Sunday; the last day to deliver is the 24th
    assert dispatch_by(moment, due_on, 6, CHRISTMAS) == dt.date(2025, 12, 23)


def test_edge_11_before_easter_it_leaves_earlier():
    moment = at(dt.date(2026, 4, 1))
    due_on = promised_for(moment, 10)
    assert due_on == dt.date(2026, 4, 11)  # a Saturday
    assert dispatch_by(moment, due_on, 6, EASTER) == dt.date(2026, 4, 9)


def test_it_never_has_to_leave_before_it_is_promised():
    moment = at(dt.date(2026, 3, 3))
    assert dispatch_by(moment, dt.date(2026, 3, 3), 6, set()) == dt.date(2026, 3, 3)


def test_working_days_are_counted_forwards_and_back():
    after = working_days_after(dt.date(2026, 4, 2), 2, EASTER)
    assert after == dt.date(2026, 4, 8)
    assert working_days_after(after, -2, EASTER) == dt.date(2026, 4, 2)


def test_days_are_said_in_words():
    on = dt.date(2026, 3, 3)
    said = [left_in_words(on + dt.timedelta(days=step), on) for step in (-2, -1, 0, 1, 6)]
    assert said == [
        "2 days late",
        "1 day late",
        "today is the last day",
        "1 day left",
        "6 days left",
    ]


def test_figures_say_nothing_of_nothing():
    assert [Kept(0, 0).in_words, Kept(2, 3).in_words] == ["None has arrived yet", "2 of 3 (66%)"]
