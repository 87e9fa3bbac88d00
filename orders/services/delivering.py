"""That a parcel arrived: said by whoever took it in or ordered it, or recorded in the office.

Lock order: as in dispatching.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from accounts.permissions import require_national
from orders.enums import DispatchState, EventKind
from orders.models import Dispatch
from orders.notifications.dispatching import tell_delivered
from orders.permissions import dispatches_confirmed_by
from orders.queries.dispatch import Addressee, can_be_undone, contents_in_words
from orders.services.dispatching import count_delivered, lock_dispatch, record, refusal, settle
from orders.services.history import note
from productive_leader.core.dates import LONDON, format_date, today
from productive_leader.core.permissions import Permission, require

NOT_YET = "Choose today or an earlier day."
NOT_BEFORE = "It was sent on {}. Choose that day or a later one."
TOO_LATE = "That it arrived can be taken back for a day. Record instead that it came back."


@transaction.atomic
def confirm_delivery(*, by: Person, dispatch: Dispatch) -> Dispatch:
    """It has arrived, says whoever ordered it or takes it in. A second press changes nothing.

    Raises ValidationError when it is recorded as lost or come back.
    """
    require(Permission.CONFIRM_DELIVERY, obj=dispatch, among=dispatches_confirmed_by(by))
    return _arrived(dispatch, by=by)


@transaction.atomic
def confirm_by_link(*, addressee: Addressee) -> Dispatch:
    """The same, by the link of a message. Whoever holds it speaks for whom it was sent to."""
    return _arrived(addressee.dispatch, by=addressee.person)


@transaction.atomic
def record_delivery(*, by: Person, dispatch: Dispatch, on: dt.date) -> Dispatch:
    """It arrived on that day, as an administrator heard. Raises ValidationError."""
    require_national(by, Permission.MANAGE_ORDERS)
    sent_on = dispatch.dispatched_at.astimezone(LONDON).date()
    if on > today():
        raise ValidationError({"on": NOT_YET})
    if on < sent_on:
        raise ValidationError({"on": NOT_BEFORE.format(format_date(sent_on))})
    return _arrived(dispatch, by=by, on=on)


@transaction.atomic
def undo_delivery(*, by: Person, dispatch: Dispatch) -> Dispatch:
    """It has not arrived after all; within a day of the record. Raises ValidationError."""
    require_national(by, Permission.MANAGE_ORDERS)
    locked = lock_dispatch(dispatch)
    if locked.state == DispatchState.SENT:  # a second press
        return locked
    if locked.state != DispatchState.DELIVERED:
        raise refusal(locked)
    if not can_be_undone(locked):
        raise ValidationError(TOO_LATE)
    count_delivered(locked, -1)
    locked.state, locked.settled_at, locked.settled_by = DispatchState.SENT, None, None
    locked.save(update_fields=["state", "settled_at", "settled_by"])
    text = f"{by.name} took back that parcel {locked.number} has arrived. It is on its way."
    note(locked.order, EventKind.DISPATCHED, by=None, text=text)
    record(by, "order.delivery_undone", locked)
    return locked


def _arrived(dispatch: Dispatch, *, by: Person | None, on: dt.date | None = None) -> Dispatch:
    locked = lock_dispatch(dispatch)
    if locked.state == DispatchState.DELIVERED:
        return locked
    if locked.state != DispatchState.SENT:
        raise refusal(locked)
    settle(locked, DispatchState.DELIVERED, by=by)
    if on is not None and on != today():
        noon = dt.datetime.combine(on, dt.time(12), LONDON)
        locked.settled_at = max(noon, locked.dispatched_at)
        locked.save(update_fields=["settled_at"])
    count_delivered(locked, 1)
    day = f" It was there on {format_date(on)}." if on else ""
    text = f"Parcel {locked.number}: {contents_in_words(locked)}.{day}"
    note(locked.order, EventKind.DELIVERED, by=by, text=text)
    record(by, "order.delivered", locked)
    tell_delivered(locked, by=by)
    return locked
