"""Telling one person, in one message, all that is still to do."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from accounts.models import Person
from productive_leader.core.mail import queue_email
from programmes.models import Nudge
from programmes.queries.owed import Owed


def tell_owed(nudge: Nudge, *, by: Person, owed: Sequence[Owed]) -> None:
    """Tell one person what waits for them; nobody else is told."""
    queue_email(
        to=nudge.person.email,
        template="programmes/nudge",
        context={
            "person": nudge.person,
            "facilitator": by,
            "team": nudge.team,
            "owed": owed,
            "site": settings.SITE_URL,
        },
        key=f"nudge:{nudge.pk}",
    )
