"""Reads: who is in a team, who works with whom."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from accounts.models import Organisation, Person, Role
from programmes.enums import MemberKind
from programmes.models import Programme, Team
from programmes.models.teams import Membership, MembershipQuerySet, Pair, PairQuerySet


def other_programmes(programmes: QuerySet[Programme], than: Programme) -> QuerySet[Programme]:
    """Those that run beside one, by name: the way from its list to theirs."""
    return programmes.filter(closed_on=None).exclude(pk=than.pk).order_by("name")[:12]


def with_organisation(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    return programmes.select_related("organisation", "facilitator", "sponsor")


def current_members(
    memberships: MembershipQuerySet, on: date | None = None
) -> QuerySet[Membership]:
    """Members today, or who was one on a date whatever became of the account; with the person."""
    members = memberships.at(on) if on else memberships.current()
    return members.select_related("person")


def has_members(team: Team) -> bool:
    return current_members(team.memberships.all()).exists()


def live_pairs(pairs: PairQuerySet, on: date | None = None) -> QuerySet[Pair]:
    """Pairs that work together today, or did on a date whatever became of them; with both."""
    found = pairs.at(on) if on else pairs.live()
    return found.select_related("leader", "pa")


def works_at(person: Person, organisation: Organisation) -> bool:
    """Whether the person holds any role there today."""
    return Role.objects.current().filter(person=person, organisation=organisation).exists()


def is_member(team: Team, person: Person, kind: MemberKind) -> bool:
    return current_members(team.memberships.filter(person=person, kind=kind)).exists()
