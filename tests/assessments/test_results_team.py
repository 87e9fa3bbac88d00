"""Figures for a group: from five people on, and nobody in particular."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from assessments.results import (
    Grade,
    Interruptions,
    TeamReleased,
    TooFew,
    compare,
    team_headline,
    team_result,
    to_json,
    where_to_look_next,
)

from .weeks import (
    BEFORE,
    CATEGORIES,
    EMAIL,
    SIX,
    WAITING,
    after,
    before,
    compared,
    person,
    shown,
)


def test_a_group_of_five_has_figures_and_a_group_of_four_has_none():
    assert team_result(SIX[:4]) == TooFew(people=4, minimum=5)
    assert team_result(SIX[:5]).people == 5
    assert team_result(SIX[:2], minimum=2).people == 2


def test_people_without_both_weeks_do_not_make_up_the_number():
    unfinished = compared(repeat=replace(after(), locked=False))
    empty = compared(repeat=after(complete=False))
    assert team_result([*SIX[:4], unfinished, empty]) == TooFew(people=4, minimum=5)


@pytest.mark.parametrize(
    ("people", "have"), [(0, "no people have"), (1, "1 person has"), (4, "4 people have")]
)
def test_too_few_says_why(people, have):
    assert TooFew(people, 5).reason == (
        f"Figures for a group are shown from 5 people on; so far {have} logged both weeks."
    )


def test_time_released_by_a_group():
    team = team_result(SIX)
    assert [each.released_minutes for each in SIX] == [400, 300, 200, 95, 0, -50]
    assert team.released == TeamReleased(
        total_minutes=945,
        annual_minutes=945 * 44,
        median_minutes=150,  # 147.5 to the nearest half hour
        range_minutes=(-60, 420),
    )
    assert (team.people, team.people_with_claim, team.reasons) == (6, 6, ())
    assert team_headline(team) == (
        "About 16 hours a week released, 6 people together, good evidence"
    )


def test_the_range_is_left_out_from_ten_people_on():
    assert team_result([SIX[0]] * 9).released.range_minutes == (390, 420)
    assert team_result([SIX[0]] * 10).released.range_minutes is None


def test_mean_minutes_of_a_group_are_rounded_once_a_line():
    team = team_result(SIX)
    lines = shown(team)
    assert lines["planning"] == (300, 300, 0)
    assert lines["email"] == (900, 743, -157)  # 4,455 minutes among six are 742.5
    assert team.total_after == sum(line.after for line in team.lines[:-1])
    assert (where_to_look_next(team).category, where_to_look_next(team).after) == (EMAIL, 743)


def test_a_category_that_some_do_not_have_counts_as_no_time_for_them():
    plain = tuple(each for each in CATEGORIES if each != WAITING)
    minutes = {slug: spent for slug, spent in BEFORE.items() if slug != "waiting"}
    without = compare(before(minutes=minutes), after(minutes=minutes), plain)
    team = team_result([*SIX[:5], *[without] * 5])
    assert shown(team)["waiting"] == (150, 150, 0)


def test_interruptions_of_a_group():
    team = team_result([*SIX[:3], *[person(100, interruptions=1)] * 2])
    assert team.interruptions_before == Interruptions(count=150, days=25, per_week=30)
    assert team.interruptions_after == Interruptions(count=100, days=25, per_week=20)
    assert team.interruptions_after.per_day == Decimal("4.0")


def test_too_few_claims_show_categories_but_no_time_released():
    team = team_result([*SIX[:4], person(100, repeat_days=3)])
    assert (team.people, team.people_with_claim) == (5, 4)
    assert (team.released, team.grade) == (None, Grade.NONE)
    assert team.reasons == (
        "Time released is shown from 5 people with enough evidence; so far 4 people have.",
    )
    assert team_headline(team) == "Not enough evidence yet to say how much time was released"


@pytest.mark.parametrize(
    ("good", "fair", "thin", "none", "grade"),
    [
        (5, 0, 0, 0, Grade.GOOD),
        (3, 0, 2, 0, Grade.GOOD),
        (3, 0, 3, 0, Grade.THIN),
        (3, 1, 2, 0, Grade.FAIR),
        (2, 2, 3, 0, Grade.FAIR),
        (1, 1, 3, 0, Grade.THIN),
        (5, 0, 0, 4, Grade.GOOD),
        (5, 0, 0, 5, Grade.THIN),
    ],
)
def test_the_grade_of_a_group_is_the_best_that_more_than_half_reach(good, fair, thin, none, grade):
    team = team_result(
        [SIX[0]] * good
        + [person(100, repeat_days=4)] * fair
        + [person(100, assigned_in_window_minutes=400)] * thin
        + [person(100, repeat_days=3)] * none
    )
    assert team.grade is grade


@pytest.mark.parametrize(
    ("left_out", "reason"),
    [
        (1, "1 person has too little evidence and is left out."),
        (2, "2 people have too little evidence and are left out."),
    ],
)
def test_those_left_out_of_time_released_are_counted(left_out, reason):
    team = team_result(SIX + [person(0, repeat_days=3)] * left_out)
    assert team.reasons == (reason,)
    assert team.released == team_result(SIX).released


def test_a_group_shows_nobody_in_particular():
    stored = json.dumps(to_json(team_result(SIX)))
    assert {each.baseline.token in stored for each in SIX} == {False}
    figures = {each.released_minutes for each in SIX} - {0}
    released = team_result(SIX).released
    assert figures.isdisjoint({released.median_minutes, *released.range_minutes})
