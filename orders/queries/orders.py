"""Reads: orders for their lists and their page, and where an order belongs."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Organisation, Person
from accounts.queries.organisations import is_closed, successor_of
from orders.enums import OrderState
from orders.models import (
    Authorisation,
    DeliveryPromise,
    Dispatch,
    DispatchLine,
    Order,
    OrderLine,
)
from orders.models.orders import fingerprint
from orders.permissions import orders_decided_by, with_predecessors
from orders.queries.standing import Happened, Standing, standing_of, timeline_of
from productive_leader.core.dates import today

__all__ = [
    "Happened",
    "Standing",
    "answering_for",
    "decision_about",
    "edition_of",
    "moved_orders",
    "orders_at",
    "orders_of",
    "orders_to_decide",
    "parcels_of",
    "standing_of",
    "timeline_of",
    "with_lines",
]


def orders_of(person: Person) -> QuerySet[Order]:
    """What the person ordered, or somebody for them, the newest first."""
    return Order.objects.filter(Q(buyer=person.pk) | Q(on_behalf_of=person.pk))


def with_lines(orders: QuerySet[Order]) -> QuerySet[Order]:
    """With people, organisation, and the lines with box sets and live promises. Three queries."""
    promises = DeliveryPromise.objects.filter(superseded_at=None)
    lines = OrderLine.objects.select_related("box_set").prefetch_related(
        Prefetch("promises", promises, to_attr="live_promises")
    )
    people = orders.select_related("buyer", "on_behalf_of", "organisation__successor")
    return people.prefetch_related(Prefetch("lines", lines.order_by("box_set__position", "pk")))


def orders_at(organisation: Organisation) -> QuerySet[Order]:
    """Its orders and those of what it took over, the newest first."""
    return Order.objects.filter(organisation__in=with_predecessors([organisation]))


def orders_to_decide(person: Person) -> QuerySet[Order]:
    """What waits for this person's decision, the oldest first."""
    waiting = orders_decided_by(person).filter(state=OrderState.AWAITING)
    return waiting.order_by("asked_at", "pk")


def answering_for(order: Order) -> Organisation:
    """Whose chief executive decides: the order's organisation, or what took over when it closed."""
    own = order.organisation
    return (successor_of(own) or own) if is_closed(own) else own


def moved_orders() -> QuerySet[Order]:
    """Of organisations that have closed and have a successor."""
    closed = Order.objects.filter(organisation__closed_on__lte=today())
    return closed.exclude(organisation__successor=None).order_by("pk")


def decision_about(order: Order) -> Authorisation | None:
    """The decision that holds, with who took it."""
    live = order.authorisations.filter(superseded_at=None)
    return live.select_related("person", "acting_for").first()


def parcels_of(order: Order) -> QuerySet[Dispatch]:
    """What has been sent, with its lines."""
    lines = DispatchLine.objects.select_related("line__box_set").order_by("pk")
    return order.dispatches.order_by("number").prefetch_related(Prefetch("lines", lines))


def edition_of(order: Order) -> str:
    """Another one after every decision and every change of what can be changed. Three queries.

    A form carries the one it showed, so that nobody overwrites what they have not seen.
    """
    decision = order.authorisations.filter(superseded_at=None).values_list("pk", flat=True).first()
    more = [order.state, decision, order.team_size, order.note]
    return fingerprint(
        {
            "contents": order.contents(),
            "more": [*more, order.recipient_email, order.instructions, str(order.asked_at)],
        }
    )
