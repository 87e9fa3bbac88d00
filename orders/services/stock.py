"""Box sets that arrive, are counted and written off; set aside for orders, sent, come back.

What orders need (`allocate_order`, `release_order`, `take_out`, `take_back`) runs in the
transaction of the caller, who holds the lock of the order and has checked who may.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from accounts.permissions import require_national
from orders.enums import EventKind, MovementKind
from orders.models import BoxSet, Dispatch, DispatchLine, Movement, Order, OrderLine
from orders.queries.queue import lines_set_aside, wanted_by_others
from orders.queries.stock import is_ahead
from orders.services.history import note
from orders.services.ledger import lock_box_sets, lock_boxes_of, move, pressed
from productive_leader.core import audit
from productive_leader.core.dates import format_date
from productive_leader.core.permissions import Permission
from productive_leader.core.words import counted as so_many
from productive_leader.core.words import listed

MOST = 9_999  # boxes that arrive, are counted or are written off at once
NAMED = 5  # orders in one sentence
NUMBER = f"Type a whole number from {{}} to {MOST:,}."
WHY = "Say why, in a few words. The ledger keeps it."
NO_LONGER = "There are {now} on hand now, not {seen}: something moved meanwhile. Count again."
NOT_SET_ASIDE = "Only {there} of {name} are set aside for {order}, so {wanted} cannot be sent."


@transaction.atomic
def receive_stock(
    *, by: Person, box_set: BoxSet, quantity: int, reason: str = "", form_key: UUID | None = None
) -> Movement:
    """So many boxes arrived. Nothing is set aside for anybody: a person confirms that.

    A second press with the same `form_key` gives the movement of the first. Raises ValidationError.
    """
    locked = _locked(by, box_set)
    if known := pressed(form_key):
        return known
    _require_number(quantity, "quantity", least=1)
    movement = move(
        locked,
        MovementKind.RECEIVED,
        on_hand=quantity,
        by=by,
        reason=reason,
        form_key=form_key,
    )
    _record(by, "stock.received", movement)
    return movement


@transaction.atomic
def count_stock(
    *,
    by: Person,
    box_set: BoxSet,
    counted: int,
    reason: str,
    seen: int | None = None,
    form_key: UUID | None = None,
) -> Movement | None:
    """So many boxes lie there; None when that is what the ledger says.

    `seen`: how many were on hand when the page was opened. Raises ValidationError when that is no
    longer so, and when fewer were counted than are set aside: then it names the orders.
    """
    locked = _locked(by, box_set)
    if known := pressed(form_key):
        return known
    _require_number(counted, "counted", least=0)
    _require_reason(reason)
    if seen is not None and seen != locked.on_hand:
        raise ValidationError({"counted": NO_LONGER.format(now=locked.on_hand, seen=seen)})
    if counted < locked.allocated:
        raise ValidationError({"counted": _too_few(locked, f"{counted} are fewer")})
    if counted == locked.on_hand:
        audit.record(by=by, action="stock.counted", target=locked, detail={"on_hand": counted})
        return None
    movement = move(
        locked,
        MovementKind.CORRECTED,
        on_hand=counted - locked.on_hand,
        by=by,
        reason=reason,
        form_key=form_key,
    )
    _record(by, "stock.corrected", movement)
    return movement


@transaction.atomic
def write_off(
    *, by: Person, box_set: BoxSet, quantity: int, reason: str, form_key: UUID | None = None
) -> Movement:
    """So many boxes are spoilt or gone. Raises ValidationError; what is set aside stays."""
    locked = _locked(by, box_set)
    if known := pressed(form_key):
        return known
    _require_number(quantity, "quantity", least=1)
    _require_reason(reason)
    if quantity > locked.on_hand:
        raise ValidationError({"quantity": f"There are only {locked.on_hand} on hand."})
    if quantity > locked.available:
        left = locked.on_hand - quantity
        raise ValidationError({"quantity": _too_few(locked, f"{left} would be left, fewer")})
    movement = move(
        locked,
        MovementKind.WRITTEN_OFF,
        on_hand=-quantity,
        by=by,
        reason=reason,
        form_key=form_key,
    )
    _record(by, "stock.written_off", movement)
    return movement


def allocate_order(order: Order) -> None:
    """Set aside what there is for each line of an order that has just been authorised.

    Takes nothing that other authorised orders wait for, nor of box sets released on a later day;
    what is short waits. Writes the history. Locks the lines and their box sets.
    """
    lines = [line for line in lock_boxes_of(order) if line.waiting]
    if not lines:
        return
    wanted = wanted_by_others({line.box_set_id for line in lines}, order)
    given: list[tuple[OrderLine, int]] = []
    for line in lines:
        box_set = line.box_set
        spare = max(0, box_set.available - wanted.get(box_set.pk, 0))
        quantity = 0 if is_ahead(box_set) else min(line.waiting, spare)
        if quantity:
            move(box_set, MovementKind.ALLOCATED, allocated=quantity, line=line)
            given.append((line, quantity))
    note(order, EventKind.ALLOCATED, by=None, text=set_aside_in_words(given, lines))


def release_order(order: Order, *, by: Person | None = None) -> None:
    """Give back everything that is set aside for an order. Locks the lines and their box sets."""
    given_back = []
    for line in lock_boxes_of(order):
        if quantity := line.allocated:
            move(line.box_set, MovementKind.RELEASED, allocated=-quantity, line=line, by=by)
            given_back.append((line, quantity))
    if given_back:
        note(order, EventKind.RELEASED, by=by, text=f"{boxes_in_words(given_back)}.")


def take_out(dispatch: Dispatch) -> None:
    """The boxes of a parcel leave: fewer on hand and set aside, more `dispatched` on its lines.

    Locks the order's lines and box sets. Raises ValidationError when fewer are set aside.
    """
    for line, quantity in _of_parcel(dispatch):
        if quantity > line.allocated:
            trouble = NOT_SET_ASIDE.format(
                there=line.allocated, name=line.box_set, order=line.order, wanted=quantity
            )
            raise ValidationError(trouble)
        move(
            line.box_set,
            MovementKind.DISPATCHED,
            on_hand=-quantity,
            allocated=-quantity,
            line=line,
            dispatch=dispatch,
            by=dispatch.dispatched_by,
        )
        line.dispatched += quantity
        line.save(update_fields=["dispatched"])


def take_back(dispatch: Dispatch, *, restock: bool) -> None:
    """The boxes of a parcel are with nobody: its lines wait again, in their old place.

    `restock`: they came back and can be given again; else they are lost or spoilt. If the parcel
    counted as delivered, the caller has lowered `delivered` of its lines before. Locks as above.
    """
    for line, quantity in _of_parcel(dispatch):
        line.dispatched -= quantity
        line.save(update_fields=["dispatched"])
        if restock:
            move(
                line.box_set,
                MovementKind.RETURNED,
                on_hand=quantity,
                line=line,
                dispatch=dispatch,
                by=dispatch.settled_by,
            )


def boxes_in_words(boxes: Sequence[tuple[OrderLine, int]]) -> str:
    """So many of each, as in "6 × The Productive Leader and 1 × Strengthening Leadership"."""
    return listed([f"{quantity} × {line.box_set.name}" for line, quantity in boxes])


def set_aside_in_words(given: Sequence[tuple[OrderLine, int]], lines: Sequence[OrderLine]) -> str:
    """What was set aside and what waits now, in sentences for the history."""
    short = [line for line in lines if line.waiting]
    waits = [(line, line.waiting) for line in short if not is_ahead(line.box_set)]
    sentences = [f"Set aside: {boxes_in_words(given)}" if given else "Nothing is set aside yet"]
    sentences += [f"Waiting for stock: {boxes_in_words(waits)}"] if waits else []
    sentences += [
        f"Ordered ahead: {boxes_in_words([(line, line.waiting)])}, "
        f"released on {format_date(line.box_set.released_on)}"
        for line in short
        if line.box_set.released_on and is_ahead(line.box_set)
    ]
    return "".join(f"{sentence}. " for sentence in sentences).rstrip()


def _of_parcel(dispatch: Dispatch) -> list[tuple[OrderLine, int]]:
    lines = {line.pk: line for line in lock_boxes_of(dispatch.order)}
    packed = DispatchLine.objects.filter(dispatch=dispatch).order_by("line")
    return [(lines[one.line_id], one.quantity) for one in packed]


def _locked(by: Person, box_set: BoxSet) -> BoxSet:
    require_national(by, Permission.MANAGE_STOCK)
    return lock_box_sets([box_set.pk])[box_set.pk]


def _require_number(number: int, field: str, *, least: int) -> None:
    if not least <= number <= MOST:
        raise ValidationError({field: NUMBER.format(least)})


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": WHY})


def _too_few(box_set: BoxSet, fewer: str) -> str:
    """Why there cannot be so few, which orders have theirs set aside, and what to do."""
    lines = list(lines_set_aside(box_set))
    orders = [f"{line.order} ({line.allocated})" for line in lines[:NAMED]]
    if (more := len(lines) - NAMED) > 0:
        orders.append(so_many(more, "other order", "other orders"))
    return (
        f"{fewer} than the {box_set.allocated} set aside for {listed(orders)}. Give back what "
        "is set aside for one of them on the page of this box set, then come here again."
    )


def _record(by: Person, action: str, movement: Movement) -> None:
    detail = {"movement": movement.pk, "on_hand_change": movement.on_hand_change}
    audit.record(by=by, action=action, target=movement.box_set, detail=detail)
