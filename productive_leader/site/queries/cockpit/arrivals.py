"""Calendar messages that came back, so that a facilitator hears of it without looking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from productive_leader.core.prepared import Prepared
from programmes.models import CalendarMessage


def came_back(programme_id: int) -> Mapping[int, int]:
    """How many messages did not reach a calendar, by team id. One query.

    Of each calendar the last word about a session to come counts: one that was sent again since is
    mended. Whether a mail server refused it or returned it later is all the same.
    """
    return dict(_CAME_BACK.rows(programme=programme_id))


def _came_back(programme: int) -> QuerySet[CalendarMessage, Any]:
    messages = CalendarMessage.objects.filter(
        Q(email__bounced_at__isnull=False) | (Q(email__sent_at=None) & ~Q(email__last_error="")),
        invitation__session__team__programme=programme,
        invitation__person__is_active=True,
        edition__during__endswith__gt=Now(),
    )
    same_calendar = CalendarMessage.objects.filter(invitation=OuterRef("invitation"))
    later = same_calendar.filter(
        Q(stamp__gt=OuterRef("stamp")) | Q(stamp=OuterRef("stamp"), pk__gt=OuterRef("pk"))
    )
    last = messages.exclude(Exists(later)).annotate(team=F("invitation__session__team"))
    return (
        last.order_by()
        .values("team")
        .annotate(n=Count("email", distinct=True))
        .values_list("team", "n")
    )


_CAME_BACK = Prepared(_came_back)
