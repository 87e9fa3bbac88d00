"""Asking people for their time."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Person
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email
from programmes.models import Programme
from programmes.queries.promises import Part


def ask_for_time(
    person: Person, *, by: Person, programme: Programme, parts: Sequence[Part], key: str
) -> None:
    """Tell one person what the programme asks of them, in all their parts, and where to answer."""
    queue_email(
        to=person.email,
        template="programmes/promise",
        context={
            "person": person,
            "facilitator": by,
            "programme": programme,
            "parts": parts,
            "url": absolute("promise", programme.pk),
        },
        key=key,
    )
