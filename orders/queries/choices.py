"""Reads: what can be done with an order now, whoever asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q

from accounts.models import Person
from orders.enums import EventKind, OrderState
from orders.models import Order
from orders.permissions import orders_cancelled_by, orders_changed_by, orders_decided_by
from orders.queries.standing import sentence_of
from productive_leader.core.dates import LONDON, format_date, format_time, today

TELLING = (
    EventKind.CHANGED,
    EventKind.AUTHORISED,
    EventKind.DECLINED,
    EventKind.EXPIRED,
    EventKind.REOPENED,
    EventKind.DISPATCHED,
    EventKind.CANCELLED,
)
OPEN = (OrderState.AWAITING, OrderState.DECLINED, OrderState.AUTHORISED)


def can_be_changed(order: Order) -> bool:
    """Until something is sent; not once it has ended. One query at most."""
    if order.state == OrderState.AUTHORISED:
        return not order.dispatches.exists()
    return order.state in OPEN


def can_be_cancelled(order: Order) -> bool:
    """While something of it is not sent. One query at most."""
    unsent = Q(quantity__gt=F("cancelled") + F("dispatched"))
    return order.state in OPEN and order.lines.filter(unsent).exists()


def can_be_reopened(order: Order) -> bool:
    """Some days after it expired; then somebody orders anew."""
    last = last_day_to_reopen(order)
    return last is not None and today() <= last


def last_day_to_reopen(order: Order) -> dt.date | None:
    """None unless it has expired."""
    if order.state != OrderState.EXPIRED or order.ended_at is None:
        return None
    ended_on = order.ended_at.astimezone(LONDON).date()
    return ended_on + dt.timedelta(days=settings.ORDER_REOPEN_DAYS)


@dataclass(frozen=True, slots=True)
class Steps:
    """What a person can do with an order now. `reopen_until` None: not to be opened again."""

    decide: bool
    change: bool
    cancel: bool
    reopen_until: dt.date | None


def steps_for(order: Order, person: Person) -> Steps:
    """Seven queries at most."""
    is_own = person.pk in {order.buyer_id, order.on_behalf_of_id}
    mine = is_own and orders_changed_by(person).contains(order)
    may_cancel = mine or orders_cancelled_by(person).contains(order)
    may_decide = order.state == OrderState.AWAITING and orders_decided_by(person).contains(order)
    return Steps(
        decide=may_decide,
        change=mine and can_be_changed(order),
        cancel=may_cancel and can_be_cancelled(order),
        reopen_until=last_day_to_reopen(order) if mine and can_be_reopened(order) else None,
    )


def what_happened_meanwhile(order: Order) -> str:
    """For somebody whose page is older than the order: what, by whom and when."""
    entries = order.timeline.filter(kind__in=TELLING).select_related("by", "acting_for")
    last = entries.order_by("-at", "-pk").first()
    if last is None:
        return "The order was changed while you had this page open."
    at = last.at.astimezone(LONDON)
    day = "" if at.date() == today() else f"{format_date(at.date())}, "
    return f"{sentence_of(last)} That was {day or 'at '}{format_time(at)}, while you had this open."
