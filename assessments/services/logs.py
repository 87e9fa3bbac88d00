"""The states of a person's week: open, finished, locked, and opened again with a reason."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Person
from assessments import notifications
from assessments.enums import LogState
from assessments.models import Log, Reopening
from assessments.permissions import logs_owned_by, logs_reopenable_by, logs_writable_by
from productive_leader.core import audit
from productive_leader.core.permissions import get_or_404


def _locked_row(among: QuerySet[Log], log_id: int) -> Log:
    return get_or_404(among.select_for_update(of=("self",)).select_related("person"), pk=log_id)


@transaction.atomic
def finish_log(*, by: Person, log_id: int) -> Log:
    """Everything is logged. Days can still be put right until the week is locked."""
    log = _locked_row(logs_writable_by(by), log_id)
    if log.state == LogState.OPEN:
        _set_state(log, LogState.FINISHED, by)
        if by.pk != log.person_id:
            notifications.tell_week_finished(log, by=by)
    return log


@transaction.atomic
def lock_log(*, by: Person, log_id: int) -> Log:
    """Close the week for good reason: results compare locked weeks. The owner alone may."""
    log = _locked_row(logs_owned_by(by), log_id)
    if log.state != LogState.LOCKED:
        _set_state(log, LogState.LOCKED, by)
    return log


@transaction.atomic
def reopen_log(*, by: Person, log_id: int, reason: str) -> Log:
    """Open a finished or locked week again, by its owner or the facilitator. The reason is kept."""
    log = _locked_row(logs_reopenable_by(by), log_id)
    reason = reason.strip()
    if not reason:
        raise ValidationError("Say why the week is opened again. The reason is kept with it.")
    if log.state == LogState.OPEN:
        return log
    Reopening.objects.create(log=log, by=by, reason=reason[:300])
    _set_state(log, LogState.OPEN, by)
    if by.pk != log.person_id:
        notifications.tell_week_reopened(log, by=by, reason=reason[:300])
    return log


def _set_state(log: Log, state: LogState, by: Person) -> None:
    before, now = log.state, timezone.now()
    log.state = state
    log.finished_at = None if state == LogState.OPEN else log.finished_at or now
    log.locked_at = now if state == LogState.LOCKED else None
    log.save(update_fields=["state", "finished_at", "locked_at"])
    audit.record(
        by=by,
        action=f"log.{state}",
        target=log,
        acting_for=log.person,
        detail={"before": before},
    )
