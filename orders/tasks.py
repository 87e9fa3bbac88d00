"""The clock work of the orders room: handlers of outbox items, by name, and what ticks."""

from orders.services import mergers, reconciling, waiting
from productive_leader.celery import app
from productive_leader.core import housekeeping


@app.task(name="orders.look_at_waiting")
def look_at_waiting_task() -> None:
    waiting.look_at_waiting()


housekeeping.nightly(reconciling.reconcile_stock)
housekeeping.nightly(reconciling.tell_of_stock)
housekeeping.nightly(mergers.note_moves)
