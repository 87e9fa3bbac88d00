"""A day as it is kept, read in one query that is compiled once: every stroke needs it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import Person
from assessments.models import (
    Block,
    Capture,
    Day,
    DayWrite,
    DiaryEvent,
    Interruption,
    Log,
    SeriesCategory,
)
from assessments.permissions import logs_visible_to, logs_writable_by
from assessments.timeline import Coverage, Interval, coverage, window
from productive_leader.core.dates import today
from productive_leader.core.prepared import Prepared


def window_of(log: Log, date: dt.date) -> Interval:
    """The working window of a log on a date."""
    return window(date, log.window_start, log.window_end)


@dataclass(slots=True)
class KeptBlock:
    """A block as it is kept; `id` is None until it is saved."""

    id: int | None
    category_id: int
    during: Interval
    worth: str
    planned: bool | None
    obstacles: tuple[str, ...]
    note: str
    author_id: int | None
    author: str
    source: str
    diary: int | None


@dataclass(slots=True)
class KeptDay:
    """A day with everything its document shows.

    `interruptions` and `diary` are rows as plain dictionaries; `diary` leaves out dismissed ones
    and has as `guess` the category that a recurring meeting had before. `answer` is what an
    idempotency key got before, `fingerprint` what it was for.
    """

    log: Log
    day: Day
    is_new: bool = False
    blocks: list[KeptBlock] = field(default_factory=list)
    interruptions: list[dict[str, Any]] = field(default_factory=list)
    diary: list[dict[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] | None = None
    fingerprint: str = ""

    @property
    def window(self) -> Interval:
        """The working window of the day."""
        return window_of(self.log, self.day.date)

    @property
    def coverage(self) -> Coverage:
        """How much of the working window has a category."""
        return coverage(self.window, [block.during for block in self.blocks])

    @property
    def totals(self) -> dict[int, int]:
        """Minutes by category id."""
        totals: dict[int, int] = {}
        for block in self.blocks:
            totals[block.category_id] = totals.get(block.category_id, 0) + block.during.minutes
        return totals


LOG_FIELDS = ("id", "person_id", "kind", "window_start", "window_end", "state")
CAPTURE_FIELDS = (
    "id",
    "team_id",
    "kind",
    "starts_on",
    "ends_on",
    "slot_minutes",
    "category_set_id",
)
DAY_FIELDS = (
    "id",
    "revision",
    "worked",
    "window_minutes",
    "assigned_minutes",
    "done_at",
    "done_by_id",
    "confirmed_at",
    "confirmed_by_id",
    "first_logged_at",
)
MOMENTS = ("done_at", "confirmed_at", "first_logged_at")


def _with_day(logs: QuerySet[Log], date: dt.date, key: str) -> QuerySet[Log, Any]:
    """Log, owner's name, capture, and the day and the diary of a date as JSON."""
    return logs.values_list(
        *LOG_FIELDS,
        "person__name",
        *(f"capture__{name}" for name in CAPTURE_FIELDS),
        Subquery(Day.objects.filter(log=OuterRef("pk"), date=date).values(row=_day_row(key))),
        ArraySubquery(_diary(date).values(row=_DIARY_ROW)),
    )


def _day_row(key: str) -> JSONObject:
    blocks = Block.objects.filter(day=OuterRef("pk")).order_by("during")
    interruptions = Interruption.objects.filter(day=OuterRef("pk")).order_by("at", "id")
    written = DayWrite.objects.filter(day=OuterRef("pk"), key=key)
    return JSONObject(
        **{name: name for name in DAY_FIELDS},
        confirmer=F("confirmed_by__name"),
        blocks=ArraySubquery(blocks.values(row=_BLOCK_ROW)),
        interruptions=ArraySubquery(interruptions.values(row=JSONObject(at="at", note="note"))),
        written=Subquery(
            written.values(row=JSONObject(answer="answer", fingerprint="fingerprint"))
        ),
    )


_BLOCK_ROW = JSONObject(
    id="id",
    category_id="category_id",
    start=F("during__startswith"),
    end=F("during__endswith"),
    worth="worth",
    planned="planned",
    obstacles="obstacles",
    note="note",
    author_id="author_id",
    author=F("author__name"),
    source="source",
    diary="diary_event_id",
)
_DIARY_ROW = JSONObject(
    id="id",
    title="title",
    start=F("during__startswith"),
    end=F("during__endswith"),
    series="series",
    ticked="ticked",
    reason="reason",
    guess=Subquery(
        SeriesCategory.objects.filter(
            person=OuterRef("log__person"), series=OuterRef("series")
        ).values("category_slug")
    ),
)


