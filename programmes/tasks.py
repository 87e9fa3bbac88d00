"""The clock work of the programmes room: handlers of outbox items, by name."""

from productive_leader.core import outbox
from programmes.services import calendar_mail


@outbox.handles("programmes.write_release")
def write_release(release_id: int) -> None:
    calendar_mail.write_release(release_id=release_id)
