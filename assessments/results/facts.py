"""What a comparison is made from: facts about two weeks, already totalled per day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Group(StrEnum):
    """What time in a category usually is for. A starting point for a talk, never a verdict."""

    RELEASES = "releases"
    NEEDED = "needed"
    LOOK_AT = "look_at"
    PASS_ON = "pass_on"  # noqa: S105 - no password
    LOST = "lost"
    NOT_COUNTED = "not_counted"

    @property
    def label(self) -> str:
        return _GROUP_LABELS[self]


_GROUP_LABELS = {
    Group.RELEASES: "Moves things forward",
    Group.NEEDED: "Needs to happen",
    Group.LOOK_AT: "Worth a look",
    Group.PASS_ON: "Could be passed on",
    Group.LOST: "Time lost",
    Group.NOT_COUNTED: "Not counted",
}

RELEASABLE = frozenset({Group.LOOK_AT, Group.PASS_ON, Group.LOST})
"""The groups from which time can be released."""


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """A category as both weeks used it.

    `counted`: part of the week's total (a break is not). `released`: a fall from the baseline to
    the repeat is time released.
    """

    slug: str
    label: str
    role: str
    group: Group
    counted: bool
    released: bool
    colour_token: str
    position: int


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One log day. Minutes by category are of the whole day, not only of the working window.

    `logged_within_24h`: something was first logged for the day within 24 hours of its end.
    """

    date: date
    worked: bool
    complete: bool
    window_minutes: int
    assigned_in_window_minutes: int
    minutes_by_category: Mapping[str, int]
    interruptions: int
    logged_by_other: bool
    confirmed: bool
    logged_within_24h: bool

    @property
    def comparable(self) -> bool:
        """Worked and complete: the days from which weekly figures are made."""
        return self.worked and self.complete


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """One capture of one person. `token` names the exact revision of the data that was read."""

    label: str
    starts_on: date
    ends_on: date
    category_version: str
    slot_minutes: int
    token: str
    days: tuple[DayFacts, ...]
    locked: bool

    @property
    def comparable_days(self) -> tuple[DayFacts, ...]:
        return tuple(day for day in self.days if day.comparable)
