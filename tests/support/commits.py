"""Lets `on_commit` really run in tests that are rolled back at their end.

Django's test case holds a transaction open around each test, so nothing ever commits. Here what is
promised to a commit runs when the outermost transaction of ours ends well, as it does outside.
Within `django_capture_on_commit_callbacks` promises wait, as that fixture says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic
from django.test import TestCase


@contextmanager
def commits_run() -> Iterator[None]:
    """Patches Django's transactions for as long as it is open."""
    leave, promise = Atomic.__exit__, BaseDatabaseWrapper.on_commit
    capture = TestCase.captureOnCommitCallbacks
    captures = 0

    def leave_and_run(self: Atomic, *trouble: Any) -> None:
        leave(self, *trouble)
        if not captures:
            _run_promises(connections[self.using or "default"])

    def promise_and_run(self: BaseDatabaseWrapper, *args: Any, **kwargs: Any) -> None:
        promise(self, *args, **kwargs)
        if not captures:
            _run_promises(self)

    @contextmanager
    def capture_alone(*args: Any, **kwargs: Any) -> Iterator[Any]:
        nonlocal captures
        captures += 1
        try:
            with capture(*args, **kwargs) as promises:
                yield promises
        finally:
            captures -= 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Atomic, "__exit__", leave_and_run)
        patch.setattr(BaseDatabaseWrapper, "on_commit", promise_and_run)
        patch.setattr(TestCase, "captureOnCommitCallbacks", capture_alone)
        yield


def _run_promises(connection: BaseDatabaseWrapper) -> None:
    blocks = connection.atomic_blocks
    if not blocks or not all(block._from_testcase for block in blocks):
        return
    if connection.needs_rollback:
        return
    while connection.run_on_commit:
        _, function, _robust = connection.run_on_commit.pop(0)
        function()
