"""Blocks as drafts: as they are, or laid on another date by wall time."""

from __future__ import annotations

import datetime as dt

from assessments.documents import BlockDraft
from assessments.enums import BlockSource
from assessments.queries.categories import categories_of
from assessments.queries.days import KeptBlock, KeptDay
from assessments.timeline import Interval, NoSuchTime, at, local, log_day


def drafts_of(kept: KeptDay) -> list[BlockDraft]:
    """The blocks of a day as they are, to be sent again with a change beside them."""
    slugs = {category.pk: category.slug for category in categories_of(kept.log)}
    return [
        BlockDraft(
            slugs[block.category_id],
            block.during,
            worth=block.worth,
            planned=block.planned,
            obstacles=block.obstacles,
            note=block.note,
            source=block.source,
            diary=block.diary,
        )
        for block in kept.blocks
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


def _moved(block: KeptBlock, date: dt.date) -> Interval | None:
    span = block.during
    try:
        start = at(date, local(span.start).time())
        end = at(date, local(span.end).time())
        end = end if end > start else log_day(date).end
        return Interval(start, end)
    except (NoSuchTime, ValueError):
        return None
