"""Telling whoever has a module that it is withdrawn, why, and what there is instead."""

from __future__ import annotations

from collections.abc import Sequence

from modules.models import Module, Notice
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email


def tell_of_withdrawal(notice: Notice, *, instead: Sequence[Module]) -> None:
    """Once for each person and version, however often it is asked."""
    module = notice.version.module
    queue_email(
        to=notice.person.email,
        template="modules/withdrawn",
        context={
            "person": notice.person,
            "module": module,
            "url": absolute("module", module.slug),
            "instead": [(one.name, absolute("module", one.slug)) for one in instead],
        },
        key=f"module-withdrawn:{notice.version_id}:{notice.person_id}",
    )
