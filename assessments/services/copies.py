"""Blocks as drafts: as they are, or laid on another date by wall time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assessments.documents import BlockDraft
from assessments.enums import BlockSource
from assessments.models import Block, Category
from assessments.queries.categories import categories_of
from assessments.queries.days import KeptDay, interval_of
from assessments.timeline import Interval, NoSuchTime, at, local, log_day


def drafts_of(blocks: Sequence[Block], categories: Sequence[Category]) -> list[BlockDraft]:
    """Blocks as they are, to be sent again with a change beside them."""
    slugs = {category.pk: category.slug for category in categories}
    return [
        BlockDraft(
            slugs[block.category_id],
            interval_of(block),
            worth=block.worth,
            planned=block.planned,
            obstacles=tuple(sorted(block.obstacles)),
            note=block.note,
            source=block.source,
            diary=block.diary_event_id,
        )
        for block in blocks
    ]


def moved_blocks(other: KeptDay, date: dt.date) -> tuple[BlockDraft, ...]:
    """The blocks of another day at the same wall times of `date`.

    A block that a clock change leaves without length, or that would overlap because an hour is
    missing, is left out.
    """
    slugs = {category.pk: category.slug for category in categories_of(other.log)}
    moved: list[BlockDraft] = []
    free_from = log_day(date).start
    for block in other.blocks:
        during = _moved(block, date)
        if during is None or during.start < free_from:
            continue
        free_from = during.end
        slug = slugs[block.category_id]
        moved.append(BlockDraft(slug, during, source=BlockSource.COPIED))
    return tuple(moved)


def _moved(block: Block, date: dt.date) -> Interval | None:
    span = interval_of(block)
    try:
        start = at(date, local(span.start).time())
        end = at(date, local(span.end).time())
        end = end if end > start else log_day(date).end
        return Interval(start, end)
    except (NoSuchTime, ValueError):
        return None
