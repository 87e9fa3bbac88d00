"""Reads: what is due while an order waits for a decision, and until when it can be taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from orders.enums import OrderState, ReminderKind
from orders.models import Order
from orders.queries.clock import working_day_after
from productive_leader.core.dates import LONDON, today

SOON = dt.timedelta(hours=48)  # nobody hears sooner after asking that an order expires soon
LADDER = (ReminderKind.FIRST, ReminderKind.SECOND, ReminderKind.EXPIRING)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be said, and the day on which it was due."""

    kind: ReminderKind
    on: dt.date


def last_day_of_grace(order: Order) -> dt.date:
    """A decision on this day still holds; on the next, the order has expired."""
    return working_day_after(order.expires_on, settings.ORDER_GRACE_DAYS)


def is_over(order: Order, on: dt.date | None = None) -> bool:
    """Whether it waits no longer, also if nobody has written that down yet."""
    waits = order.state == OrderState.AWAITING
    return waits and (on or today()) > last_day_of_grace(order)


def days_due(order: Order) -> dict[ReminderKind, dt.date]:
    """When each thing is to be said of an order that nobody decides about."""
    asked_on = order.asked_at.astimezone(LONDON).date()
    first, second = (working_day_after(asked_on, days) for days in settings.ORDER_REMINDER_DAYS)
    return {
        ReminderKind.FIRST: first,
        ReminderKind.SECOND: second,
        ReminderKind.COVER: working_day_after(asked_on, settings.ORDER_COVER_DAYS),
        ReminderKind.EXPIRING: _working_day_before(order.expires_on),
    }


def _working_day_before(day: dt.date) -> dt.date:
    before = day - dt.timedelta(days=1)
    while working_day_after(before - dt.timedelta(days=1), 1) != before:
        before -= dt.timedelta(days=1)
    return before


def due_now(order: Order, now: dt.datetime) -> list[Due]:
    """What is due and not said yet. After a day that was missed, only the latest of reminders.

    One query, beside those for days off.
    """
    day = now.astimezone(LONDON).date()
    due = [Due(kind, on) for kind, on in days_due(order).items() if on <= day]
    if now - order.asked_at < SOON:
        due = [one for one in due if one.kind != ReminderKind.EXPIRING]
    said = set(order.reminders.values_list("kind", "due_on"))
    return [one for one in _latest(due) if (one.kind, one.on) not in said]


def _latest(due: Iterable[Due]) -> list[Due]:
    by_kind = {one.kind: one for one in due}
    reached = [by_kind[kind] for kind in LADDER if kind in by_kind]
    cover = [by_kind[ReminderKind.COVER]] if ReminderKind.COVER in by_kind else []
    return [*cover, *reached[-1:]]


def waiting_orders() -> list[int]:
    """The keys of those that wait for a decision, the oldest first."""
    waiting = Order.objects.filter(state=OrderState.AWAITING)
    return list(waiting.order_by("asked_at", "pk").values_list("pk", flat=True))
