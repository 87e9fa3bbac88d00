"""The clock work of the orders room: handlers of outbox items, by name, and what ticks."""

from orders.services import mergers, reconciling
from productive_leader.core import housekeeping

housekeeping.nightly(reconciling.reconcile_stock)
housekeeping.nightly(reconciling.tell_of_stock)
housekeeping.nightly(mergers.note_moves)
