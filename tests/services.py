"""Starts PostgreSQL and Redis before Django reads its settings; every run has its own database."""

import atexit
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from productive_leader.site.embedded import Services, services

ROOT = Path(__file__).resolve().parent.parent
_stack = ExitStack()
running: Services | None = None


def _start() -> None:
    """One pair of servers for the whole run; xdist workers inherit the environment."""
    global running  # noqa: PLW0603 one run, one pair of servers
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        _take_own_redis(int(worker.removeprefix("gw")))
        return
    data = Path(os.environ.get("TEST_DATA_DIR", ROOT / ".data" / "test")) / str(os.getpid())
    running = _stack.enter_context(services(data, durable=False))
    os.environ.update(
        running.environment(),
        SECRET_KEY="only-for-tests-" + "x" * 40,
        PLAIN_HTTP="1",
        ALLOWED_HOSTS="127.0.0.1,localhost",
        EMAIL_HOST="127.0.0.1",
        LOG_LEVEL="ERROR",
        DJANGO_ALLOW_ASYNC_UNSAFE="1",
        DATA_DIR=str(data),
    )


def _take_own_redis(worker: int) -> None:
    """Each xdist worker empties its own two of Redis' sixteen databases between tests."""
    server = os.environ["REDIS_URL"].rpartition("/")[0]
    os.environ["REDIS_URL"] = f"{server}/{2 * worker + 2}"
    os.environ["CACHE_URL"] = f"{server}/{2 * worker + 3}"


def _sweep_old_runs(directory: Path) -> None:
    """Removes what runs left behind whose process is gone."""
    if not directory.exists():
        return
    for left in directory.iterdir():
        if left.name.isdigit() and not Path(f"/proc/{left.name}").exists():
            subprocess.run(["rm", "-rf", str(left)], check=False)


if "PYTEST_XDIST_WORKER" not in os.environ and sys.platform == "linux":
    _sweep_old_runs(ROOT / ".data" / "test")
_start()


# Also when pytest stops before it is configured, say at an import that fails.
atexit.register(_stack.close)


def pytest_unconfigure() -> None:
    """Stops the servers when the run ends."""
    _stack.close()
