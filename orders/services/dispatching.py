"""Parcels: sent with what is set aside, then arrived, lost, or come back.

Lock order: the order, its lines by key, the box sets by key, then the parcel.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Person
from accounts.permissions import require_national
from orders.enums import DispatchState, EventKind, OrderState
from orders.models import Dispatch, DispatchLine, Order, OrderLine
from orders.notifications.dispatching import tell_dispatched, tell_lost, tell_returned
from orders.queries.dispatch import contents_in_words
from orders.services.history import note
from orders.services.ledger import lock_boxes_of
from orders.services.locking import lock_order
from orders.services.notes import order_note
from orders.services.promises import withdraw_dates
from orders.services.stock import take_back, take_out
from productive_leader.core import audit
from productive_leader.core.dates import format_date
from productive_leader.core.permissions import Permission

NOTHING = "Choose at least one box to send."
NOT_AUTHORISED = "Only an authorised order is sent. Load the page again to see what became of it."
NOT_SO_MANY = "{there} of {name} are set aside, so no more than that can be sent."
NOT_NEGATIVE = "Type a whole number from 0 on."
WHY = "Say what happened, in a few words. Whoever ordered reads it."
NOT_SENT = "Parcel {} {}, so this cannot be recorded. Load the page again."
BECAME = {
    DispatchState.DELIVERED: "has arrived",
    DispatchState.LOST: "is recorded as lost",
    DispatchState.RETURNED: "is recorded as come back",
}


@transaction.atomic
def dispatch_order(
    *,
    by: Person,
    order: Order,
    quantities: Mapping[int, int],
    carrier: str = "",
    tracking: str = "",
    form_key: uuid.UUID,
) -> Dispatch:
    """Send a parcel with so many boxes of each line, by the key of the line; tell who waits for it.

    A second press with the same `form_key` gives the parcel of the first. Raises ValidationError.
    """
    require_national(by, Permission.MANAGE_ORDERS)
    current = lock_order(order)
    if pressed := Dispatch.objects.filter(form_key=form_key).first():
        return pressed
    if current.state != OrderState.AUTHORISED:
        raise ValidationError(NOT_AUTHORISED)
    lines = _packed(current, quantities)
    dispatch = Dispatch.objects.create(
        order=current,
        number=current.dispatches.count() + 1,
        carrier=carrier.strip(),
        tracking=tracking.strip(),
        dispatched_by=by,
        form_key=form_key,
    )
    DispatchLine.objects.bulk_create(
        DispatchLine(dispatch=dispatch, line=line, quantity=quantity) for line, quantity in lines
    )
    take_out(dispatch)
    note(current, EventKind.DISPATCHED, by=by, text=f"{_named(dispatch)}{_with_whom(dispatch)}.")
    record(by, "order.dispatched", dispatch, boxes={line.pk: number for line, number in lines})
    order_note(dispatch)
    tell_dispatched(dispatch)
    return dispatch


@transaction.atomic
def mark_lost(*, by: Person, dispatch: Dispatch, reason: str) -> Dispatch:
    """Give a parcel up. Its lines wait again, in their old place, and have no date until then.

    Its boxes stay out of the stock: they left and did not come back. Raises ValidationError.
    """
    require_national(by, Permission.MANAGE_ORDERS)
    locked = lock_dispatch(dispatch)
    if locked.state == DispatchState.LOST:
        return locked
    why = _why(locked, reason, (DispatchState.SENT,))
    settle(locked, DispatchState.LOST, by=by, reason=why)
    take_back(locked, restock=False)
    ended = withdraw_dates(locked.order, reason=f"Parcel {locked.number} was lost.")
    note(locked.order, EventKind.LOST, by=by, text=f"{_named(locked)}. {why}")
    record(by, "order.lost", locked)
    tell_lost(locked, ended)
    return locked


@transaction.atomic
def mark_returned(
    *, by: Person, dispatch: Dispatch, reason: str, restock: bool, send_again: bool = True
) -> Dispatch:
    """A parcel came back. Its lines wait again in their old place, or are cancelled.

    `restock`: its boxes are whole and can be given to somebody. Raises ValidationError.
    """
    require_national(by, Permission.MANAGE_ORDERS)
    locked = lock_dispatch(dispatch)
    if locked.state == DispatchState.RETURNED:
        return locked
    why = _why(locked, reason, (DispatchState.SENT, DispatchState.DELIVERED))
    if locked.state == DispatchState.DELIVERED:
        count_delivered(locked, -1)
    settle(locked, DispatchState.RETURNED, by=by, reason=why)
    take_back(locked, restock=restock)
    if not send_again:
        _cancel(locked, why)
    ended = withdraw_dates(locked.order, reason=f"Parcel {locked.number} came back.")
    stock = "They are in stock again." if restock else "They cannot be given to anybody."
    after = "They wait to be sent again." if send_again else "They are not sent again."
    note(locked.order, EventKind.RETURNED, by=by, text=f"{_named(locked)}. {why} {stock} {after}")
    record(by, "order.returned", locked, restock=restock, send_again=send_again)
    tell_returned(locked, ended, send_again=send_again)
    return locked


def lock_dispatch(dispatch: Dispatch) -> Dispatch:
    """The parcel as it is now, after its order and the lines of that."""
    order = lock_order(dispatch.order)
    lock_boxes_of(order)
    locked = Dispatch.objects.select_for_update(no_key=True, of=("self",)).get(pk=dispatch.pk)
    locked.order = order
    return locked


def settle(
    dispatch: Dispatch, state: DispatchState, *, by: Person | None, reason: str = ""
) -> None:
    """What became of a parcel, now. Under its lock."""
    dispatch.state = state
    dispatch.settled_at, dispatch.settled_by, dispatch.reason = timezone.now(), by, reason
    dispatch.save(update_fields=["state", "settled_at", "settled_by", "reason"])


def count_delivered(dispatch: Dispatch, sign: int) -> None:
    """Add the boxes of a parcel to those of its lines that arrived, or take them off again."""
    for one in dispatch.lines.all():
        lines = OrderLine.objects.filter(pk=one.line_id)
        lines.update(delivered=F("delivered") + sign * one.quantity)


def record(by: Person | None, action: str, dispatch: Dispatch, **detail: Any) -> None:
    organisation_id = dispatch.order.organisation_id
    audit.record(
        by=by, action=action, target=dispatch, organisation_id=organisation_id, detail=detail
    )


def refusal(dispatch: Dispatch) -> ValidationError:
    """That something else became of a parcel."""
    became = BECAME.get(DispatchState(dispatch.state), "is on its way")
    when = f" since {format_date(dispatch.settled_at.date())}" if dispatch.settled_at else ""
    return ValidationError(NOT_SENT.format(dispatch.number, f"{became}{when}"))


def _packed(order: Order, quantities: Mapping[int, int]) -> list[tuple[OrderLine, int]]:
    """Raises ValidationError, with the name of the field where it is one line's trouble."""
    lines = []
    for line in lock_boxes_of(order):
        quantity = quantities.get(line.pk, 0)
        if quantity < 0:
            raise ValidationError({f"line_{line.pk}": NOT_NEGATIVE})
        if quantity > line.allocated:
            trouble = NOT_SO_MANY.format(there=line.allocated, name=line.box_set)
            raise ValidationError({f"line_{line.pk}": trouble})
        lines += [(line, quantity)] if quantity else []
    if not lines:
        raise ValidationError(NOTHING)
    return lines


