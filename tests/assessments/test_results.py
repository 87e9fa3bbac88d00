"""Two weeks compared: the arithmetic and the words."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.results import (
    Group,
    GroupLine,
    Interruptions,
    about_hours,
    compare,
    from_json,
    headline,
    to_json,
    where_to_look_next,
)

from .weeks import (
    ADMIN,
    AFTER,
    BEFORE,
    BREAK,
    CATEGORIES,
    EMAIL,
    LEADING,
    PLANNING,
    REPEAT_STARTS,
    WAITING,
    after,
    before,
    compared,
    day,
    shown,
    week,
)


def test_weekly_minutes_by_category():
    assert shown(compared()) == {
        "planning": (300, 600, 300),
        "leading": (600, 600, 0),
        "email": (900, 660, -240),
        "admin": (300, 240, -60),
        "waiting": (300, 270, -30),
        "break": (150, 150, 0),
    }


def test_time_released_is_the_fall_in_what_could_be_released():
    result = compared()
    assert result.released_minutes == 330
    assert result.annual_minutes == 330 * 44
    assert compared(weeks_per_year=40).annual_minutes == 330 * 40


def test_a_rise_in_one_category_takes_from_what_another_released():
    result = compared(repeat=after(minutes=AFTER | {"waiting": 150}))
    assert result.released_minutes == 330 - 480


def test_totals_leave_out_what_is_not_counted():
    result = compared()
    assert (result.total_before, result.total_after) == (2400, 2370)


def test_groups_are_the_sums_of_their_lines():
    assert compared().group_lines == (
        GroupLine(Group.RELEASES, 300, 600),
        GroupLine(Group.NEEDED, 600, 600),
        GroupLine(Group.LOOK_AT, 900, 660),
        GroupLine(Group.PASS_ON, 300, 240),
        GroupLine(Group.LOST, 300, 270),
        GroupLine(Group.NOT_COUNTED, 150, 150),
    )
    assert [line.change for line in compared().group_lines] == [300, 0, -240, -60, -30, 0]


def test_a_category_that_is_not_counted_stands_apart_whatever_its_group():
    clinical = replace(LEADING, counted=False)
    result = compare(before(), after(), [clinical, PLANNING, EMAIL, ADMIN, WAITING, BREAK])
    assert result.group_lines[-1] == GroupLine(Group.NOT_COUNTED, 750, 750)
    assert result.total_before == 1800


def test_only_worked_and_complete_days_count_and_are_scaled_to_the_week():
    baseline = week(
        [day({"email": 100}), day({"email": 101})] * 2
        + [day({"email": 900}, complete=False), day({"email": 900}, worked=False)]
    )
    result = compared(baseline)
    assert shown(result)["email"][0] == 503  # 402 minutes in four days; five days are 502.5
    assert result.baseline.comparable_days == 4


def test_a_shorter_working_week_is_scaled_to_its_days():
    assert shown(compared(days_per_week=3))["email"] == (540, 396, -144)


def test_a_week_without_comparable_days_has_no_minutes():
    result = compared(repeat=after(complete=False))
    assert shown(result)["email"] == (900, 0, -900)
    assert result.interruptions_after == Interruptions(count=0, days=0, per_week=0)
    assert result.interruptions_after.per_day == Decimal("0.0")


def test_lines_stand_in_the_order_of_the_categories():
    result = compare(before(), after(), reversed(CATEGORIES))
    assert [line.category for line in result.lines] == list(CATEGORIES)


def test_minutes_in_an_unknown_category_are_refused_rather_than_left_out():
    with pytest.raises(ValueError, match=r"not given: email\.$"):
        compare(before(), after(), [PLANNING, LEADING])


def test_a_working_week_has_at_least_a_day():
    with pytest.raises(ValueError, match="at least one day"):
        compared(days_per_week=0)


def test_interruptions_are_told_apart_from_time_released():
    baseline = week([day(BEFORE, interruptions=count) for count in (4, 9, 8, 7, 6)])
    result = compared(baseline, after(interruptions=2), minutes_per_interruption=6)
    assert result.interruptions_before == Interruptions(count=34, days=5, per_week=34)
    assert result.interruptions_before.per_day == Decimal("6.8")
    assert result.interruptions_after.per_day == Decimal("2.0")
    assert (result.interruption_minutes_before, result.interruption_minutes_after) == (204, 60)
    assert result.released_minutes == 330


weeks_of_minutes = st.lists(
    st.fixed_dictionaries({each.slug: st.integers(0, 300) for each in CATEGORIES}),
    min_size=1,
    max_size=7,
)


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(earlier=weeks_of_minutes, later=weeks_of_minutes, days_per_week=st.integers(1, 7))
def test_every_total_is_the_sum_of_the_shown_lines(earlier, later, days_per_week):
    result = compared(
        week(map(day, earlier)), week(map(day, later), REPEAT_STARTS), days_per_week=days_per_week
    )
    for line in result.lines:
        for minutes, days in ((line.before, earlier), (line.after, later)):
            total = sum(each[line.category.slug] for each in days)
            assert abs(minutes - Fraction(total * days_per_week, len(days))) <= Fraction(1, 2)
    groups = {line.group: line for line in result.group_lines}
    for side in ("before", "after", "change"):
        lines = sum(getattr(line, side) for line in result.lines)
        assert sum(getattr(line, side) for line in groups.values()) == lines
    assert result.total_after == sum(line.after for line in result.lines[:-1])
    if result.has_claim:
        fallen = (Group.LOOK_AT, Group.PASS_ON, Group.LOST)
        assert result.released_minutes == -sum(groups[group].change for group in fallen)
        assert result.annual_minutes == 44 * result.released_minutes
    assert from_json(json.loads(json.dumps(to_json(result)))) == result


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (30, "half an hour"),
        (44, "half an hour"),
        (45, "1 hour"),
        (74, "1 hour"),
        (75, "1½ hours"),
        (120, "2 hours"),
        (330, "5½ hours"),
        (-120, "2 hours"),
    ],
)
def test_hours_are_named_to_the_nearest_half(minutes, words):
    assert about_hours(minutes) == words


@pytest.mark.parametrize(
    ("baseline", "repeat", "words"),
    [
        (
            before(),
            after(),
            "About 5½ hours a week released, from two full weeks, good evidence",
        ),
        (
            before(days=4),
            after(days=4),
            "About 5½ hours a week released, from 4 days in each week, fair evidence",
        ),
        (
            before(),
            after(days=4),
            "About 5½ hours a week released, from 5 days before and 4 after, fair evidence",
        ),
        (
            before(),
            after(minutes=AFTER | {"email": 222}),
            "About 2 hours a week more taken up than before, from two full weeks, good evidence",
        ),
        (
            before(),
            after(minutes=AFTER | {"email": 193}),
            "Little change in the week, from two full weeks, good evidence",
        ),
        (
            before(),
            after(days=3),
            "Not enough evidence yet to say how much time was released",
        ),
    ],
)
def test_the_headline(baseline, repeat, words):
    assert headline(compared(baseline, repeat)) == words


@pytest.mark.parametrize(
    ("minutes", "finding"),
    [
        (30, "About half an hour a week released"),
        (29, "Little change in the week"),
        (-29, "Little change in the week"),
        (-30, "About half an hour a week more taken up than before"),
    ],
)
def test_under_half_an_hour_is_little_change(minutes, finding):
    days = [day(BEFORE)] * 4 + [day(BEFORE | {"email": 180 - minutes})]
    result = compared(repeat=week(days, REPEAT_STARTS))
    assert result.released_minutes == minutes
    assert headline(result) == f"{finding}, from two full weeks, good evidence"


def test_a_full_week_is_the_persons_own():
    result = compared(before(days=4), after(days=4), days_per_week=4)
    assert headline(result) == (
        "About 4½ hours a week released, from two full weeks, fair evidence"
    )


def test_where_to_look_next_is_the_largest_that_could_be_released():
    line = where_to_look_next(compared())
    assert (line.category, line.after) == (EMAIL, 660)


def test_the_first_category_wins_where_two_are_the_same():
    line = where_to_look_next(compared(repeat=after(minutes={"waiting": 60, "admin": 60})))
    assert line.category == ADMIN


def test_there_is_nowhere_to_look_where_nothing_is_left():
    assert (
        where_to_look_next(compared(repeat=after(minutes={"planning": 400, "break": 60}))) is None
    )
