"""Reads: what can be ordered, for whom, and what a new order begins with."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from accounts.enums import EXECUTIVE_ROLES, EligibleRole, RoleKind
from accounts.models import Eligibility, Organisation, Person, Role
from accounts.permissions import organisations_of
from orders.enums import OrderState
from orders.models import BoxSet, Order, OrderLine
from orders.permissions import EXECUTIVE_TEAM, orders_visible_to
from orders.queries.orders import answering_for, orders_at, orders_of, with_lines
from orders.queries.stock import is_ahead
from productive_leader.core.dates import format_date
from programmes.models import Pair


def offered_box_sets() -> QuerySet[BoxSet]:
    """What can be ordered today, in stock or ahead of it."""
    return BoxSet.objects.filter(withdrawn_at=None)


def box_sets_to_change(order: Order) -> QuerySet[BoxSet]:
    """What can be ordered, and what the order has already."""
    had = order.lines.filter(cancelled__lt=F("quantity")).values("box_set")
    return BoxSet.objects.filter(Q(withdrawn_at=None) | Q(pk__in=had))


def availability_of(box_set: BoxSet) -> str:
    """What there is of it today, in words; nothing of it is reserved yet."""
    if box_set.withdrawn_at:
        return "Withdrawn since: keep what you ordered, or fewer"
    if box_set.released_on and is_ahead(box_set):
        return f"Comes out on {format_date(box_set.released_on)}; you can order it now"
    if box_set.available > 0:
        return f"{box_set.available} available today"
    return "None available today; orders are served in the order of authorisation"


def people_to_order_for(person: Person, organisation: Organisation) -> QuerySet[Person]:
    """Who is in its executive team, the leaders this PA works with first; never the person.

    By a role held today, or by what somebody who has the modules said they are.
    """
    roles = Role.objects.current().filter(organisation=organisation, kind__in=EXECUTIVE_TEAM)
    eligible = Eligibility.objects.valid().filter(
        organisation=organisation, role=EligibleRole.EXECUTIVE
    )
    team = Q(pk__in=roles.values("person")) | Q(pk__in=eligible.values("person"))
    paired = Pair.objects.live().filter(pa=person.pk, leader=OuterRef("pk"))
    first = Case(When(Exists(paired), then=0), default=1)
    people = Person.objects.filter(team, is_active=True).exclude(pk=person.pk)
    return people.order_by(first, "name", "pk")


def must_say_for_whom(person: Person, organisation: Organisation) -> bool:
    """Whether the person orders as a PA and is not in the executive team herself."""
    in_team = organisations_of(person, *EXECUTIVE_TEAM).filter(pk=organisation.pk).exists()
    if in_team:
        return False
    if organisations_of(person, RoleKind.PA).filter(pk=organisation.pk).exists():
        return True
    said = Eligibility.objects.valid().filter(
        person=person, organisation=organisation, role__in=EXECUTIVE_ROLES
    )
    return not said.filter(role=EligibleRole.EXECUTIVE).exists()


def most_without_a_note(team_size: int) -> int:
    """How many of one box set a team of this size orders without saying why."""
    return team_size + settings.ORDER_TEAM_MARGIN


MOST_BESIDE = 5  # other open orders that are named; more would hide what is asked


def open_orders_at(organisation: Organisation) -> QuerySet[Order]:
    """Its orders that wait for a decision or are not wholly sent, the oldest first."""
    here = orders_at(organisation)
    unsent = OrderLine.objects.filter(
        order=OuterRef("pk"), quantity__gt=F("cancelled") + F("dispatched")
    )
    on_the_way = Q(Exists(unsent), state=OrderState.AUTHORISED)
    still_open = here.filter(Q(state=OrderState.AWAITING) | on_the_way)
    return with_lines(still_open).order_by("placed_at", "pk")


def visible_among(orders: QuerySet[Order], person: Person) -> set[int]:
    """The ids of those that the person may open."""
    wanted = [order.pk for order in orders]
    return set(orders_visible_to(person).filter(pk__in=wanted).values_list("pk", flat=True))


def open_orders_beside(order: Order) -> QuerySet[Order]:
    """The other open orders of the same organisation, for whoever decides about this one."""
    return open_orders_at(answering_for(order)).exclude(pk=order.pk)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new order says before anything is typed. `team_size` None: nobody has said it yet."""

    team_size: int | None
    recipient_name: str
    recipient_email: str
    address: str
    postcode: str
    instructions: str


def beginning_for(person: Person, organisation: Organisation) -> Beginning:
    """As the person's last order there; else to the person, at the address of the register."""
    last = orders_of(person).filter(organisation=organisation).first()
    size = orders_at(organisation).values_list("team_size", flat=True).first()
    return Beginning(
        team_size=size,
        recipient_name=last.recipient_name if last else person.name,
        recipient_email=last.recipient_email if last else person.email,
        address=last.address if last else organisation.address.replace(", ", "\n"),
        postcode=last.postcode if last else organisation.postcode,
        instructions=last.instructions if last else "",
    )
