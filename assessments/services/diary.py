"""Brings a diary's meetings into a log, to be accepted day by day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.http import Http404

from accounts.models import Person
from assessments import diary
from assessments.documents import BlockDraft, DayChange
from assessments.enums import BlockSource
from assessments.models import DiaryEvent, Log
from assessments.permissions import logs_writable_by
from assessments.queries.days import lock_day
from assessments.services.copies import drafts_of
from assessments.services.days import LogIsLocked, change_day
from assessments.timeline import Interval, date_of, gaps, log_day
from productive_leader.core import audit
from productive_leader.core.permissions import get_or_404


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What a diary brought: meetings by date, and how many of them are new or gone."""

    by_date: dict[dt.date, int]
    added: int
    removed: int

    @property
    def total(self) -> int:
        return sum(self.by_date.values())


def import_diary(*, by: Person, log_id: int, data: bytes) -> ImportSummary:
    """Read an iCalendar file for the log's capture and keep its meetings as pending.

    Bringing in the same diary again changes what moved, drops pending meetings that are gone, and
    leaves accepted and dismissed ones as they are. Raises DiaryProblem, LogIsLocked, Http404. The
    file is read before the log is locked.
    """
    visible = logs_writable_by(by).select_related("capture", "person")
    log = get_or_404(visible, pk=log_id)
    if log.locked:
        raise LogIsLocked
    capture = log.capture
    events = diary.read_week(data, capture.starts_on, capture.ends_on, owner_email=log.person.email)
    return _keep(by, log, events)


@transaction.atomic
def _keep(by: Person, log: Log, events: list[diary.DiaryEvent]) -> ImportSummary:
    writable = logs_writable_by(by).select_related("capture", "person")
    log = get_or_404(writable.select_for_update(of=("self",)), pk=log.pk)
    if log.locked:
        raise LogIsLocked
    rows = {event.key: _row(log, event) for event in events}
    known = set(DiaryEvent.objects.filter(log=log).values_list("key", flat=True))
    gone = DiaryEvent.objects.filter(log=log, blocks=None, dismissed=False).exclude(key__in=rows)
    removed = gone.delete()[0]
    DiaryEvent.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["log", "key"],
        update_fields=["date", "series", "title", "during", "ticked", "reason"],
    )
    by_date = Counter(row.date for row in rows.values())
    summary = ImportSummary(dict(sorted(by_date.items())), len(rows.keys() - known), removed)
    audit.record(
        by=by,
        action="diary.imported",
        target=log,
        acting_for=log.person,
        detail={"meetings": summary.total},
    )
    return summary


@transaction.atomic
def accept_meetings(
    *, by: Person, log_id: int, date: dt.date, categories: Mapping[int, str]
) -> list[str]:
    """Turn pending meetings (id to category slug) into blocks, each in the time that is free.

    A meeting that overlaps what is already there takes the first free part of its time. Gives the
    titles of those that found none. Raises as save_day does.
    """
    kept = lock_day(by, log_id, date)
    if kept is None:
        raise Http404
    taken = [block.during for block in kept.blocks]
    drafts, left_out = drafts_of(kept), []
    for row in kept.diary:
        if row["id"] not in categories:
            continue
        free = gaps(Interval(row["start"], row["end"]), taken)
        if not free:
            left_out.append(row["title"])
            continue
        taken.append(free[0])
        drafts.append(
            BlockDraft(
                categories[row["id"]],
                free[0],
                note=row["title"],
                source=BlockSource.IMPORTED,
                diary=row["id"],
            )
        )
    change = DayChange(kept.day.revision, tuple(drafts))
    change_day(by=by, log_id=log_id, date=date, change=change)
    return left_out


def _row(log: Log, event: diary.DiaryEvent) -> DiaryEvent:
    during = snapped(Interval(event.start, event.end), log.capture.slot_minutes)
    return DiaryEvent(
        log=log,
        date=date_of(event.start),
        key=event.key,
        series=event.series,
        title=event.title,
        during=DateTimeTZRange(during.start, during.end),
        ticked=event.ticked,
        reason=event.reason,
    )


def snapped(during: Interval, slot_minutes: int) -> Interval:
    """The nearest stretch of whole slots in the same log day, at least one slot long."""
    day = log_day(date_of(during.start))
    slot = dt.timedelta(minutes=slot_minutes)
    start = min(_nearest(during.start, slot), day.end - slot)
    end = min(max(_nearest(during.end, slot), start + slot), day.end)
    return Interval(start, end)


def _nearest(moment: dt.datetime, slot: dt.timedelta) -> dt.datetime:
    """The nearest grid line; a moment in the middle goes to the later one."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    lines = (moment - hour + slot / 2) // slot
    return hour + lines * slot
