"""The day document: what page, form and script all read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.models import Day
from assessments.queries.categories import categories_of
from assessments.queries.days import KeptBlock, KeptDay
from assessments.queries.series import usual_category
from assessments.timeline import Interval, gaps, local, log_day


def document_of(kept: KeptDay) -> dict[str, Any]:
    """The day document. Times are ISO 8601 with the London offset, lengths whole minutes."""
    log, day = kept.log, kept.day
    slugs = {category.pk: category.slug for category in categories_of(log)}
    working, covered = kept.window, kept.coverage
    return {
        "log": log.pk,
        "date": day.date.isoformat(),
        "revision": day.revision,
        "worked": day.worked,
        "done": day.done_at is not None,
        "confirmed": _confirmation(day),
        "locked": log.locked,
        "slot": log.capture.slot_minutes,
        "day": _span(log_day(day.date)),
        "window": _span(working),
        "blocks": [_block(block, slugs[block.category_id]) for block in kept.blocks],
        "interruptions": [
            {"at": _iso(dt.datetime.fromisoformat(row["at"])), "note": row["note"]}
            for row in kept.interruptions
        ],
        "diary": _pending(kept),
        "totals": _totals(kept, slugs),
        "coverage": {
            "window_minutes": covered.window_minutes,
            "assigned_minutes": covered.assigned_minutes,
            "percent": covered.percent,
        },
        "gaps": [
            {**_span(gap), "minutes": gap.minutes}
            for gap in gaps(working, [block.during for block in kept.blocks])
        ],
    }


def _confirmation(day: Day) -> dict[str, str] | None:
    if day.confirmed_at is None:
        return None
    return {
        "by": day.confirmed_by.name if day.confirmed_by else "",
        "at": _iso(day.confirmed_at),
    }


def _block(block: KeptBlock, category: str) -> dict[str, Any]:
    return {
        "category": category,
        **_span(block.during),
        "worth": block.worth or None,
        "planned": block.planned,
        "obstacles": list(block.obstacles),
        "note": block.note,
        "author": block.author,
        "source": block.source,
        "diary": block.diary,
    }


def _pending(kept: KeptDay) -> list[dict[str, Any]]:
    """Meetings that no block stands for, with the category they most likely have."""
    accepted = {block.diary for block in kept.blocks}
    usual = usual_category(kept.log)
    return [
        {
            "id": row["id"],
            "title": row["title"],
            "start": _iso(row["start"]),
            "end": _iso(row["end"]),
            "category": row["guess"] or usual,
            "ticked": row["ticked"],
            "reason": row["reason"],
        }
        for row in kept.diary
        if row["id"] not in accepted
    ]


def _totals(kept: KeptDay, slugs: dict[int, str]) -> list[dict[str, Any]]:
    """Minutes by category, the most first."""
    longest_first = sorted(kept.totals.items(), key=lambda item: (-item[1], item[0]))
    return [{"category": slugs[pk], "minutes": minutes} for pk, minutes in longest_first]


def _span(interval: Interval) -> dict[str, str]:
    return {"start": _iso(interval.start), "end": _iso(interval.end)}


def _iso(moment: dt.datetime) -> str:
    return local(moment).isoformat()
