"""Twenty presses publish one version, and twenty workers tell each reader once; one is killed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connections
from django.db.models import QuerySet

from accounts.models import Person
from modules.enums import NoticeKind
from modules.models import Module, Notice, Version
from modules.services import notices, publishing
from modules.services.publishing import publish_version, withdraw_module
from productive_leader.core import outbox
from productive_leader.core.models import Email, OutboxItem
from tests.factories.accounts import a_person
from tests.factories.modules import a_module
from tests.modules.office import TELL, a_download, an_administrator, change, publish_next, seen
from tests.support.workers import (
    RedisServer,
    broker_of_our_own,
    wait_until,
    worker_of_our_own,
)

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 20


@pytest.fixture
def dana() -> Person:
    return an_administrator()


def at_once(work: Callable[[], Any], times: int = PRESSES) -> Counter[str]:
    """How often each outcome came, of so many who do the same at the same moment."""
    together, came = threading.Barrier(times), Counter[str]()

    def one() -> None:
        together.wait()
        try:
            work()
            came["done"] += 1
        except (ValidationError, DatabaseError) as refusal:
            came[type(refusal).__name__] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def with_readers(number: int) -> Module:
    module = a_module("Email under control")
    for person in range(number):
        a_download(a_person(f"Reader {person:03}"), module.published)
    return module


def test_twenty_presses_publish_one_version_and_promise_once(dana):
    module = with_readers(3)
    change(module, by=dana)
    looked_at = seen(module)
    came = at_once(
        lambda: publish_version(by=dana, module=module, seen=looked_at, notes="Shorter.")
    )
    assert came == {"done": 1, "ValidationError": PRESSES - 1}
    assert list(module.versions.values_list("number", flat=True)) == [2, 1]
    assert OutboxItem.objects.filter(task=TELL).count() == 1


def test_without_the_locks_twenty_presses_collide(dana, monkeypatch):
    """The control: with the guards off people meet the database's own, as a breakdown."""
    module = with_readers(1)
    change(module, by=dana)
    looked_at = seen(module)
    together = threading.Barrier(PRESSES)

    def nothing_wrong(_draft: Version) -> list[str]:
        together.wait()
        return []

    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    monkeypatch.setattr(publishing, "problems_of", nothing_wrong)
    came = at_once(
        lambda: publish_version(by=dana, module=module, seen=looked_at, notes="Shorter.")
    )
    assert came == {"done": 1, "InternalError": PRESSES - 1}


def test_twenty_workers_tell_each_reader_once(dana):
    module = with_readers(12)
    version = publish_next(module, by=dana)
    payload = OutboxItem.objects.get(task=TELL).payload
    came = at_once(lambda: notices.tell_downloaders(**payload))
    assert came == {"done": PRESSES}
    assert Notice.objects.filter(version=version, kind=NoticeKind.NEWER).count() == 12
    assert set(Counter(Email.objects.values_list("to", flat=True)).values()) == {1}


def test_twenty_presses_withdraw_once(dana):
    module = with_readers(2)
    came = at_once(lambda: withdraw_module(by=dana, module=module, reason="Wrong."))
    assert came == {"done": PRESSES}
    [item] = OutboxItem.objects.filter(task=TELL)
    assert outbox.run_item(item.pk)
    assert Counter(Email.objects.values_list("to", flat=True)).total() == 2


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    with broker_of_our_own(tmp_path) as server:
        yield server


def test_a_killed_worker_loses_no_reader_and_tells_none_twice(dana, redis_server, tmp_path):
    module = with_readers(350)
    with worker_of_our_own(redis_server.url, tmp_path / "worker.log") as worker:
        version = publish_next(module, by=dana)
        wait_until(lambda: Notice.objects.filter(version=version).exists())
        worker.kill()
        OutboxItem.objects.filter(state="claimed").update(lease_until="2011-05-09T09:00:00Z")
        worker.start()
        wait_until(lambda: _told(version) == 350, seconds=120)
    told = Counter(Email.objects.values_list("to", flat=True))
    assert (len(told), set(told.values())) == (350, {1})


def _told(version: Version) -> int:
    outbox.sweep()
    return Notice.objects.filter(version=version).count()
