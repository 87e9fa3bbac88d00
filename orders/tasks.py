"""The clock work of the orders room: handlers of outbox items, by name, and what ticks."""

from orders.services import mergers, notes, overdue, reconciling, waiting
from productive_leader.celery import app
from productive_leader.core import housekeeping, outbox


@app.task(name="orders.look_at_waiting")
def look_at_waiting_task() -> None:
    waiting.look_at_waiting()


@outbox.handles(notes.TASK)
def make_note(dispatch_id: int) -> None:
    notes.make_note(dispatch_id)


housekeeping.nightly(reconciling.reconcile_stock)
housekeeping.nightly(reconciling.tell_of_stock)
housekeeping.nightly(mergers.note_moves)
housekeeping.nightly(overdue.tell_of_overdue)
