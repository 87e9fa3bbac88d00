"""Jobs survive what happens to workers and Redis: each row ends, done or failed with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from productive_leader.core import outbox
from productive_leader.core.models import MAX_ATTEMPTS, ItemState, OutboxItem
from tests.support import handlers
from tests.support.workers import (
    RedisServer,
    Worker,
    broker_of_our_own,
    outcomes,
    sweep_until_ended,
    wait_until,
    worker_of_our_own,
)

pytestmark = pytest.mark.django_db(transaction=True)
assert handlers  # registers the work


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    with broker_of_our_own(tmp_path) as server:
        yield server


@pytest.fixture
def worker(redis_server: RedisServer, tmp_path: Path) -> Iterator[Worker]:
    with worker_of_our_own(redis_server.url, tmp_path / "worker.log") as worker:
        yield worker


def promise(task: str, times: int = 1, **payload: object) -> None:
    with transaction.atomic():
        for _ in range(times):
            outbox.enqueue(task, payload=payload, queue="reports")


def wait_for_work_in_hand() -> None:
    wait_until(OutboxItem.objects.filter(state=ItemState.CLAIMED).exists)


def most_attempts() -> int:
    return max(OutboxItem.objects.values_list("attempts", flat=True))


def test_a_killed_child_costs_one_attempt(worker, tmp_path):
    promise("tests.die_once", flag=str(tmp_path / "died"))
    sweep_until_ended()
    assert list(OutboxItem.objects.values_list("state", "attempts")) == [("done", 2)]


def test_work_that_always_kills_or_fails_is_given_up_after_three_attempts(worker):
    promise("tests.die_always")
    promise("tests.fail_always")
    sweep_until_ended()
    ended = OutboxItem.objects.order_by("task").values_list(
        "task", "state", "attempts", "last_error"
    )
    assert list(ended) == [
        ("tests.die_always", "failed", 3, "The worker stopped each time it tried."),
        ("tests.fail_always", "failed", 3, "ValueError: There is no such week."),
    ]


def test_a_killed_worker_loses_nothing(worker):
    promise("tests.work", times=20, seconds=0.2)
    wait_for_work_in_hand()
    worker.kill()
    assert outcomes()["done"] < 20
    worker.start()
    sweep_until_ended()
    assert outcomes() == {"done": 20}
    assert most_attempts() <= MAX_ATTEMPTS


def test_a_deployment_under_load_loses_nothing(worker):
    promise("tests.work", times=20, seconds=0.2)
    wait_for_work_in_hand()
    assert worker.terminate() == 0
    assert outcomes()["done"] < 20
    worker.start()
    sweep_until_ended()
    assert outcomes() == {"done": 20}
    assert most_attempts() <= MAX_ATTEMPTS


def test_a_redis_that_restarts_empty_loses_nothing(worker, redis_server):
    promise("tests.work", times=20, seconds=0.2)
    wait_for_work_in_hand()
    redis_server.stop()
    redis_server.start()
    sweep_until_ended()
    assert outcomes() == {"done": 20}
    assert most_attempts() <= MAX_ATTEMPTS
