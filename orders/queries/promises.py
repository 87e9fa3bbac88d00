"""Reads: promises kept, in figures, and the days that could be promised next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from orders.enums import DispatchState
from orders.models import DeliveryPromise, OrderLine
from orders.promise import Kept, is_overdue, london_date
from orders.queries.clock import working_day_after
from productive_leader.core.dates import today

PROPOSED = (2, 5, 10)  # working days from today


def promised_lines(lines: QuerySet[OrderLine] | None = None) -> QuerySet[OrderLine]:
    """With `first_due`, what was promised first on the clock that counts, and `arrived_at`.

    `arrived_at`: when the last of its boxes was there; only of use once all are. A change that was
    authorised anew, and what waited for stock, start another clock; a later date does not.
    """
    own = DeliveryPromise.objects.filter(line=OuterRef("pk"))
    latest = DeliveryPromise.objects.filter(line=OuterRef("line")).order_by("-made_at", "-pk")
    first = own.filter(counted_from=Subquery(latest.values("counted_from")[:1]))
    arrived = Q(dispatched_in__dispatch__state=DispatchState.DELIVERED)
    return (OrderLine.objects.all() if lines is None else lines).annotate(
        first_due=Subquery(first.order_by("made_at", "pk").values("due_on")[:1]),
        arrived_at=Max("dispatched_in__dispatch__settled_at", filter=arrived),
    )


def delivered_lines() -> QuerySet[OrderLine]:
    """Of which everything arrived, and which were promised."""
    lines: Any = promised_lines().filter(delivered__gt=0, delivered=F("quantity") - F("cancelled"))
    found: QuerySet[OrderLine] = lines.filter(first_due__isnull=False, arrived_at__isnull=False)
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """How many lines arrived in time, of all and by the month in which they did, latest first."""

    total: Kept
    months: tuple[tuple[dt.date, Kept], ...]


def promises_kept() -> Figures:
    """One query."""
    lines: Any = delivered_lines()
    rows = lines.order_by().values_list("first_due", "arrived_at")
    return figures_of((first_due, london_date(at)) for first_due, at in rows)


def figures_of(rows: Iterable[tuple[dt.date, dt.date]]) -> Figures:
    """Of (first promised, arrived on)."""
    kept: dict[dt.date, list[bool]] = defaultdict(list)
    for first_due, arrived_on in rows:
        kept[arrived_on.replace(day=1)].append(not is_overdue(first_due, arrived_on))
    months = [(month, Kept(sum(each), len(each))) for month, each in sorted(kept.items())]
    total = Kept(sum(one.kept for _, one in months), sum(one.delivered for _, one in months))
    return Figures(total, tuple(reversed(months)))


def days_to_propose() -> list[dt.date]:
    """Days that could be promised anew."""
    return [working_day_after(today(), number) for number in PROPOSED]
