"""What the tests of board workshops share: refusals by field, rows of decisions as typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from accounts.models import Person
from productive_leader.core.dates import today
from programmes.models import Workshop
from programmes.services.workshops import Decided
from tests.factories.modules import an_eligibility

TEXT = "Give the first half hour of each board to waiting"


@contextmanager
def refused(**sentences: str) -> Iterator[None]:
    """By field; `top` is of none."""
    with pytest.raises(ValidationError) as refusal:
        yield
    got = refusal.value
    told = got.message_dict if hasattr(got, "error_dict") else {"top": got.messages}
    assert told == {name: [sentence] for name, sentence in sentences.items()}


def made_eligible(person: Person) -> Person:
    an_eligibility(person, person.roles.get().organisation)
    return person


def decided(owner: Person, text: str = TEXT, days: int = 28) -> Decided:
    return Decided(text, owner, today() + dt.timedelta(days=days))


def page_of(workshop: Workshop, part: str = "") -> str:
    return f"/workshops/{workshop.pk}/{part}"


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def rows(*decisions: tuple[str, object, object], **more: object) -> dict[str, object]:
    filled: dict[str, object] = {
        "decisions-TOTAL_FORMS": 4,
        "decisions-INITIAL_FORMS": 0,
        "held_on": "2026-03-03",
    }
    offered = (today() + dt.timedelta(weeks=4)).isoformat()
    for number, (what, owner, due) in enumerate([*decisions, *[("", "", offered)] * 4][:4]):
        filled |= {
            f"decisions-{number}-text": what,
            f"decisions-{number}-owner": owner,
            f"decisions-{number}-due_on": due,
        }
    return filled | more


def in_a_week() -> str:
    return (today() + dt.timedelta(days=7)).isoformat()
