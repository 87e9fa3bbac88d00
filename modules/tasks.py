"""The clock work of the modules room: handlers of outbox items, by name, and what ticks."""

from modules.services import enquiries, files, notices, renditions, reviews
from productive_leader.celery import app
from productive_leader.core import housekeeping, outbox


@outbox.handles(renditions.TASK, give_up=renditions.fail_files)
def make_files(version_id: int) -> None:
    renditions.make_files(version_id)


@outbox.handles("modules.tell_downloaders")
def tell_downloaders(version_id: int, kind: str, since: str, after: int) -> None:
    notices.tell_downloaders(version_id=version_id, kind=kind, since=since, after=after)


@outbox.handles(enquiries.TASK)
def tell_of_enquiries(hour: str) -> None:
    enquiries.tell_of_enquiries(hour=hour)


@app.task(name="modules.tell_reviews")
def tell_reviews_task() -> None:
    reviews.tell_reviews()


housekeeping.nightly(files.check_files)
