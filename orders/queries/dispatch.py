"""Reads: what is to be sent, parcels with their boxes, and who is asked whether one arrived."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Person
from orders.enums import DispatchState, EventKind, OrderState
from orders.models import DeliveryPromise, Dispatch, DispatchLine, Order, OrderLine, TimelineEntry
from orders.permissions import orders_managed_by
from orders.promise import dispatch_by, left_in_words
from productive_leader.core.dates import today
from productive_leader.core.links import absolute
from productive_leader.core.words import listed
from programmes.queries.days_off import days_off_between

UNDONE_WITHIN = dt.timedelta(days=1)
BUYER, BEHALF, RECIPIENT = "buyer", "behalf", "recipient"


def orders_to_send() -> QuerySet[Order]:
    """Of which boxes are set aside, with `due_on` of them, the most urgent first."""
    set_aside = OrderLine.objects.filter(order=OuterRef("pk"), allocated__gt=0)
    live = Q(lines__promises__superseded_at=None, lines__allocated__gt=0)
    orders = Order.objects.filter(Exists(set_aside), state=OrderState.AUTHORISED)
    orders = orders.annotate(due_on=Min("lines__promises__due_on", filter=live))
    return orders.order_by(F("due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class ToSend:
    """An order with what is set aside for it. `send_by`: the last day to send it in time."""

    order: Order
    what: str
    waiting: int
    due_on: dt.date | None
    send_by: dt.date | None
    left: str

    @property
    def is_late(self) -> bool:
        return self.send_by is not None and self.send_by < today()


def to_send(orders: Iterable[Order]) -> list[ToSend]:
    """Rows of `orders_to_send` with their lines. Two queries at most."""
    found = list(orders)
    counted = [line.live_promises for order in found for line in order.lines.all()]  # type: ignore[attr-defined]  # prefetched
    promises: list[DeliveryPromise] = [promise for live in counted for promise in live]
    days_off = _days_off(promises)
    return [_to_send(order, days_off) for order in found]


def _days_off(promises: list[DeliveryPromise]) -> set[dt.date]:
    if not promises:
        return set()
    margin = dt.timedelta(days=30)
    first = min(promise.counted_from.date() for promise in promises) - margin
    last = max(promise.due_on for promise in promises) + margin
    return {one.day for one in days_off_between(first, last)}


def _to_send(order: Order, days_off: set[dt.date]) -> ToSend:
    lines = [line for line in order.lines.all() if line.allocated]
    live = [line.live_promises[0] for line in lines if line.live_promises]  # type: ignore[attr-defined]  # prefetched
    urgent = min(live, key=lambda promise: promise.due_on, default=None)
    send_by = None
    if urgent:
        days = settings.ORDER_DISPATCH_DAYS
        send_by = dispatch_by(urgent.counted_from, urgent.due_on, days, days_off)
    return ToSend(
        order=order,
        what=listed([f"{line.allocated} × {line.box_set.name}" for line in lines]),
        waiting=sum(line.waiting for line in order.lines.all()),
        due_on=urgent.due_on if urgent else None,
        send_by=send_by,
        left=left_in_words(send_by, today()) if send_by else "",
    )


def contents_in_words(dispatch: Dispatch) -> str:
    """What is in a parcel, "6 × The Productive Leader". One query unless prefetched."""
    return listed([f"{one.quantity} × {one.line.box_set.name}" for one in packing_list(dispatch)])


def packing_list(dispatch: Dispatch) -> list[DispatchLine]:
    """What is in a parcel, as the box sets are listed."""
    lines = dispatch.lines.select_related("line__box_set")
    return list(lines.order_by("line__box_set__position", "pk"))


def parcels_at(orders: QuerySet[Order]) -> QuerySet[Dispatch]:
    """Of these orders, with who sent and settled them."""
    found = Dispatch.objects.filter(order__in=orders)
    return found.select_related(
        "order__organisation", "order__buyer", "order__on_behalf_of", "settled_by", "note"
    )


def sent_by(order_id: int, form_key: uuid.UUID) -> Dispatch | None:
    """What an earlier press of the same form sent."""
    return Dispatch.objects.filter(order=order_id, form_key=form_key).first()


def can_be_undone(dispatch: Dispatch) -> bool:
    """Whether that it arrived was recorded within a day. One query."""
    kind, begins = EventKind.DELIVERED, f"Parcel {dispatch.number}: "
    entries = TimelineEntry.objects.filter(order=dispatch.order_id, kind=kind)
    lately = entries.filter(text__startswith=begins, at__gte=timezone.now() - UNDONE_WITHIN)
    return dispatch.state == DispatchState.DELIVERED and lately.exists()


def overdue_lines(on: dt.date | None = None) -> QuerySet[OrderLine]:
    """Whose promised day has passed and which are not all there, with `due_on`, longest first."""
    live = DeliveryPromise.objects.filter(line=OuterRef("pk"), superseded_at=None)
    lines = OrderLine.objects.filter(order__state=OrderState.AUTHORISED)
    lines = lines.filter(delivered__lt=F("quantity") - F("cancelled"))
    lines = lines.annotate(due_on=Subquery(live.values("due_on")[:1]))
    lines = lines.filter(due_on__lt=on or today())
    lines = lines.select_related("order__organisation", "order__buyer", "box_set")
    return lines.order_by("due_on", "order", "pk")


def lines_managed_by(person: Person) -> QuerySet[OrderLine]:
    """The lines of the orders that somebody looks after."""
    return OrderLine.objects.filter(order__in=orders_managed_by(person)).select_related("order")


@dataclass(frozen=True, slots=True)
class Addressee:
    """A parcel, and which of those who have to do with its order was sent the link."""

    dispatch: Dispatch
    who: str

    @property
    def person(self) -> Person | None:
        """None where nobody is known under the recipient's address."""
        order = self.dispatch.order
        if self.who == BUYER:
            return order.buyer
        if self.who == BEHALF:
            return order.on_behalf_of
        people = Person.objects.filter(email=order.recipient_email, is_active=True)
        return people.first() if order.recipient_email else None


def link_to_confirm(dispatch: Dispatch, who: str) -> str:
    """The address of the page on which one press says that it has arrived."""
    return absolute("delivery", _signer().sign(f"{dispatch.pk}-{who}"))


def addressee_at(token: str) -> Addressee | None:
    """Of a link of ours; None for any other text."""
    try:
        key, _, who = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    found = parcels_at(Order.objects.all()).filter(pk=key).first()
    return Addressee(found, who) if found else None


def _signer() -> Signer:
    return Signer(sep=".", salt="orders.delivery")
