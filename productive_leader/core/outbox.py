"""Work promised inside a transaction and done after it: never lost, never done by two at once.

The row is the truth; Celery and Redis only wake a worker. A worker claims the row with a lease
(one short transaction), runs the handler outside any transaction, and marks the row done. The
lease outlives the hard time limit of a task, so a live claim always has a live worker.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from productive_leader.core import broker
from productive_leader.core.housekeeping import nightly
from productive_leader.core.logs import redact
from productive_leader.core.models import MAX_ATTEMPTS, ItemState, OutboxItem, Queue

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=330)  # 30 s more than the hard time limit in celery.py
KEPT = dt.timedelta(days=90)  # a key is remembered this long after its item is done
BACKOFF = (dt.timedelta(seconds=10), dt.timedelta(seconds=60))
SWEEP_LIMIT = 1000  # rows woken in one sweep; the next comes within a minute
SWEEP_EXPIRES = 90  # seconds; wakes pile up no further while workers are away

# What the world keeps from happening (TryLater) is tried as long as this, without being counted.
PATIENCE = dt.timedelta(days=1)
SHORTEST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(minutes=15)

Work = Callable[..., None]


class TryLater(Exception):
    """Raised by a handler when it is not the item's fault: the mail server is away, say."""


@dataclass(frozen=True, slots=True)
class Handler:
    work: Work
    give_up: Work | None


_handlers: dict[str, Handler] = {}


def handles(name: str, *, give_up: Work | None = None) -> Callable[[Work], Work]:
    """Register the function that does items named `name`, called with the payload as keywords.

    It may run again after a crash, so it first looks whether its work is already there. It raises
    TryLater for what is not the item's fault.
    `give_up` is called with the payload and `reason` when the last attempt has failed.
    """

    def register(work: Work) -> Work:
        _handlers[name] = Handler(work, give_up)
        return work

    return register


def _handler(task: str) -> Handler:
    if task not in _handlers:
        raise LookupError(f"No handler is registered for {task!r}.")
    return _handlers[task]


def enqueue(
    task: str,
    *,
    payload: dict[str, Any],
    key: str | None = None,
    queue: str = Queue.DEFAULT,
    due_at: dt.datetime | None = None,
) -> OutboxItem:
    """Promise `task(**payload)` within the open transaction; the same key is promised once.

    Raises LookupError for a task nobody handles. Trouble with the broker never reaches the caller.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "Enqueue inside the transaction of the change that needs it."
        )
    _handler(task)
    fields = {
        "task": task,
        "payload": payload,
        "queue": str(queue),
        "due_at": due_at or timezone.now(),
    }
    if key is None:
        item, is_new = OutboxItem.objects.create(**fields), True
    else:
        item, is_new = OutboxItem.objects.get_or_create(key=key, defaults=fields)
    if is_new and item.due_at <= timezone.now():
        transaction.on_commit(lambda: broker.wake(item.pk, item.queue))
    return item


def run_item(item_id: str | uuid.UUID) -> bool:
    """Do one item if it is free and due. True when this call brought it to done.

    Holds no transaction while the handler works.
    """
    item = _claim(item_id)
    if item is None:
        return False
    try:
        _handler(item.task).work(**item.payload)
    except TryLater as error:
        _put_off(item, _reason(error))
        return False
    except Exception as error:  # whatever a handler raises is the item's outcome
        logger.warning("Outbox item %s failed (attempt %s)", item.pk, item.attempts, exc_info=error)
        _put_back(item, _reason(error))
        return False
    return _close(item, ItemState.DONE)


def sweep() -> int:
    """Wake every item that is due, or whose worker went away. Returns how many."""
    items = _due(timezone.now()).order_by("due_at")[:SWEEP_LIMIT]
    woken = [broker.wake(item.pk, item.queue, expires=SWEEP_EXPIRES) for item in items]
    return sum(woken)


@nightly
def delete_finished() -> int:
    """Delete items that ended more than ninety days ago."""
    deleted, _ = OutboxItem.objects.filter(done_at__lt=timezone.now() - KEPT).delete()
    return deleted


def _due(now: dt.datetime) -> Any:
    return OutboxItem.objects.filter(
        Q(state=ItemState.WAITING, due_at__lte=now)
        | Q(state=ItemState.CLAIMED, lease_until__lte=now)
    )


def _claim(item_id: str | uuid.UUID) -> OutboxItem | None:
    """Take the item for the length of a lease, committed before any work begins."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        item: OutboxItem | None = (
            _due(now).select_for_update(skip_locked=True).filter(pk=item_id).first()
        )
        if item is None:
            return None
        if item.attempts < MAX_ATTEMPTS:
            item.state = ItemState.CLAIMED
            item.attempts += 1
            item.lease_until = now + LEASE
            item.save(update_fields=["state", "attempts", "lease_until"])
            return item
    _give_up(item, "The worker stopped each time it tried.")
    return None


def _put_back(item: OutboxItem, reason: str) -> None:
    """After a failure of its own: two more attempts, then the end."""
    if item.attempts >= MAX_ATTEMPTS:
        _give_up(item, reason)
    else:
        _wait(item, BACKOFF[item.attempts - 1], item.attempts, reason)


def _put_off(item: OutboxItem, reason: str) -> None:
    """After a failure of the world: wait about as long again as it has waited."""
    age = timezone.now() - item.created_at
    if age > PATIENCE:
        _put_back(item, reason)
    else:
        _wait(item, min(max(age, SHORTEST_WAIT), LONGEST_WAIT), item.attempts - 1, reason)


def _wait(item: OutboxItem, delay: dt.timedelta, attempts: int, reason: str) -> None:
    is_ours = _mine(item).update(
        state=ItemState.WAITING,
        lease_until=None,
        due_at=timezone.now() + delay,
        attempts=attempts,
        last_error=reason,
    )
    if (
        is_ours and delay <= SHORTEST_WAIT
    ):  # a worker holds a delayed message; the sweep is for longer
        broker.wake(item.pk, item.queue, delay=delay.total_seconds())


def _give_up(item: OutboxItem, reason: str) -> None:
    """The item's failure and what its room makes of it are one transaction."""
    handler = _handlers.get(item.task)
    try:
        with transaction.atomic():
            if _close(item, ItemState.FAILED, reason) and handler and handler.give_up:
                handler.give_up(**item.payload, reason=reason)
    except Exception:  # the item must end even when its room cannot be told
        logger.exception("Giving up outbox item %s failed", item.pk)
        _close(item, ItemState.FAILED, reason)


def _close(item: OutboxItem, state: ItemState, reason: str = "") -> bool:
    return bool(
        _mine(item).update(state=state, lease_until=None, done_at=timezone.now(), last_error=reason)
    )


def _mine(item: OutboxItem) -> Any:
    """The row, if no other worker has claimed it since: each claim has a lease of its own."""
    return OutboxItem.objects.filter(
        pk=item.pk, state=ItemState.CLAIMED, lease_until=item.lease_until
    )


def _reason(error: Exception) -> str:
    return redact(f"{type(error).__name__}: {error}")[:500]
