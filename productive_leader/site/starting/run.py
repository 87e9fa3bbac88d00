"""Begins the servers, the web, the worker and the clock, watches them, and ends them all."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from productive_leader.site import embedded
from productive_leader.site.demo.people import CAST
from productive_leader.site.starting import conditions, prepare
from productive_leader.site.starting.conditions import CannotStart
from productive_leader.site.starting.processes import GRACE_SECONDS, Child, Family

QUEUES = "mail,reports,default"
FIRST_PAGE_SECONDS = 60
POLL_SECONDS = 0.05


class Stopped(Exception):
    """Somebody asked us to stop."""


def main() -> int:
    """Runs until Ctrl-C, SIGTERM, or the death of a child; returns the exit status."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    try:
        port, data_dir = conditions.read_port(), conditions.read_data_dir()
        conditions.refuse_elsewhere()
        with conditions.alone_on(data_dir):
            _run(port, data_dir, stopping)
    except CannotStart as trouble:
        say(str(trouble))
        return 1
    except Stopped:
        say("Stopped.")
    return 0


def say(sentence: str) -> None:
    """One line to the terminal, at once."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _run(port: int, data_dir: Path, stopping: threading.Event) -> None:
    family = Family(data_dir / "logs", data_dir / "processes.json")
    family.stop_survivors()
    conditions.need_port(port)
    environment = conditions.environment(port, data_dir)
    with ExitStack() as stack:
        environment |= stack.enter_context(_servers(data_dir, family, stopping))
        stack.callback(family.stop)
        _prepare(data_dir, environment, family, stopping)
        web = family.begin("web", _gunicorn(port), environment)
        _wait(family, stopping, _first_page_answers(environment["SITE_URL"], web))
        say(_welcome(environment["SITE_URL"]))
        family.begin("worker", _celery("worker", "-Q", QUEUES, "-c", "2"), environment)
        family.begin("beat", _celery("beat"), environment)
        _wait(family, stopping, _make_is_gone())


@contextmanager
def _servers(data_dir: Path, family: Family, stopping: threading.Event) -> Iterator[dict[str, str]]:
    """Embedded PostgreSQL and Redis, unless the environment names others."""
    if os.environ.get("DATABASE_URL"):
        yield {}
        return
    services = embedded.services(data_dir)
    try:
        running = services.__enter__()
    except Exception as trouble:
        _stop_postgres_left_behind(data_dir)
        if stopping.is_set():
            raise Stopped from trouble
        raise
    try:
        family.adopt(running.redis_pid)
        yield running.environment()
    finally:
        services.__exit__(None, None, None)
        _stop_postgres_left_behind(data_dir)


def _stop_postgres_left_behind(data_dir: Path) -> None:
    """PostgreSQL may run and be held by nobody: Ctrl-C came early, or an earlier start was killed.

    We hold the directory's lock, so nobody else wants it.
    """
    try:
        pid = int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
        server = psutil.Process(pid)
        if server.name() == "postgres":
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            server.wait(GRACE_SECONDS)
    except (OSError, ValueError, IndexError, psutil.Error):
        return


def _prepare(
    data_dir: Path, environment: dict[str, str], family: Family, stopping: threading.Event
) -> None:
    """Static files and database beside each other, each only if it is not current."""
    begun = time.time()
    stale = [] if prepare.static_is_current() else ["static"]
    if os.environ.get("DATABASE_URL") or not prepare.database_is_current(data_dir):
        stale.append("database")
    children = []
    for name in stale:
        say(f"Preparing the {'static files' if name == 'static' else name}")
        command = _python("-m", "productive_leader.site.starting.prepare", name)
        children.append(family.begin(f"prepare-{name}", command, environment))
    for child in children:
        _finish(child, family, stopping)
    if "database" in stale:
        prepare.database_stamp(data_dir).touch()
        os.utime(prepare.database_stamp(data_dir), (begun, begun))


def _finish(child: Child, family: Family, stopping: threading.Event) -> None:
    while child.process.poll() is None:
        if stopping.wait(POLL_SECONDS):
            raise Stopped
    if child.process.returncode:
        raise CannotStart(_last_words(child))
    family.children.remove(child)


def _wait(family: Family, stopping: threading.Event, until: Callable[[], bool]) -> None:
    """Waits for something; a child that ends, or a wish to stop, ends the waiting by exception."""
    while not until():
        if stopping.wait(POLL_SECONDS):
            say("Stopping")
            raise Stopped
        if child := family.dead():
            raise CannotStart(_last_words(child))


def _last_words(child: Child) -> str:
    return (
        f"{child.name} ended with status {child.process.returncode}, so everything stops. "
        f"The end of {child.log}:\n{child.tail()}"
    )


def _first_page_answers(address: str, web: Child) -> Callable[[], bool]:
    deadline = time.monotonic() + FIRST_PAGE_SECONDS

    def answers() -> bool:
        if time.monotonic() > deadline:
            raise CannotStart(f"{address} did not answer in {FIRST_PAGE_SECONDS} seconds.")
        try:
            with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 our own http
                return bool(response.status == 200)
        except urllib.error.HTTPError as trouble:
            raise CannotStart(f"{address} answered {trouble.code}:\n{web.tail()}") from None
        except OSError:
            return False

    return answers


def _make_is_gone() -> Callable[[], bool]:
    """Under make we stop when make is killed; else whoever began us may leave."""
    if "MAKELEVEL" not in os.environ:
        return lambda: False
    parent = os.getppid()
    return lambda: os.getppid() != parent


def _welcome(address: str) -> str:
    people = [f"    {person.name}: {person.what}" for person in CAST]
    return "\n".join(
        ["", f"  {address}/", f"  {address}/demo/  to be one of", *people, "  Ctrl-C stops it.", ""]
    )


def _gunicorn(port: int) -> list[str]:
    return _python(
        "-m", "gunicorn", "productive_leader.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "4", "--preload", "--graceful-timeout", "5", "--no-control-socket",
    )  # fmt: skip


def _celery(*arguments: str) -> list[str]:
    return _python("-m", "celery", "-A", "productive_leader", *arguments, "-l", "WARNING")


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]
