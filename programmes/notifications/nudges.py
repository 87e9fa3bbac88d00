"""Telling people which days they have still to log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from accounts.models import Person
from productive_leader.core.dates import format_date
from productive_leader.core.mail import queue_email
from programmes.models import Nudge


@dataclass(frozen=True, slots=True)
class MissingDays:
    """The dates of one week, named in words ("Baseline week"), that a person has still to log."""

    week: str
    dates: tuple[date, ...]


def tell_missing_days(nudge: Nudge, *, by: Person, missing: Sequence[MissingDays]) -> None:
    """Tell one person which days are still to log; nobody else is told."""
    queue_email(
        to=nudge.person.email,
        template="programmes/nudge",
        context={
            "person": nudge.person,
            "facilitator": by,
            "team": nudge.team,
            "weeks": [(one.week, [format_date(day) for day in one.dates]) for one in missing],
            "count": sum(len(one.dates) for one in missing),
            "url": f"{settings.SITE_URL}/time/",
        },
        key=f"nudge:{nudge.pk}",
    )
