"""The clock work of the modules room: handlers of outbox items, by name, and what ticks."""

from modules.services import notices, reviews
from productive_leader.celery import app
from productive_leader.core import outbox


@outbox.handles("modules.tell_downloaders")
def tell_downloaders(version_id: int, kind: str, since: str, after: int) -> None:
    notices.tell_downloaders(version_id=version_id, kind=kind, since=since, after=after)


@app.task(name="modules.tell_reviews")
def tell_reviews_task() -> None:
    reviews.tell_reviews()
