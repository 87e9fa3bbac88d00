"""What changing and cancelling do to the lines, the decision and the promises of an order.

Each is called under the lock of the order.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from orders.enums import OrderState
from orders.models import DeliveryPromise, Order, OrderLine
from orders.queries.clock import last_day_to_decide
from orders.services.locking import lock_lines
from orders.services.wishes import Lines, Wishes

AUTHORISED_CONTENTS = ("recipient_name", "address", "postcode")


def boxes_of(lines: list[OrderLine]) -> dict[int, int]:
    """How many of each box set (by id) an order has; what is cancelled is not there any more."""
    had = {line.box_set_id: line.quantity - line.cancelled for line in lines}
    return {box_set: number for box_set, number in had.items() if number}


def is_other_contents(order: Order, wishes: Wishes, lines: Lines, had: Mapping[int, int]) -> bool:
    """Whether something is different that an authoriser was shown."""
    other_boxes = {box_set.pk: quantity for box_set, quantity in lines} != had
    return other_boxes or any(
        getattr(order, name) != getattr(wishes, name) for name in AUTHORISED_CONTENTS
    )


def begin_asking(order: Order) -> None:
    """It waits for a decision from now on, with a new clock. The caller saves the order."""
    order.state = OrderState.AWAITING
    order.asked_at = timezone.now()
    order.expires_on = last_day_to_decide()
    order.ended_at, order.end_reason = None, ""


def supersede_decision(order: Order) -> None:
    """The decision there is, and the dates that were promised after it, hold no longer."""
    now = timezone.now()
    order.authorisations.filter(superseded_at=None).update(superseded_at=now)
    withdraw_promises(order)


def withdraw_promises(order: Order) -> None:
    """Of the lines of which nothing is sent. The rows stay."""
    promises = DeliveryPromise.objects.filter(line__order=order, superseded_at=None)
    promises.filter(line__dispatched=0).update(superseded_at=timezone.now())


def rewrite_lines(order: Order, lines: Lines) -> None:
    """These box sets and numbers and no others. Nothing is set aside or sent."""
    known = {line.box_set_id: line for line in lock_lines(order)}
    for box_set, quantity in lines:
        line = known.pop(box_set.pk, None) or OrderLine(order=order, box_set=box_set)
        line.quantity, line.cancelled = quantity, 0
        line.save()
    for line in known.values():
        _take_out(line)


def _take_out(line: OrderLine) -> None:
    """What was once set aside or promised keeps its line in the ledger, cancelled."""
    if line.movements.exists() or line.promises.exists():
        line.cancelled = line.quantity
        line.save(update_fields=["cancelled"])
    else:
        line.delete()


def cancel_rest(order: Order) -> int:
    """Cancel what is neither set aside nor sent; how many boxes that were."""
    cancelled = 0
    for line in lock_lines(order):
        cancelled += line.waiting
        line.cancelled += line.waiting
        line.save(update_fields=["cancelled"])
    return cancelled
