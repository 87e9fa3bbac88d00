"""The ledger of stock: the one place that changes how many boxes there are and for whom.

Lock order: the order, its lines by key, the box sets by key, then a parcel.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accounts.models import Person
from orders.enums import MovementKind
from orders.models import BoxSet, Dispatch, Movement, Order, OrderLine


def lock_box_sets(keys: Iterable[int]) -> dict[int, BoxSet]:
    """These box sets by key, locked in the order of their keys until the transaction ends.

    Lines that point to them can be written meanwhile, so that an order being placed waits for
    nobody.
    """
    locked = BoxSet.objects.select_for_update(no_key=True).filter(pk__in=set(keys)).order_by("pk")
    return {box_set.pk: box_set for box_set in locked}


def lock_boxes_of(*orders: Order) -> list[OrderLine]:
    """The lines of locked orders, then their box sets, all locked; `line.box_set` is the locked."""
    of_orders = OrderLine.objects.filter(order__in=orders)
    lines = list(of_orders.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    box_sets = lock_box_sets(line.box_set_id for line in lines)
    for line in lines:
        line.box_set = box_sets[line.box_set_id]
    return lines


def move(
    box_set: BoxSet,
    kind: MovementKind,
    *,
    on_hand: int = 0,
    allocated: int = 0,
    line: OrderLine | None = None,
    dispatch: Dispatch | None = None,
    by: Person | None = None,
    reason: str = "",
    form_key: UUID | None = None,
) -> Movement:
    """Write one movement of so many boxes, and the numbers that are the sums of all movements.

    `box_set` and `line` are locked by the caller. The database refuses less than nothing and more
    set aside than there is.
    """
    box_set.on_hand += on_hand
    box_set.allocated += allocated
    box_set.save(update_fields=["on_hand", "allocated"])
    if line is not None and allocated:
        line.allocated += allocated
        line.save(update_fields=["allocated"])
    return Movement.objects.create(
        box_set=box_set,
        kind=kind,
        on_hand_change=on_hand,
        allocated_change=allocated,
        line=line,
        dispatch=dispatch,
        by=by,
        reason=reason,
        form_key=form_key,
    )


def pressed(form_key: UUID | None) -> Movement | None:
    """What an earlier press of the same form came to; ask under the lock of its box set."""
    pressed = Movement.objects.filter(form_key=form_key).select_related("by")
    return pressed.first() if form_key else None
