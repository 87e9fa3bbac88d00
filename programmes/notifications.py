"""What the programmes room tells people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from accounts.models import Person
from productive_leader.core.dates import format_date
from productive_leader.core.mail import queue_email
from programmes.models import Nudge


def tell_missing_days(nudge: Nudge, *, by: Person, week: str, dates: Sequence[date]) -> None:
    """Tell one person which days of a week are still to log; nobody else is told."""
    queue_email(
        to=nudge.person.email,
        template="programmes/nudge",
        context={
            "person": nudge.person,
            "facilitator": by,
            "team": nudge.team,
            "week": week,
            "dates": [format_date(day) for day in dates],
            "url": f"{settings.SITE_URL}/time/",
        },
        key=f"nudge:{nudge.pk}",
    )
