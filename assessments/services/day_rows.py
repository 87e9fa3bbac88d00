"""Writes a changed day in one statement: blocks, totals, the day itself and the answer it got.

This is the one place where we write SQL by hand: the page saves at every stroke, and building
Django's statements for it took most of the time (ADR 11 has the figures). The overlap constraint
is checked at the end of a statement, so neighbours may shift in it.
"""

from __future__ import annotations

import json
from typing import Any

from assessments.models import Day
from assessments.queries.days import KeptBlock, KeptDay
from assessments.services.blocks import BlockChanges
from productive_leader.core.prepared import Statement

_WRITE = Statement("""
with gone as (
    delete from assessments_block where id = any(%(gone)s)
), sent as (
    select * from jsonb_to_recordset(%(blocks)s::jsonb) as sent(
        id bigint, category_id bigint, starts timestamptz, ends timestamptz, worth text,
        planned boolean, obstacles varchar[], note text, author_id bigint, source text,
        diary_event_id bigint
    )
), changed as (
    update assessments_block as block
    set category_id = sent.category_id, during = tstzrange(sent.starts, sent.ends),
        worth = sent.worth, planned = sent.planned, obstacles = sent.obstacles, note = sent.note,
        author_id = sent.author_id, source = sent.source, diary_event_id = sent.diary_event_id
    from sent where block.id = sent.id
), added as (
    insert into assessments_block (
        day_id, log_id, category_id, during, worth, planned, obstacles, note, author_id, source,
        diary_event_id
    )
    select %(day)s, %(log)s, category_id, tstzrange(starts, ends), worth, planned, obstacles,
        note, author_id, source, diary_event_id
    from sent where id is null
), counted as (
    insert into assessments_daytotal (day_id, category_id, minutes)
    select %(day)s, key::bigint, value::smallint from jsonb_each_text(%(totals)s::jsonb)
    on conflict (day_id, category_id) do update set minutes = excluded.minutes
), answered as (
    insert into assessments_daywrite (day_id, key, fingerprint, answer, created_at)
    select %(day)s, %(key)s::varchar, %(fingerprint)s, %(answer)s::jsonb, now()
    where %(key)s::varchar <> ''
)
update assessments_day
set revision = %(revision)s, worked = %(worked)s, window_minutes = %(window_minutes)s,
    assigned_minutes = %(assigned_minutes)s, done_at = %(done_at)s, done_by_id = %(done_by)s,
    confirmed_at = %(confirmed_at)s, confirmed_by_id = %(confirmed_by)s,
    first_logged_at = %(first_logged_at)s
where id = %(day)s
""")


def write_day(
    kept: KeptDay,
    changes: BlockChanges,
    totals: dict[int, int],
    *,
    key: str,
    fingerprint: str,
    answer: dict[str, Any],
) -> None:
    """Bring the rows of a saved day to what is in memory. `totals` holds the changed ones alone.

    Needs the lock of the log. Raises IntegrityError where blocks would overlap.
    """
    values = {
        **_of_day(kept.day),
        "log": kept.log.pk,
        "gone": changes.gone,
        "blocks": json.dumps([_of_block(block) for block in changes.written]),
        "totals": json.dumps(totals),
        "key": key,
        "fingerprint": fingerprint,
        "answer": json.dumps(answer) if key else "null",
    }
    _WRITE.run(values)


def _of_day(day: Day) -> dict[str, Any]:
    return {
        "day": day.pk,
        "revision": day.revision,
        "worked": day.worked,
        "window_minutes": day.window_minutes,
        "assigned_minutes": day.assigned_minutes,
        "done_at": day.done_at,
        "done_by": day.done_by_id,
        "confirmed_at": day.confirmed_at,
        "confirmed_by": day.confirmed_by_id,
        "first_logged_at": day.first_logged_at,
    }


def _of_block(block: KeptBlock) -> dict[str, Any]:
    return {
        "id": block.id,
        "category_id": block.category_id,
        "starts": block.during.start.isoformat(),
        "ends": block.during.end.isoformat(),
        "worth": block.worth,
        "planned": block.planned,
        "obstacles": block.obstacles,
        "note": block.note,
        "author_id": block.author_id,
        "source": block.source,
        "diary_event_id": block.diary,
    }
