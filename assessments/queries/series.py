"""What a person called a recurring meeting before."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from assessments.models import SeriesCategory


def guesses_for(person_id: int, series: AbstractSet[str]) -> dict[str, str]:
    """Category slug by series; no query where nothing recurs."""
    known = {name for name in series if name}
    if not known:
        return {}
    rows = SeriesCategory.objects.filter(person=person_id, series__in=known)
    return dict(rows.values_list("series", "category_slug"))
