"""The clock work of the programmes room: handlers of outbox items, by name, and what ticks."""

from productive_leader.celery import app
from productive_leader.core import outbox
from programmes.services import attendance, calendar_mail, reminders


@outbox.handles("programmes.write_release")
def write_release(release_id: int) -> None:
    calendar_mail.write_release(release_id=release_id)


@app.task(name="programmes.send_reminders")
def send_reminders_task() -> None:
    reminders.send_due_reminders()


@app.task(name="programmes.hold_recorded")
def hold_recorded_task() -> None:
    attendance.hold_recorded()
