"""Who waits for which box sets since when, and what stock that came should be given to whom."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from orders.enums import OrderState
from orders.models import Authorisation, BoxSet, Movement, Order, OrderLine
from productive_leader.core.dates import LONDON, format_date, today
from productive_leader.core.words import counted

WAITS = F("quantity") - F("cancelled") - F("allocated") - F("dispatched")  # boxes


def released() -> Q:
    """Lines of box sets that may be given now; the others are ordered ahead."""
    return Q(box_set__released_on=None) | Q(box_set__released_on__lte=today())


def lines_by_age() -> QuerySet[OrderLine]:
    """Lines with `decided_at` of the decision that holds, oldest first."""
    live = Authorisation.objects.filter(order=OuterRef("order"), superseded_at=None)
    lines = OrderLine.objects.annotate(decided_at=Subquery(live.values("decided_at")[:1]))
    lines = lines.select_related("order__organisation", "box_set")
    return lines.order_by(F("decided_at").asc(nulls_last=True), "order", "pk")


def wanting_lines() -> QuerySet[OrderLine]:
    """Lines of authorised orders that still want boxes: `waits` is how many."""
    authorised = lines_by_age().filter(order__state=OrderState.AUTHORISED)
    return authorised.annotate(waits=WAITS).filter(waits__gt=0)


def waiting_lines() -> QuerySet[OrderLine]:
    """The queue: what could be given as soon as there is stock."""
    return wanting_lines().filter(released())


def before(line: OrderLine) -> list[OrderLine]:
    """Who waits for the same box set and was authorised earlier, oldest first."""
    queue = waiting_lines().filter(box_set=line.box_set_id)
    return list(takewhile(lambda one: one.pk != line.pk, queue))


def lines_ordered_ahead() -> QuerySet[OrderLine]:
    """Those whose box set is released on a later day, the next day first."""
    oldest = F("decided_at").asc(nulls_last=True)
    ahead = wanting_lines().exclude(released())
    return ahead.order_by("box_set__released_on", "box_set", oldest, "order", "pk")


def lines_set_aside(box_set: BoxSet) -> QuerySet[OrderLine]:
    """For which orders boxes lie ready, whoever was authorised last first."""
    lines = lines_by_age().filter(box_set=box_set, allocated__gt=0)
    return lines.order_by(F("decided_at").desc(nulls_first=True), "-order", "-pk")


def wanted_by_others(box_sets: Iterable[int], order: Order) -> dict[int, int]:
    """How many boxes of each box set other authorised orders wait for."""
    others = waiting_lines().filter(box_set__in=box_sets).exclude(order=order).order_by()
    return dict(others.values("box_set").annotate(sum=Sum("waits")).values_list("box_set", "sum"))


@dataclass(frozen=True, slots=True)
class Share:
    """What one line gets of what there is: `quantity` of the `waits`, while `left` were left."""

    line: OrderLine
    waits: int
    left: int
    quantity: int
    is_first: bool

    @property
    def why(self) -> str:
        """In words that follow the number of the order, for whoever confirms it."""
        since = _authorised_on(self.line)
        there_is = f"{self.left} available" if self.is_first else f"{self.left} left"
        gets = f"all {self.waits}" if self.quantity == self.waits else f"{self.quantity} of them"
        return f"{since}waits for {self.waits}; {there_is}, so {gets}"


@dataclass(frozen=True, slots=True)
class Portion:
    """What lies ready of one box set, and the lines that get it, oldest authorised first.

    `moved`: the key of its latest movement.
    """

    box_set: BoxSet
    shares: tuple[Share, ...]
    moved: int

    @property
    def boxes(self) -> int:
        return sum(share.quantity for share in self.shares)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Exactly what oldest-first gives now."""

    portions: tuple[Portion, ...]

    @property
    def shares(self) -> list[Share]:
        return [share for portion in self.portions for share in portion.shares]

    @property
    def boxes(self) -> int:
        return sum(portion.boxes for portion in self.portions)

    @property
    def orders(self) -> int:
        return len({share.line.order_id for share in self.shares})

    @property
    def press(self) -> str:
        """What the button says that confirms it."""
        boxes, orders = counted(self.boxes, "box", "boxes"), counted(self.orders, "order", "orders")
        return f"Set aside {boxes} for {orders}"

    @property
    def fingerprint(self) -> str:
        """SHA-256; another once one of these box sets has moved, or somebody is first now."""
        written = [
            (portion.box_set.pk, portion.moved, share.line.pk, share.quantity)
            for portion in self.portions
            for share in portion.shares
        ]
        return hashlib.sha256(repr(written).encode()).hexdigest()


def proposal() -> Proposal:
    """What stock there is, shared out among those who wait, oldest authorised first."""
    lines = list(waiting_lines().filter(box_set__on_hand__gt=F("box_set__allocated")))
    lines.sort(key=lambda line: (line.box_set.position, line.box_set_id))  # keeps who is first
    moved = _moved({line.box_set_id for line in lines})
    portions = [
        Portion(of_one[0].box_set, shared_out(of_one), moved.get(box_set_id, 0))
        for box_set_id, found in groupby(lines, key=lambda line: line.box_set_id)
        if (of_one := list(found))
    ]
    return Proposal(tuple(portions))


def still_waiting(proposed: Proposal) -> QuerySet[OrderLine]:
    """The queue without those who would get all of it, oldest first."""
    served = [share.line.pk for share in proposed.shares if share.quantity == share.waits]
    return waiting_lines().exclude(pk__in=served)


def waits_after(proposed: Proposal, lines: Iterable[Any]) -> list[tuple[Any, int]]:
    """Each of `still_waiting` with how many it waits for once the proposal is confirmed."""
    gets = {share.line.pk: share.quantity for share in proposed.shares}
    return [(line, line.waits - gets.get(line.pk, 0)) for line in lines]


def shared_out(lines: list[OrderLine]) -> tuple[Share, ...]:
    """What each line of one box set gets; those for whom nothing is left are not in it."""
    left = lines[0].box_set.available
    shares: list[Share] = []
    for line in lines:
        if left == 0:
            break
        waits = line.waiting
        quantity = min(waits, left)
        shares.append(Share(line, waits, left, quantity, is_first=not shares))
        left -= quantity
    return tuple(shares)


def _moved(box_sets: set[int]) -> dict[int, int]:
    movements = Movement.objects.filter(box_set__in=box_sets).order_by()
    latest = movements.values("box_set").annotate(latest=Max("pk"))
    return dict(latest.values_list("box_set", "latest"))


def boxes_to_give() -> int:
    """How many boxes lie there for orders that wait: what the office sees at a glance."""
    waiting = waiting_lines().order_by().values("box_set")
    wanted = waiting.annotate(
        sum=Sum("waits"), available=F("box_set__on_hand") - F("box_set__allocated")
    )
    return sum(min(one["sum"], one["available"]) for one in wanted)


def _authorised_on(line: OrderLine) -> str:
    """For lines with `decided_at`."""
    decided_at = getattr(line, "decided_at", None)
    if decided_at is None:
        return ""
    return f"authorised {format_date(decided_at.astimezone(LONDON).date())}, "
