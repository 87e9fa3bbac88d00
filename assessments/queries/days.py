"""A day as it is kept, and as the document that page, form and script all read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from assessments.models import Block, Day, DayWrite, DiaryEvent, Interruption, Log
from assessments.queries.categories import categories_of
from assessments.queries.series import usual_category
from assessments.timeline import (
    Coverage,
    Interval,
    coverage,
    gaps,
    local,
    log_day,
    window,
)


@dataclass(slots=True)
class KeptDay:
    """A day with everything its document shows, read in two queries.

    `interruptions` and `diary` are rows as plain dictionaries; `diary` leaves out dismissed ones.
    """

    log: Log
    day: Day
    is_new: bool = False
    blocks: list[Block] = field(default_factory=list)
    interruptions: list[dict[str, Any]] = field(default_factory=list)
    diary: list[dict[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] | None = None
    answer_fingerprint: str = ""


def window_of(log: Log, date: dt.date) -> Interval:
    """The working window of a log on a date."""
    return window(date, log.window_start, log.window_end)


def read_day(log: Log, date: dt.date, *, key: str = "") -> KeptDay:
    """The day, or an empty one of revision 0 that is not saved yet. Two queries.

    With `key`, also the answer that this idempotency key got before.
    """
    found = (
        Day.objects.filter(log=log, date=date)
        .select_related("confirmed_by", "done_by")
        .annotate(
            interruption_rows=ArraySubquery(
                Interruption.objects.filter(day=OuterRef("pk")).values(
                    row=JSONObject(at="at", note="note")
                )
            ),
            diary_rows=_diary_rows(log, date),
        )
    )
    if key:
        written = DayWrite.objects.filter(day=OuterRef("pk"), key=key)
        found = found.annotate(
            old_answer=Subquery(written.values("answer")[:1]),
            old_fingerprint=Subquery(written.values("fingerprint")[:1]),
        )
    day = found.first()
    if day is None:
        fresh = Day(log=log, date=date, window_minutes=window_of(log, date).minutes)
        return KeptDay(log, fresh, is_new=True, diary=diary_of(log, date))
    return KeptDay(
        log,
        day,
        blocks=list(Block.objects.filter(day=day).select_related("author")),
        interruptions=vars(day)["interruption_rows"],
        diary=[_with_times(row) for row in vars(day)["diary_rows"]],
        answer=vars(day).get("old_answer"),
        answer_fingerprint=vars(day).get("old_fingerprint") or "",
    )


def _diary_rows(log: Log, date: dt.date) -> ArraySubquery:
    return ArraySubquery(_diary(log, date).values(row=_DIARY_ROW))


_DIARY_ROW = JSONObject(
    id="id",
    title="title",
    start=F("during__startswith"),
    end=F("during__endswith"),
    series="series",
    ticked="ticked",
    reason="reason",
)


def _diary(log: Log, date: dt.date) -> Any:
    return DiaryEvent.objects.filter(log=log, date=date, dismissed=False).order_by("during", "id")


def diary_of(log: Log, date: dt.date) -> list[dict[str, Any]]:
    """The diary events of a date that were not dismissed. One query."""
    return [_with_times(row) for row in _diary(log, date).values_list(_DIARY_ROW, flat=True)]


def _with_times(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "start": dt.datetime.fromisoformat(row["start"]),
        "end": dt.datetime.fromisoformat(row["end"]),
    }


def interval_of(block: Block) -> Interval:
    return Interval(block.during.lower, block.during.upper)


def coverage_of(kept: KeptDay) -> Coverage:
    """How much of the working window has a category."""
    return coverage(
        window_of(kept.log, kept.day.date), [interval_of(block) for block in kept.blocks]
    )


def totals_of(blocks: Iterable[Block]) -> dict[int, int]:
    """Minutes by category id."""
    totals: dict[int, int] = {}
    for block in blocks:
        minutes = interval_of(block).minutes
        totals[block.category_id] = totals.get(block.category_id, 0) + minutes
    return totals


def document_of(kept: KeptDay, guesses: dict[str, str] | None = None) -> dict[str, Any]:
    """The day document. Times are ISO 8601 with the London offset, lengths whole minutes.

    `guesses` gives the category that a recurring meeting had before, by its series.
    """
    log, day = kept.log, kept.day
    slugs = {category.pk: category.slug for category in categories_of(log)}
    whole, working = log_day(day.date), window_of(log, day.date)
    covered = coverage_of(kept)
    accepted = {block.diary_event_id for block in kept.blocks}
    return {
        "log": log.pk,
        "date": day.date.isoformat(),
        "revision": day.revision,
        "worked": day.worked,
        "done": day.done_at is not None,
        "confirmed": _confirmation(day),
        "locked": log.locked,
        "slot": log.capture.slot_minutes,
        "day": _span(whole),
        "window": _span(working),
        "blocks": [_block(block, slugs) for block in kept.blocks],
        "interruptions": [
            {"at": _iso(row["at"]), "note": row["note"]} for row in kept.interruptions
        ],
        "diary": [
            _pending(row, (guesses or {}).get(row["series"], usual_category(log)))
            for row in kept.diary
            if row["id"] not in accepted
        ],
        "totals": [
            {"category": slugs[pk], "minutes": minutes}
            for pk, minutes in sorted(
                totals_of(kept.blocks).items(), key=lambda item: (-item[1], item[0])
            )
        ],
        "coverage": {
            "window_minutes": covered.window_minutes,
            "assigned_minutes": covered.assigned_minutes,
            "percent": covered.percent,
        },
        "gaps": [
            {**_span(gap), "minutes": gap.minutes}
            for gap in gaps(working, [interval_of(block) for block in kept.blocks])
        ],
    }


def _confirmation(day: Day) -> dict[str, str] | None:
    if day.confirmed_at is None:
        return None
    return {
        "by": day.confirmed_by.name if day.confirmed_by else "",
        "at": _iso(day.confirmed_at),
    }


def _block(block: Block, slugs: dict[int, str]) -> dict[str, Any]:
    return {
        "category": slugs[block.category_id],
        **_span(interval_of(block)),
        "worth": block.worth or None,
        "planned": block.planned,
        "obstacles": list(block.obstacles),
        "note": block.note,
        "author": block.author.name if block.author else "",
        "source": block.source,
        "diary": block.diary_event_id,
    }


def _pending(row: dict[str, Any], category: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "title": row["title"],
        "start": _iso(row["start"]),
        "end": _iso(row["end"]),
        "category": category,
        "ticked": row["ticked"],
        "reason": row["reason"],
    }


def _span(interval: Interval) -> dict[str, str]:
    return {"start": _iso(interval.start), "end": _iso(interval.end)}


def _iso(moment: dt.datetime | str) -> str:
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment)
    return local(moment).isoformat()
