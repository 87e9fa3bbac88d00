"""What a person called a recurring meeting before."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from assessments.models import Log, SeriesCategory
from programmes.enums import MemberKind

USUAL = {MemberKind.LEADER: "meetings-attend", MemberKind.PA: "briefing"}
"""What a meeting of the diary most likely is, until its person says otherwise."""


def usual_category(log: Log) -> str:
    return USUAL[MemberKind(log.kind)]


def guesses_for(person_id: int, series: AbstractSet[str]) -> dict[str, str]:
    """Category slug by series; no query where nothing recurs."""
    known = {name for name in series if name}
    if not known:
        return {}
    rows = SeriesCategory.objects.filter(person=person_id, series__in=known)
    return dict(rows.values_list("series", "category_slug"))
