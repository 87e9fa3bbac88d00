"""Reminding people of their sessions, a week and a day before, each start once."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.utils import timezone

from programmes.models import Reminder
from programmes.notifications.reminders import remind
from programmes.queries.reminders import DueReminder, due_reminder, due_reminders

logger = logging.getLogger(__name__)


def send_due_reminders(now: dt.datetime | None = None) -> int:
    """Write the reminders that are due; returns how many. Ticked by the clock, several may run.

    Each is a transaction of its own, so that the trouble with one keeps nobody else waiting.
    """
    now = now or timezone.now()
    sent = 0
    for due in due_reminders(now):
        try:
            sent += _remind(due, now)
        except Exception:  # whatever it is, the others are still to be reminded
            logger.exception("Reminding of invitation %s failed", due.invitation.pk)
    return sent


@transaction.atomic
def _remind(due: DueReminder, now: dt.datetime) -> bool:
    """Looks again under a lock: the answer, the session or another clock may have been quicker."""
    still = due_reminder(due.invitation.pk, due.kind, now)
    if still is None:
        return False
    reminder = Reminder(
        invitation=still.invitation,
        kind=still.kind,
        starts_at=still.edition.during.lower,
        sent_at=now,
    )
    reminder.full_clean()
    reminder.save()
    remind(reminder, invitation=still.invitation, edition=still.edition)
    return True
