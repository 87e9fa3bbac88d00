"""What there is of each box set, and its movements in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, When, Window
from django.db.models.functions import Coalesce

from orders.enums import MovementKind, OrderState
from orders.models import BoxSet, Movement, OrderLine
from orders.queries.queue import WAITS
from productive_leader.core.dates import format_when, today

NOBODY = "By itself"


def with_waiting(box_sets: QuerySet[BoxSet]) -> QuerySet[BoxSet]:
    """With `waits`, boxes that authorised orders still want, and `is_ahead`; withdrawn last."""
    wanted = (
        OrderLine.objects.filter(box_set=OuterRef("pk"), order__state=OrderState.AUTHORISED)
        .order_by()
        .values("box_set")
        .annotate(sum=Sum(WAITS))
    )
    waits = Coalesce(Subquery(wanted.values("sum")), 0)
    ahead = Case(When(released_on__gt=today(), then=True), default=False)
    return box_sets.annotate(waits=waits, is_ahead=ahead).order_by(
        F("withdrawn_at").asc(nulls_first=True), "position", "name"
    )


def is_ahead(box_set: BoxSet) -> bool:
    """Whether it can only be ordered ahead: it is released on a later day."""
    return box_set.released_on is not None and box_set.released_on > today()


def movements_of(box_set: BoxSet) -> QuerySet[Movement]:
    """Newest first, with `on_hand_after`: how many were there once it had happened."""
    so_far = Window(Sum("on_hand_change"), order_by=F("pk").asc())
    movements = Movement.objects.filter(box_set=box_set).annotate(on_hand_after=so_far)
    return movements.select_related("by", "line__order", "dispatch").order_by("-pk")


@dataclass(frozen=True, slots=True)
class Told:
    """A movement in words: "Sent 6 for" an order, who and when, how many were left."""

    what: str
    order: str
    reason: str
    by: str
    when: str
    on_hand: int


def told(movement: Any) -> Told:
    """One row of `movements_of`."""
    boxes = abs(movement.on_hand_change or movement.allocated_change)
    fewer = "fewer" if movement.on_hand_change < 0 else "more"
    what = {
        MovementKind.RECEIVED: f"Received {boxes}",
        MovementKind.ALLOCATED: f"Set aside {boxes} for",
        MovementKind.RELEASED: f"{boxes} given back by",
        MovementKind.DISPATCHED: f"Sent {boxes} for",
        MovementKind.RETURNED: f"{boxes} came back" + (" from" if movement.line else ""),
        MovementKind.WRITTEN_OFF: f"Wrote off {boxes}",
        MovementKind.CORRECTED: f"Counted again: {boxes} {fewer}",
    }[MovementKind(movement.kind)]
    return Told(
        what=what,
        order=movement.line.order.number if movement.line else "",
        reason=movement.reason,
        by=movement.by.name if movement.by else NOBODY,
        when=format_when(movement.at),
        on_hand=movement.on_hand_after,
    )
