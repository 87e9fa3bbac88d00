"""Orders placed through the service, as a form would, and what people were written."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from accounts.models import Organisation, Person
from orders.models import BoxSet, Dispatch, DispatchLine, Order
from orders.models.orders import fingerprint
from orders.queries.orders import edition_of
from orders.services.authorising import authorise_order, decline_order
from orders.services.changes import boxes_of
from orders.services.orders import change_order, place_order
from orders.services.stock import take_out
from orders.services.wishes import wishes_of
from productive_leader.core.models import Email
from tests.factories.orders import ADDRESS


def wishes_for(by: Person, **more: Any) -> dict[str, Any]:
    return {
        "team_size": 8,
        "note": "",
        "recipient_name": by.name,
        "recipient_email": by.email,
        "address": ADDRESS,
        "postcode": "NV1 1AA",
        "instructions": "",
    } | more


def placed(
    by: Person, organisation: Organisation, *lines: tuple[BoxSet, int], **more: Any
) -> Order:
    defaults = {"on_behalf_of": None, "form_key": uuid.uuid4()}
    return place_order(
        by=by, organisation=organisation, lines=lines, **(wishes_for(by) | defaults | more)
    )


def changed(by: Person, order: Order, *lines: tuple[BoxSet, int], **more: Any) -> Order:
    """With these lines, or the same; all else as it is but for what is given."""
    order.refresh_from_db()
    same = [(line.box_set, number) for line in order.lines.all() if (number := boxes(line))]
    wishes = {name: getattr(wishes_of(order), name) for name in wishes_for(by)}
    given = {"seen": edition_of(order), **wishes} | more
    return change_order(by=by, order=order, lines=lines or same, **given)


def boxes(line: Any) -> int:
    return boxes_of([line]).get(line.box_set_id, 0)


def authorised(order: Order, by: Person) -> Order:
    authorise_order(by=by, order=order, seen=fingerprint(order.contents()))
    return order


def declined(order: Order, by: Person, reason: str = "Five are enough.") -> Order:
    decline_order(by=by, order=order, seen=fingerprint(order.contents()), reason=reason)
    return order


@transaction.atomic
def sent(order: Order, number: int) -> Order:
    """As a parcel with so many of the first line leaves."""
    line = order.lines.order_by("pk").first()
    assert line
    dispatch = Dispatch.objects.create(
        order=order, number=order.dispatches.count() + 1, form_key=uuid.uuid4()
    )
    DispatchLine.objects.create(dispatch=dispatch, line=line, quantity=number)
    take_out(dispatch)
    return order


def subjects_to(person: Person) -> list[str]:
    mails = Email.objects.filter(to=person.email).order_by("queued_at", "pk")
    return list(mails.values_list("subject", flat=True))
