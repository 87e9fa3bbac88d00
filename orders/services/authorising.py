"""Asking for authorisation, and deciding: once, about exactly what was shown.

A decision locks the order, then its lines and box sets; under that lock it reads everything anew.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from accounts.permissions import require_national
from orders.enums import Capacity, Decision, EventKind, OrderState
from orders.models import Authorisation, Order
from orders.models.orders import fingerprint
from orders.notifications.authorising import ask, tell_decided, tell_no_authoriser
from orders.permissions import orders_decided_by
from orders.queries.authorisers import (
    authorisers_of,
    changed_in_words,
    decided_in_words,
    named,
    over_in_words,
)
from orders.queries.orders import decision_about
from orders.services.expiring import expire_order
from orders.services.history import note
from orders.services.locking import lock_order
from orders.services.promises import promise_lines
from orders.services.stock import allocate_order
from productive_leader.core import audit
from productive_leader.core.dates import today
from productive_leader.core.permissions import Permission, require

ANOTHER = "another"  # the code of a refusal: the order is not the one that was shown
REASON = "Say why, in a few words. Whoever ordered reads it."
LONGEST_REASON = 400  # characters
TOO_LONG = f"Say it in {LONGEST_REASON} characters."


class AlreadyDecided(Exception):
    """Somebody decided before; `decision` says who, what and when. Nobody is told again."""

    def __init__(self, decision: Authorisation) -> None:
        super().__init__(decided_in_words(decision))
        self.decision = decision


def ask_for_authorisation(order: Order) -> None:
    """Ask whoever may decide, in the transaction of the change that makes it necessary.

    Where nobody is on record, the administrators hear of it the same day.
    """
    authorisers = authorisers_of(order)
    if authorisers.asked:
        ask_those_not_asked(order)
        return
    note(order, EventKind.NO_AUTHORISER, by=None)
    tell_no_authoriser(order, authorisers, today())


def ask_those_not_asked(order: Order) -> list[Person]:
    """Ask today's authorisers, each once for as long as it waits; returns who is asked now."""
    asked = ask(order, authorisers_of(order).asked)
    if asked:
        note(order, EventKind.ASKED, by=None, text=f"To {named(asked)}.")
    return asked


@transaction.atomic
def ask_again(*, by: Person, order: Order) -> list[Person]:
    """Ask, for the office, whoever has come on record since. Raises ValidationError if nobody."""
    require_national(by, Permission.MANAGE_ORDERS)
    current = lock_order(order)
    if current.state != OrderState.AWAITING:
        raise ValidationError(f"Order {current} does not wait for a decision any more.")
    if asked := ask_those_not_asked(current):
        return asked
    if authorisers_of(current).asked:
        raise ValidationError("Everybody who can decide about it has been asked already.")
    raise ValidationError("Nobody is on record yet who can decide about it.")


def authorise_order(*, by: Person, order: Order, seen: str) -> Authorisation:
    """Authorise what was shown, and set aside what there is. `seen`: its fingerprint.

    Raises AlreadyDecided; ValidationError with the code ANOTHER if it was changed meanwhile, and
    with none if it has ended.
    """
    return _decide(by, order, seen, Decision.AUTHORISED, "")


def decline_order(*, by: Person, order: Order, seen: str, reason: str) -> Authorisation:
    """Decline what was shown, and say why. Raises as `authorise_order` does."""
    return _decide(by, order, seen, Decision.DECLINED, reason.strip())


def _decide(by: Person, order: Order, seen: str, what: Decision, reason: str) -> Authorisation:
    expire_order(order)  # also if today's clock has not ticked yet; kept whatever follows
    return _decided(by, order, seen, what, reason)


@transaction.atomic
def _decided(by: Person, order: Order, seen: str, what: Decision, reason: str) -> Authorisation:
    current = lock_order(order)
    require(Permission.DECIDE_ORDER, obj=current, among=orders_decided_by(by))
    _require_waiting(current)
    contents = current.contents()
    if fingerprint(contents) != seen:
        raise ValidationError(changed_in_words(current), code=ANOTHER)
    if what == Decision.DECLINED:
        _require_reason(reason)
    capacity, acting_for = _capacity_of(by, current)
    decision = Authorisation.objects.create(
        order=current,
        decision=what,
        person=by,
        capacity=capacity,
        acting_for=acting_for,
        shown=contents,
        fingerprint=seen,
        reason=reason,
    )
    current.state = OrderState(str(what))
    current.save(update_fields=["state"])
    _follow_up(decision)
    return decision


def _require_waiting(order: Order) -> None:
    """Raises AlreadyDecided, or ValidationError with what has become of it."""
    if order.state == OrderState.AWAITING:
        return
    decision = decision_about(order)
    if decision and order.state in Decision.values:
        raise AlreadyDecided(decision)
    raise ValidationError(over_in_words(order))


def _require_reason(reason: str) -> None:
    if not reason:
        raise ValidationError({"reason": REASON})
    if len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": TOO_LONG})


def _capacity_of(by: Person, order: Order) -> tuple[Capacity, Person | None]:
    authorisers = authorisers_of(order)
    capacity = authorisers.capacity_of(by) or Capacity.COVER
    return capacity, authorisers.covered if capacity == Capacity.COVER else None


def _follow_up(decision: Authorisation) -> None:
    """History, stock, record and messages."""
    order, is_yes = decision.order, decision.decision == Decision.AUTHORISED
    kind = EventKind.AUTHORISED if is_yes else EventKind.DECLINED
    text = f"Reason: {decision.reason}" if decision.reason else ""
    note(order, kind, by=decision.person, acting_for=decision.acting_for, text=text)
    audit.record(
        by=decision.person,
        action=f"order.{decision.decision}",
        target=order,
        acting_for=decision.acting_for,
        organisation_id=order.organisation_id,
        detail={"authorisation": decision.pk, "fingerprint": decision.fingerprint},
    )
    if is_yes:
        allocate_order(order)
        promise_lines(order)
    tell_decided(decision)
