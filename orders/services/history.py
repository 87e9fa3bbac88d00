"""The history of an order: a line for each thing that happened, in the transaction of it."""

from __future__ import annotations

from accounts.models import Person
from orders.enums import EventKind
from orders.models import Order, TimelineEntry


def note(
    order: Order,
    kind: EventKind,
    *,
    by: Person | None,
    text: str = "",
    acting_for: Person | None = None,
) -> TimelineEntry:
    """Add a line. `by` None: the service itself; whoever acts for themselves acts for nobody else.

    `text` is whole sentences that stand after what queries.standing.timeline_of says of the kind:
    a reason, dates, how many. No address and nobody's e-mail.
    """
    acting = None if by is not None and acting_for == by else acting_for
    return TimelineEntry.objects.create(
        order=order, kind=kind, by=by, acting_for=acting, text=text[:600]
    )
