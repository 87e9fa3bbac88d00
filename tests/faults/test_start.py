"""`manage.py start` leaves nothing running, however it ends, and the next start mends the rest."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from productive_leader.site.embedded import free_port
from tests.support.source import ROOT

PATIENCE = 180  # seconds; the first start makes the demo
OURS = {"PATH", "HOME", "LANG"}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("start")


@contextmanager
def started(data_dir: Path, output: Path) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """A start with its first page and both workers there, and the ids of all it began."""
    environment = {name: value for name, value in os.environ.items() if name in OURS}
    environment |= {"DATA_DIR": str(data_dir), "PORT": str(free_port())}
    with output.open("wb") as log:
        command = [sys.executable, str(ROOT / "manage.py"), "start"]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for(lambda: "Ctrl-C stops it." in output.read_text(), process)
        wait_for((data_dir / "logs" / "beat.log").exists, process)
        with urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}/demo/") as page:
            assert "Dr Alice Ahmed" in page.read().decode()
        yield process, begun_by(process, data_dir)
    finally:
        process.terminate()
        process.wait(60)


def wait_for(there, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not there():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)


def begun_by(process: subprocess.Popen[bytes], data_dir: Path) -> list[int]:
    """Its descendants, and PostgreSQL, which leaves the family when it starts."""
    postgres = int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(postgres)]
    family += psutil.Process(postgres).children()
    return [member.pid for member in family]


def alive(pids: list[int]) -> list[int]:
    found = []
    for pid in pids:
        try:
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(data_dir: Path, tmp_path: Path, sent: signal.Signals):
    with started(data_dir, tmp_path / "output") as (process, pids):
        assert len(pids) > 6
        process.send_signal(sent)
        assert process.wait(60) == 0
    assert alive(pids) == []


def test_a_child_that_dies_is_named_and_stops_everything(data_dir: Path, tmp_path: Path):
    output = tmp_path / "output"
    with started(data_dir, output) as (process, pids):
        worker = next(
            child for child in psutil.Process(process.pid).children() if "worker" in child.cmdline()
        )
        worker.kill()
        assert process.wait(60) == 1
    assert "worker ended with status -9, so everything stops." in output.read_text()
    assert alive(pids) == []


def test_a_second_start_on_the_same_data_says_so(data_dir: Path, tmp_path: Path):
    with started(data_dir, tmp_path / "output") as (process, _pids):
        environment = {name: value for name, value in os.environ.items() if name in OURS}
        second = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "start"],
            env=environment | {"DATA_DIR": str(data_dir)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert second.stdout.startswith(f"It runs already from {data_dir} (process {process.pid}).")


def test_what_a_killed_start_left_is_ended_by_the_next(data_dir: Path, tmp_path: Path):
    with started(data_dir, tmp_path / "first") as (process, pids):
        process.kill()
        process.wait(60)
        orphans = alive(pids)
        assert orphans
    with started(data_dir, tmp_path / "second") as (process, again):
        pass
    assert alive(orphans) == []
    assert alive(again) == []
