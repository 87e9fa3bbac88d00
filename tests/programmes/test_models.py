from datetime import date

import pytest
from django.db import IntegrityError, transaction

from programmes.enums import MemberKind
from programmes.models import Membership, Nudge, Pair, Programme, Team
from tests.factories.programmes import make_pair, make_programme, make_team

pytestmark = pytest.mark.django_db


def refused(constraint: str) -> pytest.RaisesExc:
    return pytest.raises(IntegrityError, match=constraint)


def test_a_programme_closes_after_it_starts() -> None:
    programme = make_programme(starts_on=date(2026, 1, 5))
    with refused("programme_closes_after_it_starts"), transaction.atomic():
        Programme.objects.filter(pk=programme.pk).update(closed_on=date(2026, 1, 4))
    assert Programme.objects.filter(pk=programme.pk).update(closed_on=date(2026, 1, 5)) == 1


def test_a_team_has_its_name_alone_in_its_programme() -> None:
    team = make_team(name="First wave")
    with refused("team_name_is_unique_in_programme"), transaction.atomic():
        Team.objects.create(programme=team.programme, name="First wave")
    assert Team.objects.create(programme=make_programme(), name="First wave").wave == 1


def test_a_person_is_in_a_team_once_at_a_time() -> None:
    pair = make_pair(make_team())
    again = {"team": pair.team, "person": pair.pa, "kind": MemberKind.LEADER}
    with refused("person_is_in_a_team_once_at_a_time"), transaction.atomic():
        Membership.objects.create(**again)
    Membership.objects.filter(person=pair.pa).update(left_on=date(2026, 2, 1))
    assert Membership.objects.create(**again).left_on is None


def test_a_member_is_a_leader_or_a_pa() -> None:
    pair = make_pair(make_team())
    with refused("member_kind_is_known"), transaction.atomic():
        Membership.objects.filter(person=pair.pa).update(kind="chair")


def test_a_pair_is_made_once_at_a_time() -> None:
    pair = make_pair(make_team())
    again = {"team": pair.team, "leader": pair.leader, "pa": pair.pa}
    with refused("pair_is_made_once_at_a_time"), transaction.atomic():
        Pair.objects.create(**again)
    Pair.objects.filter(pk=pair.pk).update(ended_on=date(2026, 2, 1))
    assert Pair.objects.create(**again).ended_on is None


def test_a_pair_has_two_different_people() -> None:
    pair = make_pair(make_team())
    with refused("pair_has_two_different_people"), transaction.atomic():
        Pair.objects.create(team=pair.team, leader=pair.pa, pa=pair.pa)


def test_a_person_is_nudged_once_a_day_whatever_the_team() -> None:
    pair = make_pair(make_team())
    Nudge.objects.create(team=pair.team, person=pair.leader, on=date(2026, 3, 3))
    with refused("person_is_nudged_once_a_day"), transaction.atomic():
        Nudge.objects.create(team=make_team(), person=pair.leader, on=date(2026, 3, 3))
    assert Nudge.objects.create(team=pair.team, person=pair.leader, on=date(2026, 3, 4)).by is None
