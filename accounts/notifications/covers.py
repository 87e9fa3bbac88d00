"""Telling a cover and the chief executive from when until when, and when it ends early."""

from __future__ import annotations

import datetime as dt

from accounts.models import Person, Role
from accounts.queries.covers import chief_executives_of
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email


def tell_named(role: Role, *, by: Person | None) -> None:
    """What a cover may do, and from when until when."""
    _tell("cover_named", role, by)


def tell_ended(role: Role, *, by: Person | None, last_day: dt.date) -> None:
    """The last day; a cover that ends before it began was taken back."""
    _tell("cover_ended", role, by, last_day=last_day, is_taken_back=last_day < role.starts_on)


def _tell(what: str, role: Role, by: Person | None, **more: object) -> None:
    if role.organisation is None:
        return
    people = [role.person, *chief_executives_of(role.organisation)]
    for person in {one.pk: one for one in people if one.is_active}.values():
        queue_email(
            to=person.email,
            template=f"accounts/{what}",
            context={
                "to": person,
                "role": role,
                "organisation": role.organisation,
                "by": by,
                "url": absolute("cover", role.organisation.code),
                **more,
            },
        )
