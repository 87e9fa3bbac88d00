from datetime import date

import pytest

from accounts.enums import RoleKind
from accounts.models import Role
from programmes import permissions
from tests.factories.programmes import (
    make_colleague,
    make_organisation,
    make_pair,
    make_programme,
    make_team,
)

pytestmark = pytest.mark.django_db


def test_the_facilitator_and_the_sponsor_see_a_programme() -> None:
    organisation = make_organisation()
    cheryl = make_colleague("Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE)
    programme = make_programme(organisation=organisation, sponsor=cheryl)
    make_programme(organisation=organisation, name="Another")

    seen = {
        person.name: list(permissions.programmes_visible_to(person))
        for person in (programme.facilitator, cheryl)
    }

    assert seen == {"Bob Lane": [programme], "Cheryl Grant": [programme]}


def test_members_and_colleagues_do_not_see_a_programme() -> None:
    pair = make_pair(make_team())
    colleague = make_colleague("Sam Wood", pair.team.programme.organisation)
    for person in (pair.leader, pair.pa, colleague):
        assert list(permissions.programmes_visible_to(person)) == []
        assert list(permissions.teams_visible_to(person)) == []


def test_the_sponsor_does_not_run_the_programme() -> None:
    organisation = make_organisation()
    cheryl = make_colleague("Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE)
    team = make_team(make_programme(organisation=organisation, sponsor=cheryl))
    assert list(permissions.teams_visible_to(cheryl)) == [team]
    assert list(permissions.teams_run_by(cheryl)) == []
    assert list(permissions.programmes_run_by(cheryl)) == []


def test_an_administrator_runs_every_programme() -> None:
    pair = make_pair(make_team())
    admin = make_colleague("Ada Min", make_organisation())
    admin.is_staff = True
    assert list(permissions.pairs_run_by(admin)) == [pair]
    assert permissions.organisations_to_start_in(admin).contains(pair.team.programme.organisation)


def test_programmes_are_started_where_one_is_a_facilitator_today() -> None:
    here, there = make_organisation(), make_organisation()
    bob = make_colleague("Bob Lane", here, RoleKind.FACILITATOR)
    Role.objects.create(
        person=bob,
        organisation=there,
        kind=RoleKind.FACILITATOR,
        starts_on=date(2020, 1, 1),
        ends_on=date(2020, 12, 31),
    )
    assert list(permissions.organisations_to_start_in(bob)) == [here]
