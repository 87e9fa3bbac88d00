"""What people have still to do in every room: days to log beside what a programme waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from productive_leader.core.dates import format_date
from programmes.queries.owed import Owed, OwedByPerson

IF_NOT_WORKED = (
    "If you did not work on {day}, say so on the day and it counts as complete. "
    "If somebody keeps your log for you, they can do this too."
)


@dataclass(frozen=True, slots=True)
class MissingDays:
    """The dates of one week, named in words ("Baseline week"), that a person has still to log."""

    week: str
    dates: tuple[date, ...]


def days_owed(missing: MissingDays) -> Owed:
    one = len(missing.dates) == 1
    number = "1 day" if one else f"{len(missing.dates)} days"
    return Owed(
        brief="",  # the week has a column of its own
        heading=f"{missing.week}: {number} still to log",
        lines=tuple(format_date(day) for day in missing.dates),
        path=reverse("today"),
        link="Log your time; a day takes about a minute",
        note=IF_NOT_WORKED.format(day="that day" if one else "one of them"),
    )


def with_days(
    owed: OwedByPerson, missing: Mapping[int, Sequence[MissingDays]], people: Iterable[int]
) -> dict[int, list[Owed]]:
    """Everything for these people, days first; whoever has nothing to do is not in it."""
    found = {
        person: [*map(days_owed, missing.get(person, ())), *owed.get(person, ())]
        for person in people
    }
    return {person: things for person, things in found.items() if things}
