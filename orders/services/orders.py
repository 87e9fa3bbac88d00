"""Orders: placed, changed, cancelled and opened again.

Each function locks the order before it changes it, and reads its state under that lock.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from django.db import transaction

from accounts.models import Organisation, Person
from orders.enums import EventKind
from orders.models import Order, OrderLine
from orders.notifications.orders import tell_placed
from orders.permissions import organisations_to_order_for
from orders.queries.clock import last_day_to_decide
from orders.services.authorising import ask_for_authorisation
from orders.services.history import note as note_down
from orders.services.numbers import next_number
from orders.services.wishes import Lines, Wishes, check_for_whom, checked_wishes
from productive_leader.core import audit
from productive_leader.core.permissions import Permission, require


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
        acting_for=order.on_behalf_of if by == order.buyer else None,
        organisation_id=order.organisation_id,
        detail=detail,
    )
