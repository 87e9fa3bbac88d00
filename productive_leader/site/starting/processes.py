"""Child processes in sessions of their own, stopped by their ids and never by a name."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

GRACE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Child:
    """One process, the leader of its own session, writing to its own log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def tail(self, lines: int = 20) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@dataclass(slots=True)
class Family:
    """Every child begun here. `register` names a file that lets a later start find survivors."""

    logs: Path
    register: Path
    children: list[Child] = field(default_factory=list)
    others: list[int] = field(default_factory=list)

    def begin(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Child:
        """Starts a child; Ctrl-C in the terminal does not reach it, only `stop` does."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 our own commands, no shell
                command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        child = Child(name, process, log)
        self.children.append(child)
        self._write_register()
        return child

    def adopt(self, pid: int) -> None:
        """Notes a process that somebody else will stop, lest we all be killed before."""
        self.others.append(pid)
        self._write_register()

    def dead(self) -> Child | None:
        """The first child that has ended, if any."""
        return next((child for child in self.children if child.process.poll() is not None), None)

    def stop(self) -> None:
        """Asks every child to end, waits, then ends what is left of each session."""
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        for child in self.children:
            _kill_session(child.process.pid)
            child.process.wait()
        self.children.clear()
        self.register.unlink(missing_ok=True)

    def stop_survivors(self) -> None:
        """Ends what an earlier start left behind when it was killed itself."""
        try:
            noted = json.loads(self.register.read_text())
        except (FileNotFoundError, ValueError):
            return
        for pid, started in noted:
            if _started(pid) == started:
                _end(pid)
        self.register.unlink(missing_ok=True)

    def _write_register(self) -> None:
        pids = [child.process.pid for child in self.children] + self.others
        noted = [(pid, started) for pid in pids if (started := _started(pid)) is not None]
        self.register.write_text(json.dumps(noted))


def _started(pid: int) -> float | None:
    """When the process began: with its id this names it, ids alone are used again."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return None


def _end(pid: int) -> None:
    try:
        process = psutil.Process(pid)
        process.terminate()
        process.wait(GRACE_SECONDS)
    except psutil.TimeoutExpired:
        pass
    except psutil.NoSuchProcess:
        return
    _kill_session(pid)


def _kill_session(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
