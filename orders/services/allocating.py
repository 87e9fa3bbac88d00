"""Giving what came in to those who wait: as proposed, out of turn with a reason, and giving back.

Nothing is given by itself: a person confirms. Lock order: the orders by key, their lines, the box
sets.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from accounts.permissions import require_national
from orders.enums import EventKind, MovementKind, OrderState
from orders.models import Movement, Order, OrderLine
from orders.notifications.promises import tell_slipped
from orders.notifications.stock import tell_set_aside
from orders.queries.queue import Proposal, before, proposal
from orders.queries.stock import is_ahead
from orders.services.history import note
from orders.services.ledger import lock_boxes_of, move, pressed
from orders.services.promises import promise_lines, withdraw_dates
from orders.services.stock import NAMED, WHY, boxes_in_words, set_aside_in_words
from productive_leader.core import audit
from productive_leader.core.dates import format_date, format_time
from productive_leader.core.permissions import Permission
from productive_leader.core.words import counted, listed

PRESSES = uuid.UUID("6e0c7a52-3c5b-4b62-9a0e-0f4f1f0c7d11")  # names the first movement of a press
CHANGED = "The queue has changed since you opened this page. Nothing was set aside. Look again."
ALREADY = "{by} set this aside at {at}. There is nothing more to do."
NOT_AUTHORISED = "{} is not authorised, so nothing can be set aside for it."
NOT_RELEASED = "It is released on {}. Until then it is only ordered ahead."
NOTHING_WAITS = "{} waits for no box of this any more."
NOTHING_THERE = "There are no boxes left to set aside."


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What one press set aside, and for how many orders."""

    boxes: int
    orders: int


@transaction.atomic
def confirm_proposal(*, by: Person, seen: str) -> Confirmed:
    """Set aside all that is proposed, if it is still what was `seen`; tell those who get it.

    Raises ValidationError when the queue is another now, or somebody pressed before.
    """
    require_national(by, Permission.MANAGE_STOCK)
    orders = _lock_orders(proposal())
    lines = {line.pk: line for line in lock_boxes_of(*orders)}
    confirmed = proposal()
    form_key = uuid.uuid5(PRESSES, seen)
    _require_first(form_key)
    if not confirmed.shares or confirmed.fingerprint != seen:
        raise ValidationError(CHANGED)
    given: dict[int, list[tuple[OrderLine, int]]] = defaultdict(list)
    for share in confirmed.shares:
        line = lines[share.line.pk]
        _give(line, share.quantity, by=by, form_key=form_key if not given else None)
        given[line.order_id].append((line, share.quantity))
    for order in orders:
        if order.pk in given:
            _follow_up(order, given[order.pk], by=by)
    return Confirmed(confirmed.boxes, len(given))


@transaction.atomic
def confirm_allocation(
    *, by: Person, line: OrderLine, quantity: int, reason: str = "", form_key: UUID | None = None
) -> Movement:
    """Set so many boxes aside for one line. Before its turn that needs a reason, which is kept.

    A second press with the same `form_key` gives the movement of the first. Raises ValidationError.
    """
    require_national(by, Permission.MANAGE_STOCK)
    order, locked = _lock_line(line)
    if known := pressed(form_key):
        return known
    _require_giving(locked, quantity)
    reason = reason.strip()
    passed = passed_over(locked, quantity)
    if passed and not reason:
        raise ValidationError({"reason": why_first(passed)})
    movement = _give(locked, quantity, by=by, reason=reason, form_key=form_key)
    kept = f"Before its turn: {reason}" if passed else reason
    _follow_up(order, [(locked, quantity)], by=by, reason=kept, before_its_turn=bool(passed))
    return movement


