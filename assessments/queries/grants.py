"""Grants that tell somebody why a log is closed to them now."""

from __future__ import annotations

from django.db.models import F

from accounts.models import Person
from assessments.models import Grant, Log
from assessments.permissions import logs_visible_to
from productive_leader.core.dates import today


def ended_grant_for(person: Person, log_id: int) -> Grant | None:
    """The latest grant by which this person kept this log once; None while it is still open."""
    if logs_visible_to(person).filter(pk=log_id).exists():
        return None
    return (
        Grant.objects.filter(
            starts_on__lte=today(),
            pa=person,
            team__captures__logs__in=Log.objects.filter(pk=log_id),
            team__captures__logs__person=F("leader"),
        )
        .select_related("leader")
        .order_by("-created_at")
        .first()
    )
