"""Reads: orders for their lists and their page, and where an order belongs."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Organisation, Person
from accounts.queries.organisations import is_closed, successor_of
from orders.models import Order, OrderLine
from orders.models.orders import fingerprint
from orders.queries.standing import Happened, Standing, standing_of, timeline_of

__all__ = [
    "Happened",
    "Standing",
    "answering_for",
    "edition_of",
    "orders_of",
    "standing_of",
    "timeline_of",
    "with_lines",
]


def orders_of(person: Person) -> QuerySet[Order]:
    """What the person ordered, or somebody for them, the newest first."""
    return Order.objects.filter(Q(buyer=person.pk) | Q(on_behalf_of=person.pk))


def with_lines(orders: QuerySet[Order]) -> QuerySet[Order]:
    """With people, organisation, and the lines with their box sets. Two queries."""
    lines = OrderLine.objects.select_related("box_set").order_by("box_set__position", "pk")
    people = orders.select_related("buyer", "on_behalf_of", "organisation__successor")
    return people.prefetch_related(Prefetch("lines", lines))


def answering_for(order: Order) -> Organisation:
    """Whose chief executive decides: the order's organisation, or what took over when it closed."""
    own = order.organisation
    return (successor_of(own) or own) if is_closed(own) else own


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
