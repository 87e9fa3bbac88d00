"""The one way a logged day changes: the whole document, against the revision it started from.

Every writer locks the row of the log first, so a save, a lock and a copy never interleave.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import Person
from assessments.documents import DayChange, DayRules, check_change, read_change
from assessments.models import Day, DiaryEvent, Interruption, Log
from assessments.permissions import logs_owned_by
from assessments.queries.categories import categories_of
from assessments.queries.days import KeptDay, lock_day, read_day
from assessments.queries.documents import document_of
from assessments.services.blocks import change_blocks, remember_series
from assessments.services.copies import moved_blocks
from assessments.services.day_rows import write_day
from productive_leader.core import audit
from productive_leader.core.permissions import get_or_404


class StaleRevision(Exception):
    """Somebody saved this day meanwhile. Carries the document as it is now."""

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__("This day was changed meanwhile.")
        self.document = document


class LogIsLocked(Exception):
    """The week is locked: nothing in it changes until it is opened again."""


class KeyUsedBefore(Exception):
    """An idempotency key came again with something else in it."""


def rules_for(log: Log, date: dt.date) -> DayRules:
    """What a day of this log accepts."""
    slugs = tuple(category.slug for category in categories_of(log))
    return DayRules(date, log.capture.slot_minutes, slugs)


@transaction.atomic
def save_day(
    *, by: Person, log_id: int, date: dt.date, data: dict[str, Any], key: str = ""
) -> dict[str, Any]:
    """Keep the day as sent (the JSON of a PUT) and give back the new document.

    The same key again gets the same answer. Raises Http404 for a log this person may not keep,
    LogIsLocked, InvalidDay, StaleRevision, KeyUsedBefore. Locks the log.
    """
    kept = _taken(by, log_id, date, key)
    fingerprint = _fingerprint(data) if key else ""
    if kept.answer is not None:
        if kept.fingerprint != fingerprint:
            raise KeyUsedBefore
        return kept.answer
    _refuse_locked(kept.log)
    change = read_change(data, rules_for(kept.log, date))
    return _apply(kept, change, by, key, fingerprint)


@transaction.atomic
def change_day(*, by: Person, log_id: int, date: dt.date, change: DayChange) -> dict[str, Any]:
    """The same for a change that is already read: the form twin and copies."""
    kept = _taken(by, log_id, date)
    _refuse_locked(kept.log)
    check_change(change, rules_for(kept.log, date))
    return _apply(kept, change, by)


@transaction.atomic
def copy_day(*, by: Person, log_id: int, date: dt.date, source: dt.date) -> dict[str, Any]:
    """Give a day the shape of another day of the same log, by wall time; meetings stay behind.

    What the day had before is replaced, for good: this serves the page without script, which says
    so. With script the page itself copies into free time, and can take it back.
    """
    kept = _taken(by, log_id, date)
    _refuse_locked(kept.log)
    other = read_day(kept.log, source)
    change = DayChange(kept.day.revision, moved_blocks(other, date), worked=other.day.worked)
    check_change(change, rules_for(kept.log, date))
    return _apply(kept, change, by)


@transaction.atomic
def mark_day_done(*, by: Person, log_id: int, date: dt.date) -> Day:
    """The day is done; its blocks stay as they are. Twice is once."""
    kept = _taken(by, log_id, date)
    _refuse_locked(kept.log)
    day = kept.day
    if day.done_at is None:
        now = timezone.now()
        day.revision += 1
        day.done_at, day.done_by = now, by
        day.first_logged_at = day.first_logged_at or now
        day.save()
    return day


@transaction.atomic
def confirm_day(*, by: Person, log_id: int, date: dt.date) -> Day:
    """The owner says that a day somebody else logged is right. Twice is once."""
    log = get_or_404(logs_owned_by(by).select_for_update(of=("self",)), pk=log_id)
    _refuse_locked(log)
    day = get_or_404(Day.objects.filter(log=log), date=date)
    if day.confirmed_at is None:
        day.confirmed_at, day.confirmed_by = timezone.now(), by
        day.save(update_fields=["confirmed_at", "confirmed_by"])
        audit.record(by=by, action="day.confirmed", target=day)
    return day


def _taken(by: Person, log_id: int, date: dt.date, key: str = "") -> KeptDay:
    """The day under the lock of its log, or 404 where this person may not keep it."""
    kept = lock_day(by, log_id, date, key=key)
    if kept is None:
        raise Http404
    return kept


def _refuse_locked(log: Log) -> None:
    if log.locked:
        raise LogIsLocked


def _apply(
    kept: KeptDay, change: DayChange, by: Person, key: str = "", fingerprint: str = ""
) -> dict[str, Any]:
    day = kept.day
    if change.revision != day.revision:
        raise StaleRevision(document_of(kept))
    _set_flags(day, change, by)
    if kept.is_new:
        day.save()
    _restore(kept, change)
    before = kept.totals
    changes = change_blocks(kept, change.blocks, by)
    kept.blocks = changes.blocks
    _write_interruptions(kept, change, by)
    _dismiss(kept, change)
    remember_series(kept, changes.added)
    if changes.any and by.pk != kept.log.person_id:
        day.confirmed_at = day.confirmed_by = None
    covered = kept.coverage
    day.window_minutes, day.assigned_minutes = covered.window_minutes, covered.assigned_minutes
    document = document_of(kept)
    totals = _changed_totals(before, kept.totals)
    write_day(kept, changes, totals, key=key, fingerprint=fingerprint, answer=document)
    return document


def _changed_totals(before: dict[int, int], after: dict[int, int]) -> dict[int, int]:
    """Minutes by category id where they changed; a category that lost all its time is at 0."""
    return {
        category: after.get(category, 0)
        for category in before.keys() | after.keys()
        if before.get(category) != after.get(category)
    }


def _set_flags(day: Day, change: DayChange, by: Person) -> None:
    day.revision += 1
    if change.worked is not None:
        day.worked = change.worked
    if change.done is True and day.done_at is None:
        day.done_at, day.done_by = timezone.now(), by
    elif change.done is False:
        day.done_at = day.done_by = None
    if day.first_logged_at is None and (change.blocks or change.done):
        day.first_logged_at = timezone.now()


def _write_interruptions(kept: KeptDay, change: DayChange, by: Person) -> None:
    """The list as sent; those that were there before keep their author."""
    if change.interruptions is None:
        return
    wanted = [(draft.at, draft.note) for draft in change.interruptions]
    present = [(dt.datetime.fromisoformat(row["at"]), row["note"]) for row in kept.interruptions]
    if wanted == present:
        return
    authors = list(Interruption.objects.filter(day=kept.day).values_list("at", "note", "author_id"))
    known = {(at, note): author for at, note, author in authors}
    Interruption.objects.filter(day=kept.day).delete()
    Interruption.objects.bulk_create(
        Interruption(day=kept.day, at=at, note=note, author_id=known.get((at, note), by.pk))
        for at, note in wanted
    )
    kept.interruptions = [{"at": at.isoformat(), "note": note} for at, note in sorted(wanted)]


def _restore(kept: KeptDay, change: DayChange) -> None:
    """Diary events that happened after all: undo takes back a dismissal too."""
    if not change.restored:
        return
    events = DiaryEvent.objects.filter(log=kept.log, date=kept.day.date)
    events.filter(pk__in=change.restored).update(dismissed=False)
    kept.diary = read_day(kept.log, kept.day.date).diary


def _dismiss(kept: KeptDay, change: DayChange) -> None:
    """Diary events that did not happen. They stay known, so a new import keeps them away."""
    gone = {row["id"] for row in kept.diary} & change.dismissed
    if gone:
        DiaryEvent.objects.filter(log=kept.log, pk__in=gone).update(dismissed=True)
        kept.diary = [row for row in kept.diary if row["id"] not in gone]


def _fingerprint(data: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
