"""Who may order, see, change and decide about orders: one queryset for each permission.

What belonged to an organisation that has closed belongs to the open one that took over from it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import CHIEF_EXECUTIVES, EXECUTIVE_ROLES, RoleKind
from accounts.models import Eligibility, Organisation, Person, Role
from accounts.permissions import is_national, organisations_of
from accounts.queries.organisations import LONGEST_CHAIN, is_closed, successor_of
from orders.models import BoxSet, Dispatch, Order
from productive_leader.core.dates import today

EXECUTIVE_TEAM = (RoleKind.LEADER, *sorted(CHIEF_EXECUTIVES))
ORDERING = (*EXECUTIVE_TEAM, RoleKind.PA)


def organisations_to_order_for(person: Person) -> QuerySet[Organisation]:
    """Permission.ORDER: open ones in whose executive team the person is, or a PA there.

    By a role held today, or by what somebody who has the modules said they are.
    """
    eligible = Eligibility.objects.valid().filter(
        person=person.pk, organisation=OuterRef("pk"), role__in=EXECUTIVE_ROLES
    )
    entitled = Q(pk__in=organisations_of(person, *ORDERING).values("pk")) | Q(Exists(eligible))
    return Organisation.objects.filter(entitled).exclude(closed_on__lte=today())


def organisations_whose_orders_are_seen_by(person: Person) -> QuerySet[Organisation]:
    """All their orders: the executive team and its PAs by their roles; administrators: of all."""
    if is_national(person):
        return Organisation.objects.all()
    return organisations_of(person, *ORDERING)


def orders_visible_to(person: Person) -> QuerySet[Order]:
    """Permission.VIEW_ORDER: one's own, those sent to one's address, those of one's team."""
    if is_national(person):
        return Order.objects.all()
    here = with_predecessors(organisations_whose_orders_are_seen_by(person))
    return Order.objects.filter(
        _own(person) | Q(recipient_email=person.email) | Q(organisation__in=here)
    )


def orders_changed_by(person: Person) -> QuerySet[Order]:
    """Permission.CHANGE_ORDER: who ordered, and for whom, while they may order there."""
    here = with_predecessors(organisations_to_order_for(person))
    return Order.objects.filter(_own(person), organisation__in=here)


def orders_cancelled_by(person: Person) -> QuerySet[Order]:
    """Permission.CHANGE_ORDER, for cancelling: the same, and the office."""
    return Order.objects.all() if is_national(person) else orders_changed_by(person)


def orders_decided_by(person: Person) -> QuerySet[Order]:
    """Permission.DECIDE_ORDER: as today's chief executive or cover; never one's own orders.

    Also not what a PA ordered for them: then another of the two decides.
    """
    here = answered_for_by(organisations_of(person, *CHIEF_EXECUTIVES))
    return Order.objects.filter(organisation__in=here).exclude(_own(person))


def orders_opened_to_decide_by(person: Person) -> QuerySet[Order]:
    """Those a person may see, and those they could have decided about since they were asked for.

    Whoever was chief executive or cover until yesterday learns that, and nothing of the order.
    """
    ended = Role.objects.filter(
        person=person.pk,
        kind__in=CHIEF_EXECUTIVES,
        organisation=OuterRef("organisation"),
        ends_on__gte=OuterRef("asked_at__date"),
    )
    visible = orders_visible_to(person)
    return Order.objects.filter(Q(pk__in=visible.values("pk")) | Q(Exists(ended)))


def orders_managed_by(person: Person) -> QuerySet[Order]:
    """Permission.MANAGE_ORDERS: all for the national administrators."""
    return Order.objects.all() if is_national(person) else Order.objects.none()


def box_sets_managed_by(person: Person) -> QuerySet[BoxSet]:
    """Permission.MANAGE_STOCK: all for the national administrators."""
    return BoxSet.objects.all() if is_national(person) else BoxSet.objects.none()


def dispatches_confirmed_by(person: Person) -> QuerySet[Dispatch]:
    """Permission.CONFIRM_DELIVERY: parcels of one's own orders, and those one is to take in."""
    orders = Order.objects.filter(_own(person) | Q(recipient_email=person.email))
    return Dispatch.objects.filter(order__in=orders)


def _own(person: Person) -> Q:
    return Q(buyer=person.pk) | Q(on_behalf_of=person.pk)


def with_predecessors(organisations: Iterable[Organisation]) -> set[int]:
    """The ids of these and of every closed one they took over from, also through several mergers.

    One query more than there are mergers in a row.
    """
    found = {organisation.pk for organisation in organisations}
    new = found
    for _ in range(LONGEST_CHAIN):
        if not new:
            break
        closed = Organisation.objects.filter(successor__in=new, closed_on__lte=today())
        new = set(closed.values_list("pk", flat=True)) - found
        found |= new
    return found


def answered_for_by(organisations: Iterable[Organisation]) -> set[int]:
    """The ids of those whose chief executive is the one of these: not of a closed one with an heir.

    As queries.orders.answering_for says it of one.
    """
    heirless = [one for one in organisations if not is_closed(one) or successor_of(one) is None]
    return with_predecessors(heirless)
