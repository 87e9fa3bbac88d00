"""Orders of organisations that have closed: whose they are from then on, written down once."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Organisation
from orders.enums import EventKind
from orders.models import Order, TimelineEntry
from orders.queries.orders import answering_for, moved_orders
from orders.services.history import note
from orders.services.locking import lock_order
from productive_leader.core import audit


def note_moves() -> int:
    """Write into each history which organisation answers for the order now; how many there were.

    Whose orders are whose is read from the register at every look, so nothing waits for this.
    """
    return sum(_note_move(order) for order in moved_orders())


@transaction.atomic
def _note_move(order: Order) -> bool:
    """Once for each organisation it moves to."""
    current = lock_order(order)
    heir = answering_for(current)
    text = f"{current.organisation} has closed. {heir} answers for it now."
    told = TimelineEntry.objects.filter(order=current, kind=EventKind.MOVED, text=text)
    if heir == current.organisation or told.exists():
        return False
    note(current, EventKind.MOVED, by=None, text=text)
    _record(current, heir)
    return True


def _record(order: Order, heir: Organisation) -> None:
    audit.record(
        by=None,
        action="order.moved",
        target=order,
        organisation_id=order.organisation_id,
        detail={"to": heir.pk},
    )
