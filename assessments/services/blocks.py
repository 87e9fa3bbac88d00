"""Writes the difference between the blocks a day has and the blocks it shall have."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import Person
from assessments.documents import BlockDraft, InvalidDay, Problem
from assessments.models import Block, Day, DayTotal, SeriesCategory
from assessments.queries.categories import categories_of
from assessments.queries.days import KeptDay, interval_of

FIELDS = (
    "during",
    "category",
    "worth",
    "planned",
    "obstacles",
    "note",
    "author",
    "source",
    "diary_event",
)


def write_blocks(
    kept: KeptDay, drafts: Sequence[BlockDraft], by: Person
) -> tuple[list[Block], bool]:
    """Delete, change and add blocks so that the day has exactly the drafts.

    A block that keeps category and note keeps its author, however it was trimmed. Gives the new
    list in order of time, and whether anything changed.
    """
    _check_diary(kept, drafts)
    plan = _Plan(kept, by)
    blocks = [plan.block_for(draft) for draft in sorted(drafts, key=lambda one: one.during)]
    gone = [block.pk for block in plan.left]
    if gone:
        Block.objects.filter(pk__in=gone).delete()
    if len(plan.changed) == 1:
        plan.changed[0].save(update_fields=FIELDS)
    elif plan.changed:
        Block.objects.bulk_update(plan.changed, FIELDS)
    if plan.added:
        Block.objects.bulk_create(plan.added)
        _remember_series(kept, plan.added)
    return blocks, bool(gone or plan.changed or plan.added)


def write_totals(day: Day, before: dict[int, int], after: dict[int, int]) -> None:
    """Bring the totals of a day (minutes by category id) from before to after.

    A category that lost all of its time stays at 0.
    """
    changed = {
        category: after.get(category, 0)
        for category in before.keys() | after.keys()
        if before.get(category) != after.get(category)
    }
    if changed:
        DayTotal.objects.bulk_create(
            [
                DayTotal(day=day, category_id=category, minutes=minutes)
                for category, minutes in changed.items()
            ],
            update_conflicts=True,
            unique_fields=["day", "category"],
            update_fields=["minutes"],
        )


class _Plan:
    """Pairs each draft with the block it came from."""

    def __init__(self, kept: KeptDay, by: Person) -> None:
        self.kept = kept
        self.by = by
        self.left = list(kept.blocks)
        self.changed: list[Block] = []
        self.added: list[Block] = []
        self.categories = {category.slug: category for category in categories_of(kept.log)}

    def block_for(self, draft: BlockDraft) -> Block:
        block = self._origin(draft)
        if block is None:
            block = Block(day=self.kept.day, log=self.kept.log, author=self.by)
            self._fill(block, draft)
            self.added.append(block)
            return block
        self.left.remove(block)
        if not _same(block, draft, self.categories[draft.category].pk):
            if (block.category_id, block.note) != (self.categories[draft.category].pk, draft.note):
                block.author = self.by
            self._fill(block, draft)
            self.changed.append(block)
        return block

    def _origin(self, draft: BlockDraft) -> Block | None:
        """The same stretch; else the same category overlapping; else the same start."""
        category = self.categories[draft.category].pk

        def likeness(block: Block) -> int:
            during = interval_of(block)
            if during == draft.during:
                return 3
            if block.category_id == category and during.overlaps(draft.during):
                return 2
            return int(during.start == draft.during.start)

        best = max(self.left, key=likeness, default=None)
        return best if best is not None and likeness(best) else None

    def _fill(self, block: Block, draft: BlockDraft) -> None:
        block.category = self.categories[draft.category]
        block.during = DateTimeTZRange(draft.during.start, draft.during.end)
        block.worth = draft.worth
        block.planned = draft.planned
        block.obstacles = list(draft.obstacles)
        block.note = draft.note
        block.source = draft.source
        block.diary_event_id = draft.diary


def _same(block: Block, draft: BlockDraft, category: int) -> bool:
    return (
        interval_of(block) == draft.during
        and block.category_id == category
        and block.worth == draft.worth
        and block.planned == draft.planned
        and tuple(sorted(block.obstacles)) == draft.obstacles
        and block.note == draft.note
        and block.source == draft.source
        and block.diary_event_id == draft.diary
    )


def _check_diary(kept: KeptDay, drafts: Sequence[BlockDraft]) -> None:
    """A block may only come from a diary event of this very day."""
    known = {row["id"] for row in kept.diary} | {block.diary_event_id for block in kept.blocks}
    problems = [
        Problem(index, "diary", "This meeting is no longer in the diary that was brought in.")
        for index, draft in enumerate(drafts)
        if draft.diary is not None and draft.diary not in known
    ]
    if problems:
        raise InvalidDay(problems)


def _remember_series(kept: KeptDay, added: Sequence[Block]) -> None:
    series = {row["id"]: row["series"] for row in kept.diary if row["series"]}
    remembered = {
        series[block.diary_event_id]: block.category.slug
        for block in added
        if block.diary_event_id in series
    }
    if remembered:
        SeriesCategory.objects.bulk_create(
            [
                SeriesCategory(person=kept.log.person, series=name, category_slug=slug)
                for name, slug in remembered.items()
            ],
            update_conflicts=True,
            unique_fields=["person", "series"],
            update_fields=["category_slug"],
        )
