"""Rounding, shares, and the stored form."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.results import (
    days_equivalent,
    from_json,
    percent_shares,
    round_half_away,
    team_result,
    to_json,
)

from .weeks import SIX, after, compared, person


@pytest.mark.parametrize(
    ("value", "whole"), [("5/2", 3), ("-5/2", -3), ("7/3", 2), ("-7/3", -2), ("0", 0), ("-1/2", -1)]
)
def test_a_half_is_rounded_away_from_zero(value, whole):
    assert round_half_away(Fraction(value)) == whole


@pytest.mark.parametrize(
    ("minutes", "days"), [(450, "1.0"), (330, "0.7"), (-225, "-0.5"), (0, "0.0"), (4500, "10.0")]
)
def test_minutes_as_working_days(minutes, days):
    assert days_equivalent(minutes) == Decimal(days)


@pytest.mark.parametrize(
    ("values", "shares"),
    [
        ([1, 1, 1], (34, 33, 33)),
        ([2, 1], (67, 33)),
        ([0, 0], (0, 0)),
        ([], ()),
        ([0, 5], (0, 100)),
        ([1, 1, 1, 1, 1, 1], (17, 17, 17, 17, 16, 16)),
        ([995, 5], (100, 0)),
        ([1, 2, 5], (12, 25, 63)),
    ],
)
def test_shares_by_largest_remainder(values, shares):
    assert percent_shares(values) == shares


def test_a_negative_value_has_no_share():
    with pytest.raises(ValueError, match="nought or more"):
        percent_shares([1, -1])


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(values=st.lists(st.integers(0, 5000), min_size=1, max_size=20).filter(any))
def test_shares_sum_to_a_hundred_and_stay_within_one_of_the_truth(values):
    shares = percent_shares(values)
    assert sum(shares) == 100
    for value, share in zip(values, shares, strict=True):
        assert abs(share - Fraction(value * 100, sum(values))) < 1


@pytest.mark.parametrize(
    "result",
    [
        compared(),
        compared(repeat=after(days=3)),
        team_result(SIX),
        team_result([SIX[0]] * 10),
        team_result([*SIX[:4], person(100, repeat_days=3)]),
    ],
)
def test_a_result_comes_back_from_storage_as_it_was(result):
    assert from_json(json.loads(json.dumps(to_json(result)))) == result


def stored(**changes):
    return to_json(compared()) | changes


@pytest.mark.parametrize(
    "data",
    [
        {},
        stored(version=2),
        stored(kind="pair"),
        stored(result={}),
        stored(result=[]),
        stored(result=stored()["result"] | {"days_per_week": "5"}),
        stored(result=stored()["result"] | {"grade": "splendid"}),
        stored(result=stored()["result"] | {"lines": None}),
    ],
)
def test_what_is_no_stored_result_is_refused(data):
    with pytest.raises(ValueError, match=r"stored|splendid"):
        from_json(data)
