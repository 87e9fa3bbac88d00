from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent
from programmes import services
from programmes.enums import MemberKind
from programmes.models import Nudge, Team
from programmes.queries.owed import Owed
from tests.factories.programmes import (
    make_colleague,
    make_member,
    make_organisation,
    make_pair,
    make_programme,
    make_team,
)

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
DAYS = Owed("", "Baseline week: 2 days still to log", (), "/time/", "Log your time")


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == [sentence]


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def nudge(team: Team, *people: Person) -> list[Person]:
    return services.nudge_people(
        by=team.programme.facilitator,
        team=team,
        owed={person: [DAYS] for person in people},
    )


def test_a_facilitator_starts_a_programme() -> None:
    organisation = make_organisation()
    bob = make_colleague("Bob Lane", organisation, RoleKind.FACILITATOR)
    cheryl = make_colleague("Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE)

    programme = services.start_programme(
        by=bob,
        organisation=organisation,
        name=" Executive team ",
        facilitator=bob,
        starts_on=date(2026, 1, 5),
        sponsor=cheryl,
    )

    assert (programme.name, programme.facilitator, programme.sponsor) == (
        "Executive team",
        bob,
        cheryl,
    )
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_id, event.organisation_id) == (
        "programme.started",
        bob.pk,
        organisation.pk,
    )


@pytest.mark.parametrize("kind", [RoleKind.LEADER, RoleKind.PA, RoleKind.CHIEF_EXECUTIVE])
def test_nobody_else_starts_a_programme(kind: RoleKind) -> None:
    organisation = make_organisation()
    person = make_colleague("Somebody Else", organisation, kind)
    with pytest.raises(PermissionDenied):
        make_programme(organisation=organisation, facilitator=person)


def test_a_facilitator_does_not_start_a_programme_elsewhere() -> None:
    bob = make_colleague("Bob Lane", make_organisation(), RoleKind.FACILITATOR)
    with pytest.raises(PermissionDenied):
        make_programme(organisation=make_organisation(), facilitator=bob)


def test_the_facilitator_and_the_sponsor_are_of_the_organisation() -> None:
    organisation = make_organisation("Northvale")
    bob = make_colleague("Bob Lane", organisation, RoleKind.FACILITATOR)
    stranger = make_colleague("Eve Stone", make_organisation())
    start = {"by": bob, "organisation": organisation, "name": "A", "starts_on": MONDAY}

    with refused("Eve Stone is not a facilitator at Northvale."):
        services.start_programme(facilitator=stranger, **start)
    with refused("Eve Stone has no role at Northvale."):
        services.start_programme(facilitator=bob, sponsor=stranger, **start)


def test_only_the_facilitator_changes_the_team() -> None:
    pair = make_pair(make_team())
    team, leader, pa = pair.team, pair.leader, pair.pa
    attempts = [
        lambda: services.add_team(by=leader, programme=team.programme, name="Mine"),
        lambda: services.add_member(by=leader, team=team, person=leader, kind=MemberKind.PA),
        lambda: services.make_pair(by=leader, team=team, leader=leader, pa=pa),
        lambda: services.end_pair(by=leader, pair=pair),
        lambda: services.close_programme(by=leader, programme=team.programme, on=today()),
        lambda: services.nudge_people(by=leader, team=team, owed={pa: [DAYS]}),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert not Nudge.objects.exists()


def test_a_second_team_of_the_same_name_is_refused_in_words() -> None:
    team = make_team(name="First wave")
    with refused("This programme already has a team of this name."):
        make_team(team.programme, "First wave")


def test_a_member_has_a_role_in_the_organisation() -> None:
    team = make_team()
    stranger = make_colleague("Eve Stone", make_organisation())
    with refused("Eve Stone has no role at Northvale University Hospitals."):
        services.add_member(
            by=team.programme.facilitator, team=team, person=stranger, kind=MemberKind.LEADER
        )


def test_a_person_joins_a_team_once() -> None:
    team = make_team()
    alice = make_member(team, "Dr Alice Ahmed").person
    with refused("This person is in this team already."):
        services.add_member(
            by=team.programme.facilitator, team=team, person=alice, kind=MemberKind.PA
        )


def test_a_pair_is_a_leader_and_a_pa_of_the_team() -> None:
    team = make_team(name="First wave")
    alice = make_member(team, "Dr Alice Ahmed").person
    outsider = make_member(make_team(), "Amir Khan", MemberKind.PA).person
    with refused("Amir Khan is not a PA in First wave."):
        services.make_pair(by=team.programme.facilitator, team=team, leader=alice, pa=outsider)
    with refused("Amir Khan is not a Leader in First wave."):
        services.make_pair(by=team.programme.facilitator, team=team, leader=outsider, pa=alice)


def test_a_pa_works_with_several_leaders() -> None:
    pair = make_pair(make_team())
    grace = make_member(pair.team, "Grace Obi").person
    services.make_pair(by=pair.team.programme.facilitator, team=pair.team, leader=grace, pa=pair.pa)
    assert [one.leader.name for one in pair.team.pairs.all()] == ["Dr Alice Ahmed", "Grace Obi"]


def test_a_pair_ends_once_and_keeps_its_date() -> None:
    pair = make_pair(make_team())
    bob = pair.team.programme.facilitator
    services.end_pair(by=bob, pair=pair, on=MONDAY)
    assert services.end_pair(by=bob, pair=pair, on=TUESDAY).ended_on == MONDAY
    assert actions().count("pair.ended") == 1


def test_nothing_is_added_to_a_closed_programme() -> None:
    pair = make_pair(make_team(make_programme(starts_on=MONDAY)))
    team, bob = pair.team, pair.team.programme.facilitator
    colleague = make_colleague("Sam Wood", team.programme.organisation)
    services.close_programme(by=bob, programme=team.programme, on=TUESDAY)
    attempts = [
        lambda: services.add_team(by=bob, programme=team.programme, name="Late"),
        lambda: services.add_member(by=bob, team=team, person=colleague, kind=MemberKind.PA),
        lambda: services.make_pair(by=bob, team=team, leader=pair.leader, pa=pair.pa),
        lambda: services.close_programme(by=bob, programme=team.programme, on=TUESDAY),
        lambda: nudge(team, pair.leader),
    ]
    for attempt in attempts:
        with refused("This programme closed on Tuesday 3 March 2026."):
            attempt()


def test_a_programme_does_not_close_before_it_starts() -> None:
    programme = make_programme(starts_on=TUESDAY)
    with refused("A programme closes on or after the day it starts."):
        services.close_programme(by=programme.facilitator, programme=programme, on=MONDAY)
