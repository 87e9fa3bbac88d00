"""Reads: why somebody cannot order box sets, and who could for them."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.enums import EligibilityState, EligibleRole
from accounts.models import Organisation, Person, Role
from accounts.queries.eligibility import eligibility_of
from accounts.queries.organisations import is_closed, successor_of
from accounts.queries.people import roles_of
from orders.permissions import ORDERING
from productive_leader.core.dates import format_date, today
from productive_leader.core.words import listed

MOST_NAMES = 5
FOR_TEAMS = "Box sets are for the executive team of an organisation, and its PAs order them too."


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why not, in sentences; who of their organisation may order."""

    why: str
    ask: tuple[str, ...]
    organisation: str


def barrier_of(person: Person) -> Barrier:
    """For somebody whom organisations_to_order_for gives nothing. Four queries at most."""
    here: dict[Organisation, list[str]] = {}
    for role in roles_of(person):
        if role.organisation and role.starts_on <= today():
            here.setdefault(role.organisation, []).append(f"a {role.label}")
    still_open = {one: kinds for one, kinds in here.items() if not is_closed(one)}
    for organisation, kinds in still_open.items():
        why = f"At {organisation} you are recorded as {listed(kinds)}. {FOR_TEAMS}"
        return Barrier(why, _who_may_order(organisation), str(organisation))
    return _closed(next(iter(here))) if here else _unknown(person)


def _who_may_order(organisation: Organisation) -> tuple[str, ...]:
    roles = Role.objects.current().filter(
        organisation=organisation, kind__in=ORDERING, person__is_active=True
    )
    names = roles.order_by("person__name").values_list("person__name", flat=True)
    return tuple(dict.fromkeys(names))[:MOST_NAMES]


def _closed(organisation: Organisation) -> Barrier:
    day = format_date(organisation.closed_on) if organisation.closed_on else ""
    heir = successor_of(organisation)
    now = f" {heir} took over from it: say that you work there now." if heir else ""
    return Barrier(f"{organisation} closed on {day}.{now}", (), "")


def _unknown(person: Person) -> Barrier:
    live = eligibility_of(person)
    if live is None:
        why = f"We do not know yet where you work. {FOR_TEAMS}"
    elif live.role == EligibleRole.STAFF:
        why = f"You told us that you work at {live.organisation}. {FOR_TEAMS}"
    elif live.state == EligibilityState.ASKED:
        why = "Somebody is still to confirm where you work. You hear of it as soon as it is done."
    else:
        why = f"What you told us about your work does not hold any more. {FOR_TEAMS}"
    return Barrier(why, (), "")
