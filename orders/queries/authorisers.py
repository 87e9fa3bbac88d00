"""Reads: who may decide about an order, as what, and why somebody may not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.enums import CHIEF_EXECUTIVES, RoleKind
from accounts.models import Organisation, Person, Role
from orders.enums import Capacity, Decision, EventKind
from orders.models import Authorisation, Order
from orders.queries.choices import last_day_to_reopen, what_happened_meanwhile
from orders.queries.orders import answering_for
from productive_leader.core.dates import LONDON, format_date, format_time, today
from productive_leader.core.words import listed


@dataclass(frozen=True, slots=True)
class Authorisers:
    """Who may decide about an order today; neither who ordered nor for whom is among them.

    `organisation`: the one that answers for it. `covered`: whom a cover acts for; None when there
    is no chief executive, or the order is the chief executive's own.
    """

    organisation: Organisation
    chiefs: tuple[Person, ...]
    covers: tuple[Person, ...]
    covered: Person | None

    @property
    def everybody(self) -> tuple[Person, ...]:
        return tuple(dict.fromkeys((*self.chiefs, *self.covers)))

    @property
    def asked(self) -> tuple[Person, ...]:
        """Who is asked first: the chief executive, or the cover where there is none."""
        return self.chiefs or self.covers

    @property
    def names(self) -> str:
        return " or ".join(person.name for person in self.everybody)

    def capacity_of(self, person: Person) -> Capacity | None:
        """As what the person decides; None for whoever does not."""
        if person in self.chiefs:
            return Capacity.CHIEF_EXECUTIVE
        return Capacity.COVER if person in self.covers else None


def authorisers_of(order: Order) -> Authorisers:
    """One query, beside those for organisations that have closed."""
    here = answering_for(order)
    return authorisers_among(order, here, roles_that_decide({here.pk}))


def roles_that_decide(organisations: Iterable[int]) -> list[Role]:
    """Who is chief executive or acting today in organisations with these ids, with the people."""
    held = Role.objects.current().filter(organisation__in=organisations, person__is_active=True)
    held = held.filter(kind__in=CHIEF_EXECUTIVES).select_related("person")
    return list(held.order_by("person__name", "person"))


def authorisers_among(order: Order, here: Organisation, roles: Iterable[Role]) -> Authorisers:
    """Of these roles, those that reach the order; `here` answers for it. No query."""
    own = {order.buyer_id, order.on_behalf_of_id}
    held = [role for role in roles if role.organisation_id == here.pk and role.person_id not in own]
    chiefs = tuple(role.person for role in held if role.kind == RoleKind.CHIEF_EXECUTIVE)
    covers = tuple(role.person for role in held if role.person not in chiefs)
    return Authorisers(here, chiefs, covers, chiefs[0] if len(chiefs) == 1 else None)


def why_not(order: Order, person: Person, authorisers: Authorisers) -> str:
    """Why this person does not decide about it, and who does. One query at most."""
    if person.pk == order.buyer_id:
        return f"You ordered this, so somebody else decides. {_who(authorisers)}"
    if person.pk == order.on_behalf_of_id:
        return f"This was ordered for you, so somebody else decides. {_who(authorisers)}"
    ended = _ended_role_of(person, authorisers.organisation)
    if ended is None or ended.ends_on is None:
        return _who(authorisers)
    last, here = format_date(ended.ends_on), authorisers.organisation
    return f"You were {ended.label} of {here} until {last}. {_who(authorisers)}"


def _who(authorisers: Authorisers) -> str:
    if authorisers.everybody:
        return f"{authorisers.names} can decide about it."
    return (
        f"Nobody is on record at {authorisers.organisation} who may decide about it. "
        "An administrator of this service sees to that."
    )


def _ended_role_of(person: Person, organisation: Organisation) -> Role | None:
    held = Role.objects.filter(person=person, organisation=organisation, kind__in=CHIEF_EXECUTIVES)
    return held.filter(ends_on__lt=today()).order_by("-ends_on").first()


def decided_in_words(decision: Authorisation) -> str:
    """Who decided what, for whom, and when, in a sentence. Reads its people."""
    verb = "declined" if decision.decision == Decision.DECLINED else "authorised"
    acting = ""
    if decision.acting_for:
        acting = f", acting for {decision.acting_for.name},"
    elif decision.capacity == Capacity.COVER:
        acting = ", as acting chief executive,"
    at = decision.decided_at.astimezone(LONDON)
    when = f"on {format_date(at.date())} at {format_time(at)}"
    return f"{decision.person.name}{acting} {verb} it {when}."


def changed_in_words(order: Order) -> str:
    """Who changed it and when, and what was different the last time."""
    last = order.timeline.filter(kind=EventKind.CHANGED).order_by("-at", "-pk").first()
    return f"{what_happened_meanwhile(order)} {last.text if last else ''}".rstrip()


def over_in_words(order: Order) -> str:
    """For whoever would decide about an order that has ended."""
    until = last_day_to_reopen(order)
    if until is None:
        return what_happened_meanwhile(order)
    return (
        f"It expired: the last day to decide was {format_date(order.expires_on)}. "
        f"{order.buyer.name} can open it again until {format_date(until)}; then you are asked anew."
    )


def named(people: Sequence[Person]) -> str:
    return listed([person.name for person in people])
