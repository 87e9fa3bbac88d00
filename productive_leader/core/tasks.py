"""What Celery and the outbox run. Each task calls one function."""

from productive_leader.celery import app
from productive_leader.core import housekeeping, mail, outbox


@app.task(name="core.run_outbox_item")
def run_outbox_item_task(item_id: str) -> None:
    outbox.run_item(item_id)


@app.task(name="core.sweep_outbox")
def sweep_outbox_task() -> None:
    outbox.sweep()


@app.task(name="core.purge")
def purge_task() -> None:
    housekeeping.sweep_out()


@outbox.handles("core.deliver_email", give_up=mail.note_undelivered)
def deliver_email(email_id: str) -> None:
    mail.deliver(email_id)
