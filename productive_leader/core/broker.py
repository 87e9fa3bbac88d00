"""Waking workers.

A broker that is away costs the caller at most a second, and that once; the sweep brings the item.
"""

import logging
import uuid

from kombu.exceptions import OperationalError
from kombu.pools import producers

from productive_leader.celery import app
from productive_leader.core.breaker import Breaker

logger = logging.getLogger(__name__)

TASK = "core.run_outbox_item"
# For those who wake, not for workers: they may wait longer. `max_retries` stops kombu's own loop.
OPTIONS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0}

breaker = Breaker(rest=5)


def wake(item_id: uuid.UUID, queue: str, *, delay: float = 0, expires: float | None = None) -> bool:
    """Have a worker of `queue` look at the item, in `delay` seconds. False if none was told."""
    if breaker.is_open:
        return False
    connection = app.connection_for_write(transport_options=OPTIONS)
    try:
        with producers[connection].acquire(block=True, timeout=1) as producer:
            app.send_task(
                TASK,
                args=[str(item_id)],
                queue=queue,
                countdown=delay or None,
                expires=expires,
                producer=producer,
                retry=False,
            )
    except (OperationalError, OSError) as error:
        breaker.trip()
        logger.warning("The broker is away, the sweep will bring items: %s", type(error).__name__)
        return False
    return True
