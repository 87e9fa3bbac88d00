"""Whether the numbers of the stock are the sums of its movements, and what orders have of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from orders.models import BoxSet, Movement, OrderLine


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is not the sum it should be, in words. `box_set`: its name."""

    box_set: str
    sentence: str


def differences() -> list[Difference]:
    """Empty while everything agrees.

    Each of the two queries sees one moment, so that what moves meanwhile makes no false alarm.
    """
    return [*_of_box_sets(), *_of_lines()]


def _of_box_sets() -> list[Difference]:
    moved = Movement.objects.filter(box_set=OuterRef("pk")).order_by().values("box_set")
    lines = OrderLine.objects.filter(box_set=OuterRef("pk")).order_by().values("box_set")
    wrong = BoxSet.objects.annotate(
        moved_on_hand=_sum(moved, "on_hand_change"),
        moved_allocated=_sum(moved, "allocated_change"),
        lines_allocated=_sum(lines, "allocated"),
    ).exclude(
        on_hand=F("moved_on_hand"),
        allocated=F("moved_allocated"),
        lines_allocated=F("allocated"),
    )
    return [Difference(one.name, sentence) for one in wrong for sentence in _sentences(one)]


def _sentences(one: Any) -> list[str]:
    on_hand, allocated = f"{one.on_hand} on hand", f"{one.allocated} set aside"
    compared = (
        (one.on_hand, one.moved_on_hand, f"{on_hand}, but the movements add up to"),
        (one.allocated, one.moved_allocated, f"{allocated}, but the movements add up to"),
        (one.allocated, one.lines_allocated, f"{allocated}, but the orders have"),
    )
    return [f"{said} {there}." for kept, there, said in compared if kept != there]


def _of_lines() -> list[Difference]:
    moved = Movement.objects.filter(line=OuterRef("pk")).order_by().values("line")
    wrong = OrderLine.objects.annotate(moved=_sum(moved, "allocated_change")).exclude(
        allocated=F("moved")
    )
    return [
        Difference(
            line.box_set.name,
            f"{line.order} has {line.allocated} set aside, "
            f"but its movements add up to {line.moved}.",
        )
        for line in wrong.select_related("order", "box_set").order_by("order", "pk")
    ]


def _sum(rows: QuerySet[Any, Any], field: str) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(sum=Sum(field)).values("sum")), 0)
