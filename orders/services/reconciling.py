"""Every night: do the numbers agree with the ledger, and does stock lie there for who waits."""

from __future__ import annotations

import logging

from django.db import transaction

from modules.queries.office import administrators
from orders.notifications.stock import tell_alarm, tell_ready
from orders.queries.ledger import differences
from orders.queries.queue import proposal
from productive_leader.core.dates import today

logger = logging.getLogger(__name__)


@transaction.atomic
def reconcile_stock() -> int:
    """Name each number that is not the sum of its movements, in the log and by mail.

    Mends nothing: which of the two is right, a person finds out. Returns how many there are.
    """
    found = differences()
    for one in found:
        logger.error("Stock does not agree: %s: %s", one.box_set, one.sentence)
    for person in administrators() if found else ():
        tell_alarm(person, found, today())
    return len(found)


@transaction.atomic
def tell_of_stock() -> int:
    """Remind the administrators of boxes that lie there for orders that wait; how many boxes."""
    ready = proposal()
    for person in administrators() if ready.boxes else ():
        tell_ready(person, ready.boxes, ready.orders, today())
    return ready.boxes
