from datetime import date

import pytest

from productive_leader.core.dates import today
from programmes import queries
from programmes.models import Pair
from tests.factories.programmes import make_member, make_pair, make_team

pytestmark = pytest.mark.django_db


def test_members_are_those_of_the_day() -> None:
    team = make_team()
    alice = make_member(team, "Dr Alice Ahmed")
    gone = make_member(team, "Tom Price")
    gone.left_on = date(2026, 2, 1)
    gone.save()
    assert list(queries.current_members(team.memberships.all())) == [alice]
    assert list(queries.current_members(team.memberships.all(), date(2026, 2, 1))) == [alice, gone]
    assert list(queries.current_members(team.memberships.all(), date(2009, 1, 1))) == []


@pytest.mark.parametrize("pairs", [1, 3])
def test_pairs_are_found_with_their_people_in_one_query(
    pairs: int, django_assert_num_queries
) -> None:
    team = make_team()
    made = [make_pair(team, f"Leader {number}", f"Helper {number}") for number in range(pairs)]
    with django_assert_num_queries(1):
        found = [(pair.leader, pair.pa) for pair in queries.live_pairs(team.pairs.all())]
    assert found == [(pair.leader, pair.pa) for pair in made]


def test_a_pair_that_ended_is_over_from_that_day() -> None:
    pair = make_pair(make_team())
    Pair.objects.update(ended_on=today())
    assert list(queries.live_pairs(pair.team.pairs.all())) == []
    assert list(queries.live_pairs(Pair.objects.all(), date(2011, 5, 9))) == [pair]
