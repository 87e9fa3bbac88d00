"""The categories of a log. A version never changes once a week was logged with it."""

from __future__ import annotations

from functools import lru_cache

from assessments.models import Category, Log


def categories_of(log: Log) -> tuple[Category, ...]:
    """The log's categories in their order, read once in a process: a version is for good."""
    return categories_in(log.capture.category_set_id, log.kind)


@lru_cache(maxsize=64)
def categories_in(category_set_id: int, kind: str) -> tuple[Category, ...]:
    return tuple(Category.objects.filter(category_set=category_set_id, kind=kind))
