"""Reads: what is known here that helps to decide whether somebody works where they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.mail_domains import domain_of, is_shared
from accounts.models import Eligibility, OrganisationDomain, Person, Role
from accounts.permissions import organisations_managed_by
from productive_leader.core.words import listed


@dataclass(frozen=True, slots=True)
class Hinted:
    """A question with what the address tells, and the roles the person has, in words.

    `domain`: the domain of the address where nobody has registered it and somebody might.
    """

    eligibility: Eligibility
    address: str
    domain: str
    roles: tuple[str, ...]


def hinted(eligibilities: Sequence[Eligibility], *, to: Person) -> list[Hinted]:
    """The same questions, each with its hints; roles only where `to` looks after the people."""
    domains = _owners({domain_of(one.address) for one in eligibilities})
    roles = _roles({one.person_id for one in eligibilities}, to)
    return [_hint(one, domains[domain_of(one.address)], roles) for one in eligibilities]


def _owners(domains: set[str]) -> dict[str, list[OrganisationDomain]]:
    """For each domain of an address what is registered of it or above it."""
    above = {domain: _at_or_above(domain) for domain in domains}
    every = {part for parts in above.values() for part in parts}
    rows = list(OrganisationDomain.objects.filter(domain__in=every).select_related("organisation"))
    found = {domain: [row for row in rows if row.domain in above[domain]] for domain in domains}
    return defaultdict(list, found)


def _at_or_above(domain: str) -> list[str]:
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _roles(people: Iterable[int], to: Person) -> dict[int, list[str]]:
    current = Role.objects.current().filter(person__in=set(people))
    mine = current.filter(organisation__in=organisations_managed_by(to))
    roles: dict[int, list[str]] = defaultdict(list)
    for role in mine.select_related("organisation").order_by("kind"):
        roles[role.person_id].append(f"{role.get_kind_display()}, {role.organisation}")
    return roles


def _hint(
    one: Eligibility, owners: list[OrganisationDomain], roles: dict[int, list[str]]
) -> Hinted:
    domain = domain_of(one.address)
    is_known = bool(owners) or is_shared(one.address)
    return Hinted(
        eligibility=one,
        address=_told_by(domain, one, owners),
        domain="" if is_known else domain,
        roles=tuple(roles.get(one.person_id, ())),
    )


def _told_by(domain: str, one: Eligibility, owners: list[OrganisationDomain]) -> str:
    if is_shared(one.address):
        return f"Anybody may have an address at {domain}: a hint, never proof."
    if not owners:
        return f"Nobody has registered the domain {domain}."
    if any(owner.organisation_id == one.organisation_id for owner in owners):
        return f"{domain} belongs to {one.organisation}."
    return f"{domain} belongs to {listed(sorted({str(owner.organisation) for owner in owners}))}."
