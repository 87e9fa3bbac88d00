"""Reads: who is in a team and with whom, who could be, and who waits to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from accounts.permissions import organisations_of
from productive_leader.core.dates import today
from programmes.enums import MemberKind
from programmes.models import Action, Invitation, Membership, Pair, Promise, Pulse, Team
from programmes.queries.releases import preview_of
from programmes.queries.teams import current_members, live_pairs

SPONSORS = (RoleKind.CHIEF_EXECUTIVE, RoleKind.ACTING_CHIEF_EXECUTIVE, RoleKind.LEADER)


@dataclass
class Member:
    """One row of the list: a membership, the pairs it is in, and whether it was a mistake."""

    membership: Membership
    pairs: list[Pair] = field(default_factory=list)
    may_be_taken_out: bool = False

    @property
    def person(self) -> Person:
        return self.membership.person

    @property
    def is_leader(self) -> bool:
        return self.membership.kind == MemberKind.LEADER

    @property
    def partners(self) -> list[tuple[Pair, Person]]:
        return [(pair, pair.pa if self.is_leader else pair.leader) for pair in self.pairs]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many people the next release tells that they came, or that they left."""

    joined: int
    left: int


def members_of(team: Team) -> list[Member]:
    """Everybody in the team today, leaders first, with their pairs. Three queries."""
    memberships = current_members(team.memberships.all()).order_by("kind", "person__name", "pk")
    members = [Member(one) for one in memberships]
    by_person = {one.person.pk: one for one in members}
    for pair in live_pairs(team.pairs.all()):
        for person in (pair.leader_id, pair.pa_id):
            if person in by_person:
                by_person[person].pairs.append(pair)
    new = [one for one in members if one.membership.joined_on == today()]
    known = in_use(team, [one.person.pk for one in new])
    for member in new:
        member.may_be_taken_out = member.person.pk not in known
    return members


def in_use(team: Team, people: Collection[int]) -> set[int]:
    """Those of the people with whom something has happened in the team. One query, if any."""
    if not people:
        return set()
    told = Invitation.objects.filter(
        ~Q(told_method="", answer="", attendance=""), session__team=team, person__in=people
    )
    actions = Action.objects.filter(team=team, owner__in=people)
    pulses = Pulse.objects.filter(session__team=team, person__in=people)
    promises = Promise.objects.filter(
        programme=team.programme_id, person__in=people, answered_at__isnull=False
    )
    first, *others = (
        rows.order_by().values_list(whose)
        for rows, whose in (
            (told, "person"),
            (actions, "owner"),
            (pulses, "person"),
            (promises, "person"),
        )
    )
    return {person for (person,) in first.union(*others)}


def waiting_to_be_told(team: Team) -> Waiting:
    """Who came or left since the last release, for sessions that were released. Four queries."""
    plans = preview_of(team).changes
    joined = {one.invitation.person_id for plan in plans for one in plan.come}
    left = {one.invitation.person_id for plan in plans for one in plan.gone}
    return Waiting(len(joined), len(left - joined))


def possible_sponsors(organisations: Iterable[Organisation]) -> list[Role]:
    """Chief executives, then leaders, each person once in an organisation, with their role."""
    roles = (
        Role.objects.current()
        .filter(organisation__in=list(organisations), kind__in=SPONSORS, person__is_active=True)
        .select_related("person", "organisation")
    )
    first: dict[tuple[int | None, int], Role] = {}
    for role in sorted(roles, key=lambda one: (SPONSORS.index(one.kind), one.person.name)):
        first.setdefault((role.organisation_id, role.person_id), role)
    return list(first.values())


def where_facilitator(
    organisations: QuerySet[Organisation], person: Person
) -> QuerySet[Organisation]:
    """Those of the organisations where the person is a facilitator today."""
    return organisations.filter(pk__in=organisations_of(person, RoleKind.FACILITATOR))


def people_by_address(emails: Iterable[str]) -> dict[str, Person]:
    """Whoever is known by one of the addresses, which are in lower case."""
    return {one.email: one for one in Person.objects.filter(email__in=list(emails))}


def domains_in_use(organisation: Organisation) -> set[str]:
    """What stands after the @ in the addresses of those who have a role there today."""
    here = Role.objects.current().filter(organisation=organisation, person__is_active=True)
    return {email.rpartition("@")[2] for email in here.values_list("person__email", flat=True)}
