"""Sets up the people and teams of the demo through the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts.enums import RoleKind
from accounts.models import Organisation, Person
from accounts.services import add_person, appoint
from assessments.models import Capture, Grant, Log
from assessments.services import give_grant, open_capture
from productive_leader.core.dates import today
from productive_leader.site.demo.calendar import Week
from productive_leader.site.demo.people import address
from productive_leader.site.demo.plans import Member
from productive_leader.site.demo.weeks import Keeper
from programmes.enums import MemberKind
from programmes.models import Programme, Team
from programmes.queries.templates import latest_version, offered_templates
from programmes.services import add_member, add_team, make_pair, start_programme

IN_POST_FOR = timedelta(days=3 * 365)


@dataclass(slots=True)
class Cast:
    """One organisation and the people hired so far, by name."""

    organisation: Organisation
    people: dict[str, Person] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str) -> Cast:
        return cls(Organisation.objects.get(code=code))


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team with its plan: `members` in the order of the plan, leaders first."""

    team: Team
    facilitator: Person
    people: dict[str, Person]
    members: tuple[Member, ...]
    leaders: int

    def kind_of(self, person: Person) -> str:
        names = [member.name for member in self.members[: self.leaders]]
        return MemberKind.LEADER if person.name in names else MemberKind.PA

    def keeper_of(self, log: Log) -> Keeper:
        """Whose week it is and who logs it."""
        person = self.people[log.person.name]
        member = next(one for one in self._of_kind(log.kind) if one.name == person.name)
        return Keeper(member, person, self.people[member.pa] if member.granted else person)

    def _of_kind(self, kind: str) -> tuple[Member, ...]:
        is_leader = kind == MemberKind.LEADER
        return self.members[: self.leaders] if is_leader else self.members[self.leaders :]


def hire(cast: Cast, name: str, kind: RoleKind, job_title: str) -> Person:
    """The person, with a role since three years ago; somebody hired already is given back."""
    if name in cast.people:
        return cast.people[name]
    here = cast.organisation
    email = address(name, here.code)
    person = add_person(by=None, organisation=here, name=name, email=email)
    national = kind == RoleKind.CATALOGUE_ADMINISTRATOR
    appoint(
        by=None,
        person=person,
        kind=kind,
        organisation=None if national else here,
        job_title=job_title,
        starts_on=today() - IN_POST_FOR,
    )
    cast.people[name] = person
    return person


def begin_programme(
    cast: Cast, *, name: str, facilitator: str, starts_on: date, sponsor: str = ""
) -> Programme:
    """A programme of the standard template."""
    by = cast.people[facilitator]
    template = offered_templates().get(slug="productive-leader-standard")
    return start_programme(
        by=by,
        organisation=cast.organisation,
        name=name,
        facilitator=by,
        starts_on=starts_on,
        sponsor=cast.people.get(sponsor),
        template_version=latest_version(template),
    )


def set_up_team(
    cast: Cast,
    programme: Programme,
    *,
    name: str,
    joined_on: date,
    members: Sequence[Member],
    leaders: int,
    wave: int = 1,
    reason: str = "",
) -> DemoTeam:
    """A team with its members, pairs and grants."""
    by = programme.facilitator
    team = add_team(by=by, programme=programme, name=name, wave=wave, reason=reason)
    for place, member in enumerate(members):
        is_leader = place < leaders
        kind = MemberKind.LEADER if is_leader else MemberKind.PA
        role = RoleKind.LEADER if is_leader else RoleKind.PA
        add_member(
            by=by,
            team=team,
            person=hire(cast, member.name, role, member.job_title),
            kind=kind,
            job_title=member.job_title,
            joined_on=joined_on,
        )
    made = DemoTeam(team, by, cast.people, tuple(members), leaders)
    _pair_up(made, joined_on)
    return made


def _pair_up(made: DemoTeam, joined_on: date) -> None:
    for member in made.members[: made.leaders]:
        leader, pa = made.people[member.name], made.people[member.pa]
        make_pair(by=made.facilitator, team=made.team, leader=leader, pa=pa)
        if member.granted:
            grant = give_grant(by=leader, team=made.team, pa=pa)
            Grant.objects.filter(pk=grant.pk).update(starts_on=joined_on)


def open_week(made: DemoTeam, kind: str, week: Week) -> Capture:
    return open_capture(
        by=made.facilitator,
        team=made.team,
        kind=kind,
        starts_on=week.starts_on,
        ends_on=week.ends_on,
    )
