"""Reads: by when an order would come if it were authorised today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from orders.models import BoxSet, Order
from orders.queries.orders import with_lines
from orders.queries.queue import wanted_by_others
from orders.queries.stock import is_ahead
from productive_leader.core.dates import format_date, today
from productive_leader.core.words import counted


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a box set; `there` could be set aside today."""

    box_set: BoxSet
    quantity: int
    there: int

    @property
    def short(self) -> int:
        return self.quantity - self.there

    @property
    def wait(self) -> str:
        """What is short, and how it goes on with that."""
        so_many = f"{self.short} × {self.box_set.name}"
        verb = "waits" if self.short == 1 else "wait"
        released = self.box_set.released_on
        if released and is_ahead(self.box_set):
            verb = "comes" if self.short == 1 else "come"
            return f"{so_many} {verb} out on {format_date(released)}; no date yet."
        return f"{so_many} {verb} for stock; no date yet."


@dataclass(frozen=True, slots=True)
class Arrival:
    """What could be set aside today and would come by `due_on`, and what would wait."""

    wanted: tuple[Wanted, ...]
    due_on: dt.date

    @property
    def boxes(self) -> int:
        return sum(one.quantity for one in self.wanted)

    @property
    def there(self) -> int:
        return sum(one.there for one in self.wanted)

    @property
    def is_whole(self) -> bool:
        return self.there == self.boxes

    @property
    def waits(self) -> list[str]:
        return [one.wait for one in self.wanted if one.short]


def arrival_of(order: Order, contents: dict[str, Any]) -> Arrival:
    """For what `order.contents()` has, as authorising would set it aside now. Two queries."""
    slugs = [slug for slug, _, _ in contents["lines"]]
    box_sets = {one.slug: one for one in BoxSet.objects.filter(slug__in=slugs)}
    wanted = wanted_by_others({one.pk for one in box_sets.values()}, order)
    found = (
        Wanted(box_sets[slug], quantity, min(quantity, _spare(box_sets[slug], wanted)))
        for slug, _, quantity in contents["lines"]
    )
    return Arrival(tuple(found), today() + dt.timedelta(days=settings.ORDER_PROMISE_DAYS))


def _spare(box_set: BoxSet, wanted: dict[int, int]) -> int:
    if is_ahead(box_set):
        return 0
    return max(0, box_set.available - wanted.get(box_set.pk, 0))


def whereabouts_of(order: Order) -> str:
    """What is set aside of an order that has been authorised and by when, and what waits."""
    lines = list(with_lines(Order.objects.filter(pk=order.pk)).get().lines.all())
    waits = [Wanted(line.box_set, line.waiting, 0).wait for line in lines if line.waiting]
    there = sum(line.allocated for line in lines)
    if not there:
        return " ".join(waits)
    dates = [promise.due_on for line in lines for promise in line.live_promises]  # type: ignore[attr-defined]  # prefetched
    by = f" and to arrive by {format_date(max(dates))}" if dates else ""
    return " ".join([f"{counted(there, 'box is', 'boxes are')} set aside{by}.", *waits])
