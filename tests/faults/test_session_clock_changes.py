"""Sessions keep their time on the clock in London, whatever the clocks do: ten years of changes."""

import datetime as dt

import pytest

from productive_leader.core.dates import LONDON
from programmes.scheduling import Wish, propose, span_at, wanted_days

TEN = dt.time(10)


def last_sunday(year: int, month: int) -> dt.date:
    """The clocks change on it, in March and in October."""
    day = dt.date(year, month, 31)
    return day - dt.timedelta(days=(day.weekday() + 1) % 7)


CHANGES = [last_sunday(year, month) for year in range(2026, 2036) for month in (3, 10)]


def test_the_changes_are_the_ones_the_zone_knows() -> None:
    def offset(day: dt.date) -> dt.timedelta | None:
        return dt.datetime.combine(day, dt.time(12), LONDON).utcoffset()

    found = [
        day
        for number in range(dt.date(2026, 1, 1).toordinal(), dt.date(2036, 1, 1).toordinal())
        if offset(day := dt.date.fromordinal(number)) != offset(day - dt.timedelta(days=1))
    ]
    assert found == CHANGES


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_every_session_around_a_change_is_at_ten_in_london(change: dt.date) -> None:
    """Each working day of the fourteen on either side begins a series that crosses the change."""
    summer_comes = change.month == 3
    for step in range(-14, 15):
        day = change + dt.timedelta(days=step)
        if day.weekday() > 4:
            continue
        days = wanted_days(day, [0, 1, 2, 3])
        found = propose([Wish(one, TEN, 90) for one in days], {})
        assert [one.span.day for one in found] == days
        for one in found:
            summer = (one.span.day >= change) is summer_comes
            assert (one.span.local_start.hour, one.span.local_start.minute) == (10, 0)
            assert one.span.start.hour == (9 if summer else 10)
            assert (one.span.end - one.span.start, one.span.minutes) == (
                dt.timedelta(minutes=90),
                90,
            )


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_the_weeks_around_a_change_last_as_long_as_they_do(change: dt.date) -> None:
    """From 10am before the change to 10am after it an hour is missing, or there is one more."""
    before, after = (span_at(change + dt.timedelta(days=days), TEN, 90).start for days in (-1, 1))
    hours = 47 if change.month == 3 else 49
    assert after - before == dt.timedelta(hours=hours)
    ordinary = [span_at(change + dt.timedelta(days=days), TEN, 90).start for days in (-9, -7)]
    assert ordinary[1] - ordinary[0] == dt.timedelta(hours=48)