def _diary(date: dt.date) -> QuerySet[DiaryEvent]:
    pending = DiaryEvent.objects.filter(log=OuterRef("pk"), date=date, dismissed=False)
    return pending.order_by("during", "id")


def _visible(log: int, person: int, on: dt.date, date: dt.date) -> QuerySet[Log, Any]:
    return _with_day(logs_visible_to(Person(pk=person), on=on).filter(pk=log), date, "")


def _known(log: int, date: dt.date, key: str) -> QuerySet[Log, Any]:
    return _with_day(Log.objects.filter(pk=log), date, key)


def _locked(log: int, person: int, on: dt.date) -> QuerySet[Log, Any]:
    writable = logs_writable_by(Person(pk=person), on=on).filter(pk=log)
    return writable.select_for_update(of=("self",)).values_list("pk")


_VISIBLE, _KNOWN, _LOCKED = Prepared(_visible), Prepared(_known), Prepared(_locked)


def open_day(person: Person, log_id: int, date: dt.date) -> KeptDay | None:
    """The day, if this person may see the log and the date lies in its capture. One query."""
    row = _VISIBLE.row(log=log_id, person=person.pk, on=today(), date=date)
    return _in_capture(_kept(row, date)) if row else None


def lock_day(person: Person, log_id: int, date: dt.date, *, key: str = "") -> KeptDay | None:
    """The same for writing: locks the log, then reads, in a transaction. Two queries.

    The lock is a query of its own: one that waits for it would read what was there before.
    """
    if not _LOCKED.rows(log=log_id, person=person.pk, on=today()):
        return None
    row = _KNOWN.row(log=log_id, date=date, key=key)
    return _in_capture(_kept(row, date)) if row else None


def read_day(log: Log, date: dt.date) -> KeptDay:
    """The day of a log that is known to be this person's, or an empty one. One query."""
    row = _KNOWN.row(log=log.pk, date=date, key="")
    if row is None:
        raise Log.DoesNotExist
    return _kept(row, date)


def _in_capture(kept: KeptDay) -> KeptDay | None:
    return kept if kept.log.capture.holds(kept.day.date) else None


def _kept(row: tuple[Any, ...], date: dt.date) -> KeptDay:
    log_values, (owner, *rest) = row[: len(LOG_FIELDS)], row[len(LOG_FIELDS) :]
    *capture_values, day, diary = rest
    log = Log(**dict(zip(LOG_FIELDS, log_values, strict=True)))
    log.person = Person(pk=log.person_id, name=owner)
    log.capture = Capture(**dict(zip(CAPTURE_FIELDS, capture_values, strict=True)))
    pending = [_with_times(json.loads(one)) for one in diary]
    if day is None:
        fresh = Day(log=log, date=date, window_minutes=window_of(log, date).minutes)
        return KeptDay(log, fresh, is_new=True, diary=pending)
    values = json.loads(day)
    written = values["written"] or {}
    return KeptDay(
        log,
        _day(log, date, values),
        blocks=[_block(one) for one in values["blocks"]],
        interruptions=values["interruptions"],
        diary=pending,
        answer=written.get("answer"),
        fingerprint=written.get("fingerprint", ""),
    )


def _day(log: Log, date: dt.date, values: dict[str, Any]) -> Day:
    kept = {**values, "log_id": log.pk, "date": date}
    for name in MOMENTS:
        if kept[name]:
            kept[name] = dt.datetime.fromisoformat(kept[name])
    names = [field.attname for field in Day._meta.concrete_fields]
    day = Day.from_db(None, names, [kept[name] for name in names])
    day.log = log
    if day.confirmed_by_id:
        day.confirmed_by = Person(pk=day.confirmed_by_id, name=values["confirmer"])
    return day


def _block(values: dict[str, Any]) -> KeptBlock:
    start, end = values.pop("start"), values.pop("end")
    during = Interval(dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end))
    values["obstacles"] = tuple(sorted(values["obstacles"]))
    values["author"] = values["author"] or ""
    return KeptBlock(during=during, **values)


def _with_times(row: dict[str, Any]) -> dict[str, Any]:
    row["start"] = dt.datetime.fromisoformat(row["start"])
    row["end"] = dt.datetime.fromisoformat(row["end"])
    return row
