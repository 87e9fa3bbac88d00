"""By when each line is to arrive: a date made when boxes are set aside, kept with its history.

Lock order: the order, then its lines.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from accounts.permissions import require_national
from orders.enums import EventKind, MovementKind
from orders.models import DeliveryPromise, Movement, Order, OrderLine
from orders.notifications.promises import tell_slipped
from orders.promise import promised_for
from orders.queries.orders import decision_about
from orders.services.history import note
from orders.services.locking import lock_lines, lock_order
from productive_leader.core import audit
from productive_leader.core.dates import format_date, today
from productive_leader.core.permissions import Permission

LONGEST_WAIT = 366  # days ahead that somebody may promise
NO_PROMISE = "There is no date for this line now, so there is none to change. Load the page again."
NOT_LATER = "It was promised by {}. Choose a later day."
NOT_PAST = "That day is over. Choose today or a later day."
TOO_FAR = "Choose a day within a year."
WHY = "Say why, in a few words. Whoever ordered reads it."


def promise_lines(order: Order) -> list[DeliveryPromise]:
    """A date for each line of which boxes were set aside since its last one, if it has one.

    In the transaction that sets them aside, after it, under the lock of the order. Counted from the
    moment of authorisation for what was set aside then, else from when it was. What waits has no
    date.
    """
    made = [new for line in lock_lines(order) if (new := _promise(line, order))]
    if made:
        note(order, EventKind.PROMISED, by=None, text=_in_words(made))
    return made


@transaction.atomic
def slip(*, by: Person, line: OrderLine, due_on: dt.date, reason: str) -> DeliveryPromise:
    """A later date for a line: keeps the old one, and tells who ordered, once, with both.

    A second press with the same date gives the promise of the first. Raises ValidationError.
    """
    require_national(by, Permission.MANAGE_ORDERS)
    order = lock_order(line.order)
    locked = next(one for one in lock_lines(order) if one.pk == line.pk)
    old = locked.promises.filter(superseded_at=None).first()
    if old is None:
        raise ValidationError(NO_PROMISE)
    if old.due_on == due_on:
        return old
    reason = reason.strip()
    _require_date(old.due_on, due_on)
    if not reason:
        raise ValidationError({"reason": WHY})
    supersede(old)
    new = DeliveryPromise.objects.create(
        line=locked, due_on=due_on, counted_from=old.counted_from, reason=reason
    )
    was, now = format_date(old.due_on), format_date(due_on)
    text = f"{locked.box_set.name}: by {now} instead of {was}. {reason}"
    note(order, EventKind.SLIPPED, by=by, text=text)
    audit.record(
        by=by,
        action="order.slipped",
        target=order,
        organisation_id=order.organisation_id,
        detail={"line": locked.pk, "was": str(old.due_on), "due_on": str(due_on)},
    )
    tell_slipped(order, locked, old=old, new=new, reason=reason)
    return new


def withdraw_dates(order: Order, *, reason: str) -> list[DeliveryPromise]:
    """End the dates of lines of which nothing is set aside or under way any more.

    Under the lock of the order. The caller tells who ordered; returns the promises that ended.
    """
    ended = []
    for line in lock_lines(order):
        live = line.promises.filter(superseded_at=None).first()
        if live and line.waiting and not line.allocated and line.dispatched == line.delivered:
            live.reason = live.reason or reason
            supersede(live)
            ended.append(live)
    return ended


def supersede(promise: DeliveryPromise) -> None:
    """It holds no longer; the row stays."""
    promise.superseded_at = timezone.now()
    promise.save(update_fields=["superseded_at", "reason"])


def _promise(line: OrderLine, order: Order) -> DeliveryPromise | None:
    allocated = line.movements.filter(kind=MovementKind.ALLOCATED).order_by("at", "pk").last()
    live = line.promises.filter(superseded_at=None).first()
    if not line.allocated or allocated is None or (live and live.made_at >= allocated.at):
        return None
    begun = _begun(allocated, order)
    due_on = promised_for(begun, settings.ORDER_PROMISE_DAYS)
    counted_from = _counted_before(line) or begun
    if live:
        supersede(live)
    return DeliveryPromise.objects.create(line=line, due_on=due_on, counted_from=counted_from)


def _begun(allocated: Movement, order: Order) -> dt.datetime:
    """What the service set aside by itself, it set aside when the order was authorised."""
    decision = decision_about(order) if allocated.by_id is None else None
    return decision.decided_at if decision else allocated.at


def _counted_before(line: OrderLine) -> dt.datetime | None:
    """After a parcel was lost or came back, the clock that was started first still counts."""
    if not line.dispatched_in.exists() or line.promises.filter(superseded_at=None).exists():
        return None
    last = line.promises.order_by("made_at", "pk").last()
    return last.counted_from if last else None


def _require_date(old: dt.date, due_on: dt.date) -> None:
    if due_on < today():
        raise ValidationError({"due_on": NOT_PAST})
    if due_on <= old:
        raise ValidationError({"due_on": NOT_LATER.format(format_date(old))})
    if due_on > today() + dt.timedelta(days=LONGEST_WAIT):
        raise ValidationError({"due_on": TOO_FAR})


def _in_words(promises: list[DeliveryPromise]) -> str:
    """One sentence where all lines have the same date."""
    dates = {promise.due_on for promise in promises}
    if len(dates) == 1:
        return f"To arrive by {format_date(dates.pop())}."
    return " ".join(f"{one.line.box_set.name}: by {format_date(one.due_on)}." for one in promises)
