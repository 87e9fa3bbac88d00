"""The clock work of the programmes room: handlers of outbox items, by name, and what ticks."""

from productive_leader.celery import app
from productive_leader.core import outbox
from programmes.services import attendance, calendar_mail, printouts, reminders


@outbox.handles("programmes.write_release")
def write_release(release_id: int) -> None:
    calendar_mail.write_release(release_id=release_id)


def give_up_on_printout(workshop_id: int, edition: int, reason: str) -> None:  # noqa: ARG001 - not for people to read
    printouts.fail_printout(workshop_id, edition)


@outbox.handles(printouts.TASK, give_up=give_up_on_printout)
def print_workshop(workshop_id: int, edition: int) -> None:
    printouts.print_workshop(workshop_id, edition)


@app.task(name="programmes.send_reminders")
def send_reminders_task() -> None:
    reminders.send_due_reminders()


@app.task(name="programmes.hold_recorded")
def hold_recorded_task() -> None:
    attendance.hold_recorded()
