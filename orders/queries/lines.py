"""Reads: the lines of an order as its page and the lists show them. Needs `with_lines`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from orders.enums import OrderState
from orders.models import DeliveryPromise, Order, OrderLine
from orders.queries.standing import Standing, standing_of
from orders.queries.stock import is_ahead
from productive_leader.core.dates import format_date
from productive_leader.core.words import listed

ENDED = (OrderState.DECLINED, OrderState.EXPIRED, OrderState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Row:
    """An order in a list: how far it is, what it is, and by when all of it is to be there."""

    order: Order
    standing: Standing
    what: str
    expected: str


def rows_of(orders: Iterable[Order]) -> list[Row]:
    """No query beside that of `with_lines`."""
    return [Row(order, standing_of(order), _what(order), expected(order)) for order in orders]


def _what(order: Order) -> str:
    return listed([f"{shown.boxes} × {shown.line.box_set.name}" for shown in shown_lines(order)])


@dataclass(frozen=True, slots=True)
class Shown:
    """A box set, how many were ordered, where they are, and by when the rest is to come."""

    line: OrderLine
    boxes: int
    whereabouts: str
    arrives: str


def shown_lines(order: Order) -> list[Shown]:
    """In their order, without what a change has taken out again. No query."""
    is_over = order.state == OrderState.CANCELLED
    return [
        Shown(
            line=line,
            boxes=line.quantity if is_over else line.quantity - line.cancelled,
            whereabouts=_whereabouts(order, line),
            arrives=_arrives(order, line),
        )
        for line in order.lines.all()
        if is_over or line.dispatched or line.quantity > line.cancelled
    ]


def _whereabouts(order: Order, line: OrderLine) -> str:
    if order.state == OrderState.AWAITING:
        return "Nothing is reserved yet"
    if order.state in ENDED:
        return "Nothing is reserved"
    travelling = line.dispatched - line.delivered
    parts = (
        (line.delivered, "arrived"),
        (travelling, "on the way"),
        (line.allocated, "set aside"),
        (line.waiting, "ordered ahead" if is_ahead(line.box_set) else "waiting for stock"),
        (line.cancelled, "cancelled"),
    )
    return listed([f"{number} {words}" for number, words in parts if number]).capitalize()


def _arrives(order: Order, line: OrderLine) -> str:
    """By when, or why there is no date yet."""
    if order.state == OrderState.AWAITING:
        return f"Within {settings.ORDER_PROMISE_DAYS} days of authorisation, if it is in stock"
    if order.state in ENDED or not line.quantity - line.cancelled:
        return "Not coming"
    if line.delivered == line.quantity - line.cancelled:
        return "Arrived"
    due_on = _due_on(line)
    if due_on is None:
        return _no_date(line)
    by = f"By {format_date(due_on)}"
    return f"{by}; no date yet for the {line.waiting} that wait" if line.waiting else by


def _due_on(line: OrderLine) -> dt.date | None:
    """By when it was promised to arrive, as things stand."""
    promises: list[DeliveryPromise] = getattr(line, "live_promises", [])
    return promises[0].due_on if promises else None


def _no_date(line: OrderLine) -> str:
    released = line.box_set.released_on
    if released and is_ahead(line.box_set):
        return f"No date yet: it comes out on {format_date(released)}"
    return "No date yet: waiting for stock"


def expected(order: Order) -> str:
    """For a list: by when all of it is to be there, or that nobody can say yet. No query."""
    if order.state != OrderState.AUTHORISED:
        return ""
    coming = [line for line in order.lines.all() if line.delivered < line.quantity - line.cancelled]
    dates = [_due_on(line) for line in coming]
    if any(line.waiting for line in coming) or None in dates:
        return "No date yet"
    last = max(filter(None, dates), default=None)
    return f"By {format_date(last)}" if last else ""
