"""What is thrown away: answered writes after the longest replay, raw logs after the programme."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessments.models import Block, DayWrite, DiaryEvent, Interruption, Log
from productive_leader.core import audit
from productive_leader.core.dates import today

REPLAYS = dt.timedelta(days=8)  # a device sends what it kept for seven days at most


def forget_answered_writes() -> int:
    """Delete the answers no device will ask for again. Gives how many."""
    return DayWrite.objects.filter(created_at__lt=timezone.now() - REPLAYS).delete()[0]


@transaction.atomic
def delete_raw_entries() -> int:
    """Delete what was logged in programmes closed for LOG_RETENTION_DAYS; totals stay.

    Gives the number of logs emptied.
    """
    closed_before = today() - dt.timedelta(days=settings.LOG_RETENTION_DAYS)
    logs = Log.objects.filter(
        capture__team__programme__closed_on__lt=closed_before, blocks__isnull=False
    ).distinct()
    emptied = list(logs)
    for log in emptied:
        Block.objects.filter(log=log).delete()
        DiaryEvent.objects.filter(log=log).delete()
        DayWrite.objects.filter(day__log=log).delete()
        Interruption.objects.filter(day__log=log).update(note="")
        _forget_history(log)
        audit.record(by=None, action="log.raw_entries_deleted", target=log)
    return len(emptied)


def _forget_history(log: Log) -> None:
    """The trigger's own record of blocks goes with the blocks."""
    history: Any = apps.get_model("assessments", "BlockEvent")
    history.objects.filter(log_id=log.pk).delete()
