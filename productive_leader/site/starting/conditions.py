"""What must hold before a start, and the environment that everything begun then gets."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LOCAL_HOSTS = {"127.0.0.1", "localhost"}
LOCAL_ADDRESSES = ("http://127.0.0.1", "http://localhost")


class CannotStart(Exception):
    """What is in the way, as a sentence for the person at the terminal."""


def read_port() -> int:
    """PORT, or 8000."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def read_data_dir() -> Path:
    """DATA_DIR, or .data beside manage.py."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").expanduser().resolve()


def refuse_elsewhere() -> None:
    """A demo signs anybody in with one press, so nobody else may ever reach it."""
    hosts = {host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",")} - {""}
    site = os.environ.get("SITE_URL", "")
    if hosts - LOCAL_HOSTS or (site and not site.startswith(LOCAL_ADDRESSES)):
        raise CannotStart(
            "start is a demo for this machine alone: unset ALLOWED_HOSTS and SITE_URL. "
            "docs/deployment.md says how to run it for others."
        )
    for name in ("DEMO", "PLAIN_HTTP"):
        if (os.environ.get(name) or "1").strip().lower() not in {"1", "true", "yes", "on"}:
            raise CannotStart(f"start is a demo and sets {name} itself: unset {name}.")
    if bool(os.environ.get("DATABASE_URL")) != bool(os.environ.get("REDIS_URL")):
        raise CannotStart("Set both DATABASE_URL and REDIS_URL, or neither.")


@contextmanager
def alone_on(data_dir: Path) -> Iterator[None]:
    """Holds the directory's lock; the kernel takes it back however we end."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "start.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotStart(
                f"It runs already from {data_dir} (process {lock.read().strip()}). "
                "Stop that one first, or name another DATA_DIR and PORT."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def need_port(port: int) -> None:
    """Raises CannotStart if somebody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as trouble:
            raise CannotStart(
                f"Port {port} on 127.0.0.1 is not free ({trouble.strerror}). "
                f"Name another: PORT={port + 1} make start"
            ) from None


def environment(port: int, data_dir: Path) -> dict[str, str]:
    """Ours, and what makes a demo of it."""
    return {
        **os.environ,
        "DATA_DIR": str(data_dir),
        "SECRET_KEY": _secret_key(data_dir / "secret-key"),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DEMO": "1",
        "PLAIN_HTTP": "1",
        "PYTHONPATH": str(ROOT),
    }


def _secret_key(file: Path) -> str:
    """Made once and kept, so that sessions outlive a restart."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()
