"""Several presses at once on the page that makes an account: one account, all of them signed in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client

from accounts import services
from accounts.models import Person
from productive_leader.core.models import AuditEvent
from tests.accounts.newcomers import NORA, link_for

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 8


def at_once(work: Callable[[int], object]) -> list[object]:
    """Runs `work(number)` in threads that start together; what each came to."""
    barrier = Barrier(PRESSES)

    def one(number: int) -> object:
        try:
            barrier.wait(timeout=30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as pool:
        return list(pool.map(one, range(PRESSES)))


def test_many_who_open_the_same_account_get_one():
    pks = at_once(lambda number: services.open_account(name=f"Nora {number}", email=NORA).pk)
    nora = Person.objects.get()
    assert pks == [nora.pk] * PRESSES
    assert AuditEvent.objects.filter(action="person.opened_account").count() == 1


def test_a_facilitator_who_adds_at_the_same_moment_makes_no_second_one():
    def add_or_open(number: int) -> int:
        if number % 2:
            return services.open_account(name="Nora", email=NORA).pk
        return services.add_person(by=None, organisation=None, name="Sister Ellis", email=NORA).pk

    assert at_once(add_or_open) == [Person.objects.get().pk] * PRESSES


def test_many_presses_make_one_account():
    link = link_for()

    def press(number: int) -> tuple[int, bool]:
        client = Client()
        answer = client.post(link, {"name": "Nora Ellis"})
        return answer.status_code, get_user(client).is_authenticated

    answers = at_once(press)
    assert {status for status, _ in answers} == {302}
    assert any(signed_in for _, signed_in in answers)
    assert Person.objects.count() == 1
