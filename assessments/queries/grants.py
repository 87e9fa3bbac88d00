"""Grants that tell somebody why a log is closed to them now."""

from __future__ import annotations

from django.db.models import F

from accounts.models import Person
from assessments.models import Grant


def ended_grant_for(person: Person, log_id: int) -> Grant | None:
    """The latest grant by which this person kept this log once, now over."""
    return (
        Grant.objects.filter(
            pa=person,
            team__captures__logs=log_id,
            team__captures__logs__person=F("leader"),
        )
        .select_related("leader")
        .order_by("-created_at")
        .first()
    )
