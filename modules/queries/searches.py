"""Reads for the administrators: what was looked for in vain, and words that find each other."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Lower

from modules.models import EmptySearch, Synonyms


def most_wanted(searches: QuerySet[EmptySearch], *, settled: bool) -> QuerySet[EmptySearch]:
    """What was searched most often first; of those settled, what was settled last."""
    chosen = searches.filter(settled_at__isnull=not settled).select_related("settled_by")
    return chosen.order_by("-settled_at") if settled else chosen.order_by("-times", "-last_at")


def in_order(groups: QuerySet[Synonyms]) -> QuerySet[Synonyms]:
    """As in a dictionary, whatever is written large."""
    return groups.order_by(Lower("words"), "pk")
