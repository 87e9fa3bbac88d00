"""Reads: the register of all orders, on the page and as a spreadsheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from orders.enums import OrderState
from orders.models import Authorisation, DeliveryPromise, Order, OrderLine
from orders.promise import is_overdue, london_date
from orders.queries.promises import promised_lines
from orders.queries.standing import (
    AWAITING,
    CANCELLED,
    DECLINED,
    DELIVERED,
    EXPIRED,
    ON_ITS_WAY,
    PARTLY,
    READY,
    SHORT,
    standing_of,
)
from productive_leader.core.dates import LONDON
from productive_leader.core.spreadsheets import Cell, Sheet, xlsx_bytes

SENT_ALL = Q(boxes__gt=0, sent=F("boxes"))
NONE_LEFT = Q(state=OrderState.AUTHORISED, boxes=0)
GOING = Q(state=OrderState.AUTHORISED, boxes__gt=0)

# As queries.standing says it of one order.
STANDINGS = {
    AWAITING[0]: Q(state=OrderState.AWAITING),
    SHORT[0]: GOING & Q(sent=0, waits__gt=0),
    READY[0]: GOING & Q(sent=0, waits=0),
    PARTLY[0]: GOING & Q(sent__gt=0, sent__lt=F("boxes")),
    ON_ITS_WAY[0]: GOING & SENT_ALL & Q(arrived__lt=F("boxes")),
    DELIVERED[0]: GOING & SENT_ALL & Q(arrived=F("boxes")),
    DECLINED[0]: Q(state=OrderState.DECLINED),
    EXPIRED[0]: Q(state=OrderState.EXPIRED),
    CANCELLED[0]: Q(state=OrderState.CANCELLED) | NONE_LEFT,
}

COLUMNS = (
    "Order",
    "Ordered on",
    "Code",
    "Organisation",
    "Ordered by",
    "For",
    "How far it is",
    "Decided on",
    "Box set",
    "Ordered",
    "Cancelled",
    "Waiting",
    "Set aside",
    "Sent",
    "Arrived",
    "First promised",
    "Promised now",
    "Arrived on",
    "In time",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the register. `month` as in 2026-03; empty: all."""

    state: str = ""
    organisation: str = ""
    month: str = ""


def registered(orders: QuerySet[Order], wanted: Wanted) -> QuerySet[Order]:
    """Those that are wanted, the newest first."""
    if wanted.organisation:
        name = Q(organisation__name__icontains=wanted.organisation)
        orders = orders.filter(name | Q(organisation__code__iexact=wanted.organisation))
    if wanted.month:
        orders = orders.filter(placed_at__range=_span(wanted.month))
    if wanted.state in STANDINGS:
        orders = _with_boxes(orders).filter(STANDINGS[wanted.state])
    return orders


def _span(month: str) -> tuple[dt.datetime, dt.datetime]:
    first = dt.date.fromisoformat(f"{month}-01")
    after = (first + dt.timedelta(days=32)).replace(day=1)
    begins, ends = (dt.datetime.combine(day, dt.time(), LONDON) for day in (first, after))
    return begins, ends - dt.timedelta(microseconds=1)


def _with_boxes(orders: QuerySet[Order]) -> QuerySet[Order]:
    kept = F("quantity") - F("cancelled")
    sums = {
        "boxes": kept,
        "sent": F("dispatched"),
        "arrived": F("delivered"),
        "waits": kept - F("allocated") - F("dispatched"),
    }
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    found = {
        name: Coalesce(
            Subquery(lines.annotate(sum=Sum(what)).values("sum"), output_field=IntegerField()), 0
        )
        for name, what in sums.items()
    }
    return orders.annotate(**found)


def register_file(orders: QuerySet[Order]) -> bytes:
    """A row for each line of each order; what people typed cannot run as a formula."""
    decisions = Authorisation.objects.filter(superseded_at=None)
    promises = DeliveryPromise.objects.filter(superseded_at=None)
    lines = promised_lines().select_related("box_set").order_by("box_set__position", "pk")
    lines = lines.prefetch_related(Prefetch("promises", promises, to_attr="live_promises"))
    found = orders.select_related("buyer", "on_behalf_of", "organisation").prefetch_related(
        Prefetch("lines", lines), Prefetch("authorisations", decisions, to_attr="live_decisions")
    )
    rows = [_cells(order, line) for order in found for line in order.lines.all()]
    return xlsx_bytes([Sheet("Orders", COLUMNS, rows)])


def _cells(order: Order, line: OrderLine) -> tuple[Cell, ...]:
    decided = [one.decided_at for one in getattr(order, "live_decisions", [])]
    return (
        order.number,
        london_date(order.placed_at),
        order.organisation.code,
        order.organisation.name,
        order.buyer.name,
        order.on_behalf_of.name if order.on_behalf_of else "",
        standing_of(order).word,
        london_date(decided[0]) if decided else None,
        line.box_set.name,
        line.quantity,
        line.cancelled,
        line.waiting,
        line.allocated,
        line.dispatched,
        line.delivered,
        *_promised(line),
    )


def _promised(line: OrderLine) -> tuple[Cell, ...]:
    """First promised, promised now, arrived on, and whether that was in time."""
    live: list[DeliveryPromise] = getattr(line, "live_promises", [])
    first_due: dt.date | None = getattr(line, "first_due", None)
    at: dt.datetime | None = getattr(line, "arrived_at", None)
    is_there = at is not None and 0 < line.delivered == line.quantity - line.cancelled
    arrived_on = london_date(at) if at is not None and is_there else None
    in_time = ""
    if arrived_on and first_due:
        in_time = "No" if is_overdue(first_due, arrived_on) else "Yes"
    return first_due, live[0].due_on if live else None, arrived_on, in_time