def _why(dispatch: Dispatch, reason: str, states: tuple[DispatchState, ...]) -> str:
    """The reason as it is kept. Raises ValidationError unless the parcel is in one of `states`."""
    if dispatch.state not in states:
        raise refusal(dispatch)
    if not (why := " ".join(reason.split())):
        raise ValidationError({"reason": WHY})
    return why


def _cancel(dispatch: Dispatch, why: str) -> None:
    """Its boxes are not wanted any more; with the last of them the order ends."""
    for one in dispatch.lines.all():
        lines = OrderLine.objects.filter(pk=one.line_id)
        lines.update(cancelled=F("cancelled") + one.quantity)
    order = dispatch.order
    if not order.lines.filter(quantity__gt=F("cancelled")).exists():
        order.state = OrderState.CANCELLED
        order.ended_at, order.end_reason = timezone.now(), why
        order.save(update_fields=["state", "ended_at", "end_reason"])


def _named(dispatch: Dispatch) -> str:
    return f"Parcel {dispatch.number}: {contents_in_words(dispatch)}"


def _with_whom(dispatch: Dispatch) -> str:
    parts = [dispatch.carrier, f"number {dispatch.tracking}" if dispatch.tracking else ""]
    said = ", ".join(filter(None, parts))
    return f", with {said}" if dispatch.carrier else f", {said}" if said else ""
