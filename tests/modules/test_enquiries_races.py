"""Presses at the same moment: one question, one answer, every search counted."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.enums import RoleKind
from accounts.models import Person
from modules.enums import Nation, Topic
from modules.models import EmptySearch, Enquiry, EnquiryMessage
from modules.queries.enquiries import fingerprint_of
from modules.services import enquiries
from modules.services.enquiries import StaleThread, answer_enquiry, send_enquiry
from modules.services.searching import record_empty_search
from productive_leader.core.models import Email
from tests.factories.accounts import a_person, a_role
from tests.factories.enquiries import an_enquiry

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 6


def at_once(work: Callable[[int], str], times: int = PRESSES) -> list[str]:
    """What each of several threads gets that begin together."""
    start = threading.Barrier(times)

    def press(number: int) -> str:
        start.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(press, range(times)))


def ask(_number: int) -> str:
    enquiry = send_enquiry(
        form_key=uuid.UUID(int=7),
        person=None,
        name="Fiona Muir",
        email="fiona.muir@glen.example",
        organisation="",
        nation=Nation.SCOTLAND,
        topic=Topic.MODULES,
        text="May we?",
    )
    return str(enquiry.pk)


def test_one_question_however_often_it_is_pressed_at_once():
    assert len(set(at_once(ask))) == 1
    counted = (Enquiry.objects.count(), EnquiryMessage.objects.count(), Email.objects.count())
    assert counted == (1, 1, 1)


def administrators() -> list[Person]:
    people = [a_person(f"Dana {number}") for number in range(PRESSES)]
    for person in people:
        a_role(person, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return people


def answers_at_once() -> list[str]:
    people, enquiry = administrators(), an_enquiry()
    seen = fingerprint_of(enquiry)

    def answer(number: int) -> str:
        try:
            answer_enquiry(by=people[number], enquiry=enquiry, text=f"No. {number}", seen=seen)
        except StaleThread:
            return "stale"
        return "answered"

    return at_once(answer)


def test_one_of_several_administrators_answers_first():
    assert answers_at_once() == ["answered", *["stale"] * (PRESSES - 1)]
    assert Email.objects.count() == 1


def test_control_without_the_guard_all_of_them_answer(monkeypatch):
    monkeypatch.setattr(enquiries, "_require_seen", lambda *_seen: None)
    assert answers_at_once() == ["answered"] * PRESSES


def test_every_search_in_vain_is_counted():
    at_once(lambda _number: str(record_empty_search("rota")))
    assert list(EmptySearch.objects.values_list("words", "times")) == [("rota", PRESSES)]
