"""What the outbox runs for the assessments room."""

from assessments.services import captures, reports, retention
from productive_leader.celery import app
from productive_leader.core import housekeeping, outbox


def give_up_on_report(report_id: int, reason: str) -> None:  # noqa: ARG001 - not for people to read
    reports.fail_report(report_id)


@outbox.handles(reports.TASK, give_up=give_up_on_report)
def work_out_report(report_id: int) -> None:
    reports.work_out_report(report_id)


@app.task(name="assessments.add_missing_logs")
def add_missing_logs_task() -> None:
    captures.add_missing_logs()


housekeeping.nightly(retention.forget_answered_writes)
housekeeping.nightly(retention.delete_raw_entries)
