"""Orders: placed, changed, cancelled and opened again.

Each function locks the order before it changes it, and reads its state under that lock.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Organisation, Person
from orders.enums import EventKind, OrderState
from orders.models import Order, OrderLine
from orders.notifications.orders import tell_cancelled, tell_changed, tell_placed
from orders.permissions import orders_cancelled_by, orders_changed_by, organisations_to_order_for
from orders.queries.choices import (
    can_be_cancelled,
    can_be_changed,
    can_be_reopened,
    last_day_to_reopen,
    what_happened_meanwhile,
)
from orders.queries.clock import last_day_to_decide
from orders.queries.concerned import concerned_by
from orders.queries.differences import differences
from orders.queries.orders import edition_of, standing_of
from orders.services.authorising import ask_for_authorisation
from orders.services.changes import (
    begin_asking,
    boxes_of,
    cancel_rest,
    is_other_contents,
    rewrite_lines,
    supersede_decision,
    withdraw_promises,
)
from orders.services.history import note as note_down
from orders.services.locking import lock_lines, lock_order
from orders.services.numbers import next_number
from orders.services.stock import release_order
from orders.services.wishes import (
    SAY_WHY,
    Lines,
    Wishes,
    check_for_whom,
    checked_wishes,
    wishes_of,
)
from productive_leader.core import audit
from productive_leader.core.dates import format_date
from productive_leader.core.permissions import Permission, require
from productive_leader.core.words import counted

STALE = "stale"
LONGEST_REASON = 400  # characters
TOO_LONG = f"Say it in {LONGEST_REASON} characters."
NO_CHANGE = "This order is {} and cannot be changed any more."
AS_IT_WAS = "It was sent for authorisation again as it was."
SMALL_CHANGE = "Nothing that needs a new authorisation."
WITHDRAWN_SINCE = "“{}” was withdrawn since."
ORDER_ANEW = "Place a new order."


@transaction.atomic
def place_order(
    *,
    by: Person,
    organisation: Organisation,
    lines: Lines,
    team_size: int,
    note: str,
    recipient_name: str,
    recipient_email: str,
    address: str,
    postcode: str,
    instructions: str,
    on_behalf_of: Person | None,
    form_key: uuid.UUID,
) -> Order:
    """Order, and ask for authorisation. Nothing is set aside yet.

    The same `form_key` gives the order it made. Raises ValidationError by field, all that is wrong
    at once; what is wrong with the lines stands under `lines`.
    """
    if again := Order.objects.filter(buyer=by, form_key=form_key).first():
        return again
    require(Permission.ORDER, obj=organisation, among=organisations_to_order_for(by))
    whom = None if on_behalf_of == by else on_behalf_of
    check_for_whom(by, organisation, whom)
    wishes = checked_wishes(
        lines,
        team_size=team_size,
        note=note,
        recipient_name=recipient_name,
        recipient_email=recipient_email,
        address=address,
        postcode=postcode,
        instructions=instructions,
    )
    order, is_new = _made(by, form_key, wishes, organisation=organisation, on_behalf_of=whom)
    if not is_new:  # the other press of two was quicker
        return order
    OrderLine.objects.bulk_create(
        OrderLine(order=order, box_set=box_set, quantity=quantity) for box_set, quantity in lines
    )
    note_down(order, EventKind.PLACED, by=by, acting_for=whom)
    _record(by, "order.placed", order)
    tell_placed(order)
    ask_for_authorisation(order)
    return order


@transaction.atomic
def change_order(*, by: Person, order: Order, seen: str, lines: Lines, **wishes: Any) -> Order:
    """Change what was ordered or where it goes; then whoever may authorise is asked again.

    That supersedes the decision there is and gives back what was set aside. After a decline it
    asks again even if all stays as it is. Instructions, note and the like alone ask nobody.
    `seen`: the edition_of the order that the page showed; `wishes`: the fields of Wishes. Raises
    ValidationError when the order is another one by now, or by field.
    """
    current = _locked(order, orders_changed_by(by))
    if edition_of(current) != seen:
        raise ValidationError(what_happened_meanwhile(current), code=STALE)
    if not can_be_changed(current):
        raise ValidationError(NO_CHANGE.format(_word(current)))
    had = boxes_of(lock_lines(current))
    wanted = checked_wishes(lines, had=had, **wishes)
    asks = current.state == OrderState.DECLINED or is_other_contents(current, wanted, lines, had)
    if not asks and wanted == wishes_of(current):
        return current
    before = current.contents()
    if asks:
        release_order(current, by=by)
        supersede_decision(current)
        rewrite_lines(current, lines)
        begin_asking(current)
    for name, value in asdict(wanted).items():
        setattr(current, name, value)
    current.save()
    told = differences(before, current.contents()) or [AS_IT_WAS if asks else SMALL_CHANGE]
    whom = _acting_for(by, current)
    note_down(current, EventKind.CHANGED, by=by, acting_for=whom, text=" ".join(told))
    _record(by, "order.changed", current, asks_again=asks)
    if asks:
        tell_changed(current, by=by, told=told)
        ask_for_authorisation(current)
    return current


@transaction.atomic
def cancel_order(*, by: Person, order: Order, reason: str) -> Order:
    """Cancel what has not been sent, and give back what was set aside for it.

    An order of which something was sent stays authorised, for what is on its way. Raises
    ValidationError.
    """
    current = _locked(order, orders_cancelled_by(by))
    why = " ".join(reason.split())
    if not 1 <= len(why) <= LONGEST_REASON:
        raise ValidationError({"reason": TOO_LONG if why else SAY_WHY})
    if not can_be_cancelled(current):
        raise ValidationError(_why_not_cancelled(current))
    concerned = concerned_by(current)
    release_order(current, by=by)
    boxes = cancel_rest(current)
    withdraw_promises(current)
    is_all = not current.lines.filter(dispatched__gt=0).exists()
    if is_all:
        current.state = OrderState.CANCELLED
        current.ended_at, current.end_reason = timezone.now(), why
        current.save(update_fields=["state", "ended_at", "end_reason"])
    rest = "" if is_all else f"Only what was not sent yet, {counted(boxes, 'box', 'boxes')}. "
    whom = _acting_for(by, current)
    entry = note_down(
        current, EventKind.CANCELLED, by=by, acting_for=whom, text=f"{rest}Reason: {why}"
    )
    _record(by, "order.cancelled", current, boxes=boxes, is_all=is_all)
    tell_cancelled(current, entry, concerned, reason=why, boxes=boxes, is_all=is_all)
    return current


@transaction.atomic
def reopen_order(*, by: Person, order: Order) -> Order:
    """Ask again for an order that expired some days ago. Raises ValidationError."""
    current = _locked(order, orders_changed_by(by))
    if current.state == OrderState.AWAITING:  # a second press
        return current
    if not can_be_reopened(current):
        raise ValidationError(_why_not_reopened(current))
    for line in lock_lines(current):
        if line.box_set.withdrawn_at is not None and line.waiting:
            raise ValidationError(f"{WITHDRAWN_SINCE.format(line.box_set)} {ORDER_ANEW}")
    begin_asking(current)
    current.save(update_fields=["state", "asked_at", "expires_on", "ended_at", "end_reason"])
    note_down(current, EventKind.REOPENED, by=by, acting_for=_acting_for(by, current))
    _record(by, "order.reopened", current)
    ask_for_authorisation(current)
    return current


def _locked(order: Order, among: QuerySet[Order]) -> Order:
    require(Permission.CHANGE_ORDER, obj=order, among=among)
    return lock_order(order)


def _why_not_cancelled(order: Order) -> str:
    if order.state == OrderState.AUTHORISED:
        return "All of it has been sent, so there is nothing left to cancel."
    return f"This order is {_word(order)} already."


def _why_not_reopened(order: Order) -> str:
    last = last_day_to_reopen(order)
    if last is None:
        return f"Only an expired order is opened again; this one is {_word(order)}."
    return f"It could be opened again until {format_date(last)}. {ORDER_ANEW}"


def _word(order: Order) -> str:
    return standing_of(order).word.lower()


def _acting_for(by: Person, order: Order) -> Person | None:
    """The leader for whom a PA ordered; the office and the leader act for themselves."""
    return order.on_behalf_of if by == order.buyer else None


def _made(by: Person, form_key: uuid.UUID, wishes: Wishes, **more: Any) -> tuple[Order, bool]:
    pk, number = next_number()
    first = {"pk": pk, "number": number, "expires_on": last_day_to_decide()}
    return Order.objects.get_or_create(
        buyer=by, form_key=form_key, defaults=first | asdict(wishes) | more
    )


def _record(by: Person | None, action: str, order: Order, **detail: Any) -> None:
    audit.record(
        by=by,
        action=action,
        target=order,
        acting_for=_acting_for(by, order) if by else None,
        organisation_id=order.organisation_id,
        detail=detail,
    )