@transaction.atomic
def give_back(
    *, by: Person, line: OrderLine, quantity: int, reason: str, form_key: UUID | None = None
) -> Movement:
    """Take so many boxes from what is set aside for a line; it waits again, in its old place.

    Raises ValidationError.
    """
    require_national(by, Permission.MANAGE_STOCK)
    order, locked = _lock_line(line)
    if known := pressed(form_key):
        return known
    if not 1 <= quantity <= locked.allocated:
        sentence = f"{locked.allocated} are set aside for {order}. Type a number from 1 to that."
        raise ValidationError({"quantity": sentence})
    if not (reason := reason.strip()):
        raise ValidationError({"reason": WHY})
    movement = move(
        locked.box_set,
        MovementKind.RELEASED,
        allocated=-quantity,
        line=locked,
        by=by,
        reason=reason,
        form_key=form_key,
    )
    text = f"{boxes_in_words([(locked, quantity)])}. {reason}"
    note(order, EventKind.RELEASED, by=by, text=text)
    _record(by, "stock.given_back", order, boxes={locked.pk: quantity})
    for ended in withdraw_dates(order, reason=reason):
        tell_slipped(order, ended.line, old=ended, new=None, reason=reason)
    return movement


def passed_over(line: OrderLine, quantity: int) -> list[OrderLine]:
    """Those authorised earlier who would go short if this line got so many now."""
    earlier = before(line)
    left = line.box_set.available - quantity
    return earlier if left < sum(one.waiting for one in earlier) else []


def why_first(passed: Sequence[OrderLine]) -> str:
    """The sentence that asks for a reason."""
    named = [f"{one.order} ({one.waiting})" for one in passed[:NAMED]]
    if (more := len(passed) - NAMED) > 0:
        named.append(counted(more, "other order", "other orders"))
    return f"{listed(named)} waited longer. Say why this order goes first; the ledger keeps it."


def _lock_orders(wanted: Proposal) -> list[Order]:
    keys = {share.line.order_id for share in wanted.shares}
    rows = Order.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
    return list(rows.select_related("buyer", "on_behalf_of").order_by("pk"))


def _lock_line(line: OrderLine) -> tuple[Order, OrderLine]:
    order = Order.objects.select_for_update(no_key=True).get(pk=line.order_id)
    return order, next(one for one in lock_boxes_of(order) if one.pk == line.pk)


def _give(
    line: OrderLine,
    quantity: int,
    *,
    by: Person,
    reason: str = "",
    form_key: UUID | None = None,
) -> Movement:
    return move(
        line.box_set,
        MovementKind.ALLOCATED,
        allocated=quantity,
        line=line,
        by=by,
        reason=reason,
        form_key=form_key,
    )


def _follow_up(
    order: Order,
    given: Sequence[tuple[OrderLine, int]],
    *,
    by: Person,
    reason: str = "",
    before_its_turn: bool = False,
) -> None:
    """Its history, the date it is promised for now, and a message to who ordered."""
    lines = list(order.lines.select_related("box_set"))
    text = f"{set_aside_in_words(given, lines)} {reason}".rstrip()
    note(order, EventKind.ALLOCATED, by=by, text=text)
    boxes = {line.pk: quantity for line, quantity in given}
    _record(by, "stock.set_aside", order, boxes=boxes, before_its_turn=before_its_turn)
    promise_lines(order)
    tell_set_aside(order, given)


def _record(by: Person, action: str, order: Order, **detail: Any) -> None:
    organisation_id = order.organisation_id
    audit.record(by=by, action=action, target=order, organisation_id=organisation_id, detail=detail)


def _require_first(form_key: UUID) -> None:
    """Whoever presses what was confirmed already hears by whom and when."""
    if known := pressed(form_key):
        by = known.by.name if known.by else "Somebody"
        raise ValidationError(ALREADY.format(by=by, at=format_time(known.at)))


def _require_giving(line: OrderLine, quantity: int) -> None:
    order, box_set = line.order, line.box_set
    most = min(line.waiting, box_set.available)
    sentence = ""
    if order.state != OrderState.AUTHORISED:
        sentence = NOT_AUTHORISED.format(order)
    elif box_set.released_on and is_ahead(box_set):
        sentence = NOT_RELEASED.format(format_date(box_set.released_on))
    elif not line.waiting:
        sentence = NOTHING_WAITS.format(order)
    elif not most:
        sentence = NOTHING_THERE
    elif not 1 <= quantity <= most:
        sentence = f"It waits for {line.waiting}, {box_set.available} are available. "
        sentence += f"Type a whole number from 1 to {most}."
    if sentence:
        raise ValidationError({"quantity": sentence})
