"""Organisations with people, programmes, teams and pairs, each in one call."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from productive_leader.core.dates import today
from programmes import services
from programmes.enums import MemberKind
from programmes.models import BlockedDates, Membership, Pair, Programme, Team

_numbers = count(1)
LONG_AGO = date(2010, 1, 4)


def make_organisation(name: str = "Northvale University Hospitals", code: str = "") -> Organisation:
    """An organisation; with a code, the one that has it."""
    code = code or f"T{next(_numbers):04}"
    return Organisation.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_colleague(
    name: str, organisation: Organisation, kind: RoleKind = RoleKind.STAFF, job_title: str = ""
) -> Person:
    """A person with one role that began long ago."""
    email = f"{name.lower().replace(' ', '.')}.{next(_numbers)}@{organisation.code.lower()}.example"
    person = Person.objects.create_user(email, name)
    Role.objects.create(
        person=person,
        organisation=organisation,
        kind=kind,
        job_title=job_title,
        starts_on=LONG_AGO,
    )
    return person


def make_programme(
    *,
    organisation: Organisation | None = None,
    facilitator: Person | None = None,
    sponsor: Person | None = None,
    name: str = "Executive team",
    starts_on: date = date(2026, 1, 5),
) -> Programme:
    """A programme; without a facilitator, Bob Lane of its organisation leads it."""
    organisation = organisation or make_organisation()
    facilitator = facilitator or make_colleague("Bob Lane", organisation, RoleKind.FACILITATOR)
    return services.start_programme(
        by=facilitator,
        organisation=organisation,
        name=name,
        facilitator=facilitator,
        starts_on=starts_on,
        sponsor=sponsor,
    )


def make_team(
    programme: Programme | None = None,
    name: str = "Executive team, first wave",
    wave: int = 1,
    reason: str = "The board asked for it.",
) -> Team:
    """A team; the reason is kept only where the rule of waves needs one."""
    programme = programme or make_programme()
    return services.add_team(
        by=programme.facilitator, programme=programme, name=name, wave=wave, reason=reason
    )


def make_member(
    team: Team, name: str, kind: MemberKind = MemberKind.LEADER, job_title: str = ""
) -> Membership:
    """A new person of the team's organisation, in the team since long ago."""
    role = RoleKind.LEADER if kind == MemberKind.LEADER else RoleKind.PA
    return services.add_member(
        by=team.programme.facilitator,
        team=team,
        person=make_colleague(name, team.programme.organisation, role, job_title),
        kind=kind,
        job_title=job_title,
        joined_on=LONG_AGO,
    )


def closed(programme: Programme, on: date) -> None:
    """As closing leaves it, whatever is still to come."""
    Programme.objects.filter(pk=programme.pk).update(closed_on=on)


def make_pair(team: Team, leader: str = "Dr Alice Ahmed", pa: str = "Amir Khan") -> Pair:
    """Two new people who work together in the team."""
    return services.make_pair(
        by=team.programme.facilitator,
        team=team,
        leader=make_member(team, leader, MemberKind.LEADER).person,
        pa=make_member(team, pa, MemberKind.PA).person,
    )


def make_blocked_dates(team: Team, reason: str = "Half-term") -> BlockedDates:
    """The next seven days, on which the team does not meet."""
    return services.block_dates(
        by=team.programme.facilitator,
        team=team,
        starts_on=today(),
        ends_on=today() + timedelta(days=6),
        reason=reason,
    )
