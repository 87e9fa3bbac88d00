"""Telling an administrator which modules are to be reviewed soon."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Person
from modules.models import Module
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email
from productive_leader.core.words import counted


def tell_of_reviews(person: Person, modules: Sequence[Module]) -> None:
    """One message for all of them. The caller keeps that they were told of."""
    queue_email(
        to=person.email,
        template="modules/reviews",
        context={
            "person": person,
            "counted": counted(len(modules), "module", "modules"),
            "reviews": [(module, absolute("office_module", module.slug)) for module in modules],
            "url": absolute("office_modules"),
        },
    )
