import datetime as dt

import pytest

from productive_leader.core import dates


def test_a_moment_is_shown_in_london_on_both_sides_of_a_clock_change():
    before = dt.datetime(2027, 3, 28, 0, 59, tzinfo=dt.UTC)
    assert dates.format_time(before) == "12:59am"
    assert dates.format_time(before + dt.timedelta(minutes=1)) == "2am"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(0, 1, "12:01am"), (11, 59, "11:59am"), (12, 1, "12:01pm"), (23, 5, "11:05pm")],
)
def test_times_around_midday_and_midnight(hour, minute, words):
    assert dates.format_time(dt.time(hour, minute)) == words


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [(0, "0.0"), (2, "0.0"), (-2, "0.0"), (27, "0.5"), (33, "0.6"), (10_080, "168.0")],
)
def test_hours_have_one_decimal(minutes, hours):
    assert dates.format_hours(minutes) == hours
