"""The difference between the blocks a day has and the blocks it shall have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import Person
from assessments.documents import BlockDraft, InvalidDay, Problem
from assessments.models import Category, SeriesCategory
from assessments.queries.categories import categories_of
from assessments.queries.days import KeptBlock, KeptDay


@dataclass(slots=True)
class BlockChanges:
    """The blocks as they shall be, in order of time; `written` of them are new or changed."""

    blocks: list[KeptBlock] = field(default_factory=list)
    written: list[KeptBlock] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.written or self.gone)

    @property
    def added(self) -> list[KeptBlock]:
        return [block for block in self.written if block.id is None]


def change_blocks(kept: KeptDay, drafts: Sequence[BlockDraft], by: Person) -> BlockChanges:
    """What to delete, change and add so that the day has exactly the drafts. Writes nothing.

    A block that keeps category and note keeps its author, however it was trimmed. Raises
    InvalidDay for a meeting that is not in this day's diary.
    """
    _check_diary(kept, drafts)
    categories = {category.slug: category for category in categories_of(kept.log)}
    left, changes = list(kept.blocks), BlockChanges()
    for draft in sorted(drafts, key=lambda one: one.during):
        origin = _origin(left, draft, categories[draft.category])
        if origin is not None:
            left.remove(origin)
        block = _as_drafted(origin, draft, categories[draft.category], by)
        changes.blocks.append(block)
        if block != origin:
            changes.written.append(block)
    changes.gone = [block.id for block in left if block.id is not None]
    return changes


def _origin(left: list[KeptBlock], draft: BlockDraft, category: Category) -> KeptBlock | None:
    """The block a draft came from: the same stretch, else the same category overlapping, else the
    same start."""

    def likeness(block: KeptBlock) -> int:
        if block.during == draft.during:
            return 3
        if block.category_id == category.pk and block.during.overlaps(draft.during):
            return 2
        return int(block.during.start == draft.during.start)

    best = max(left, key=likeness, default=None)
    return best if best is not None and likeness(best) else None


def _as_drafted(
    origin: KeptBlock | None, draft: BlockDraft, category: Category, by: Person
) -> KeptBlock:
    is_new_content = origin is None or (origin.category_id, origin.note) != (
        category.pk,
        draft.note,
    )
    return KeptBlock(
        id=origin.id if origin else None,
        category_id=category.pk,
        during=draft.during,
        worth=draft.worth,
        planned=draft.planned,
        obstacles=draft.obstacles,
        note=draft.note,
        author_id=by.pk if origin is None or is_new_content else origin.author_id,
        author=by.name if origin is None or is_new_content else origin.author,
        source=draft.source,
        diary=draft.diary,
    )


def _check_diary(kept: KeptDay, drafts: Sequence[BlockDraft]) -> None:
    """A block may only come from a diary event of this very day."""
    known = {row["id"] for row in kept.diary} | {block.diary for block in kept.blocks}
    problems = [
        Problem(index, "diary", "This meeting is no longer in the diary that was brought in.")
        for index, draft in enumerate(drafts)
        if draft.diary is not None and draft.diary not in known
    ]
    if problems:
        raise InvalidDay(problems)


def remember_series(kept: KeptDay, added: Sequence[KeptBlock]) -> None:
    """Keep the category of each recurring meeting that was accepted, for its next time."""
    series = {row["id"]: row["series"] for row in kept.diary if row["series"]}
    slugs = {category.pk: category.slug for category in categories_of(kept.log)}
    remembered = {
        series[block.diary]: slugs[block.category_id] for block in added if block.diary in series
    }
    if remembered:
        SeriesCategory.objects.bulk_create(
            [
                SeriesCategory(person_id=kept.log.person_id, series=name, category_slug=slug)
                for name, slug in remembered.items()
            ],
            update_conflicts=True,
            unique_fields=["person", "series"],
            update_fields=["category_slug"],
        )
