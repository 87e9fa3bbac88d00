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
from assessments.models import Day, DayWrite, DiaryEvent, Interruption, Log
from assessments.permissions import logs_owned_by, logs_writable_by
from assessments.queries.categories import categories_of
from assessments.queries.days import (
    KeptDay,
    coverage_of,
    diary_of,
    document_of,
    read_day,
    totals_of,
)
from assessments.queries.series import guesses_for
from assessments.services.blocks import write_blocks, write_totals
from assessments.services.copies import moved_blocks
from productive_leader.core import audit


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
    log = _locked_log(by, log_id, date)
    kept = read_day(log, date, key=key)
    fingerprint = _fingerprint(data) if key else ""
    if kept.answer is not None:
        if kept.answer_fingerprint != fingerprint:
            raise KeyUsedBefore
        return kept.answer
    if log.locked:
        raise LogIsLocked
    change = read_change(data, rules_for(log, date))
    return _apply(kept, change, by, key, fingerprint)


@transaction.atomic
def change_day(*, by: Person, log_id: int, date: dt.date, change: DayChange) -> dict[str, Any]:
    """The same for a change that is already read: the form twin and copies."""
    log = _locked_log(by, log_id, date)
    kept = read_day(log, date)
    if log.locked:
        raise LogIsLocked
    check_change(change, rules_for(log, date))
    return _apply(kept, change, by)


@transaction.atomic
def copy_day(*, by: Person, log_id: int, date: dt.date, source: dt.date) -> dict[str, Any]:
    """Give a day the shape of another day of the same log, by wall time; meetings stay behind.

    What the day had before is replaced; undo on the page brings it back.
    """
    log = _locked_log(by, log_id, date)
    if log.locked:
        raise LogIsLocked
    kept, other = read_day(log, date), read_day(log, source)
    change = DayChange(kept.day.revision, moved_blocks(other, date), worked=other.day.worked)
    check_change(change, rules_for(log, date))
    return _apply(kept, change, by)


@transaction.atomic
def mark_day_done(*, by: Person, log_id: int, date: dt.date) -> Day:
    """The day is done; its blocks stay as they are. Twice is once."""
    log = _locked_log(by, log_id, date)
    if log.locked:
        raise LogIsLocked
    day = read_day(log, date).day
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
    log = logs_owned_by(by).select_for_update(of=("self",)).filter(pk=log_id).first()
    if log is None:
        raise Http404
    if log.locked:
        raise LogIsLocked
    day = Day.objects.filter(log=log, date=date).first()
    if day is None:
        raise Http404
    if day.confirmed_at is None:
        day.confirmed_at, day.confirmed_by = timezone.now(), by
        day.save(update_fields=["confirmed_at", "confirmed_by"])
        audit.record(by=by, action="day.confirmed", target=day)
    return day


def _locked_log(by: Person, log_id: int, date: dt.date) -> Log:
    """The log, locked, if this person may keep it and the date lies in its capture."""
    log = (
        logs_writable_by(by)
        .select_for_update(of=("self",))
        .select_related("capture", "person")
        .filter(pk=log_id)
        .first()
    )
    if log is None or not log.capture.starts_on <= date <= log.capture.ends_on:
        raise Http404
    return log


def _apply(
    kept: KeptDay, change: DayChange, by: Person, key: str = "", fingerprint: str = ""
) -> dict[str, Any]:
    if change.revision != kept.day.revision:
        raise StaleRevision(document_of(kept, _guesses(kept)))
    day = kept.day
    _set_flags(day, change, by)
    if kept.is_new:
        day.window_minutes = coverage_of(kept).window_minutes
        day.save()
    _restore(kept, change)
    before = totals_of(kept.blocks)
    kept.blocks, touched = write_blocks(kept, change.blocks, by)
    write_totals(day, before, totals_of(kept.blocks))
    _write_interruptions(kept, change, by)
    _dismiss(kept, change)
    if touched and by.pk != kept.log.person_id:
        day.confirmed_at = day.confirmed_by = None
    _save_day_row(kept)
    document = document_of(kept, _guesses(kept))
    if key:
        DayWrite.objects.create(day=day, key=key, fingerprint=fingerprint, answer=document)
    return document


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


def _save_day_row(kept: KeptDay) -> None:
    covered = coverage_of(kept)
    kept.day.window_minutes = covered.window_minutes
    kept.day.assigned_minutes = covered.assigned_minutes
    kept.day.save(
        update_fields=[
            "revision",
            "worked",
            "done_at",
            "done_by",
            "confirmed_at",
            "confirmed_by",
            "first_logged_at",
            "window_minutes",
            "assigned_minutes",
        ]
    )


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
    if change.restored:
        events = DiaryEvent.objects.filter(log=kept.log, date=kept.day.date)
        events.filter(pk__in=change.restored).update(dismissed=False)
        kept.diary = diary_of(kept.log, kept.day.date)


def _dismiss(kept: KeptDay, change: DayChange) -> None:
    """Diary events that did not happen. They stay known, so a new import keeps them away."""
    gone = {row["id"] for row in kept.diary} & change.dismissed
    if gone:
        DiaryEvent.objects.filter(log=kept.log, pk__in=gone).update(dismissed=True)
        kept.diary = [row for row in kept.diary if row["id"] not in gone]


def _guesses(kept: KeptDay) -> dict[str, str]:
    return guesses_for(kept.log.person_id, {row["series"] for row in kept.diary})


def _fingerprint(data: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
