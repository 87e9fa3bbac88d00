"""Days on which nobody meets: bank holidays in England, days added to them, a team's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import holidays
from django.db.models import QuerySet

from productive_leader.core.dates import today
from programmes.models import BlockedDates, Holiday, Team

# The library's words where people in England use others.
NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}
TWO_YEARS = dt.timedelta(days=2 * 365)
SUBSTITUTE = " (observed)"


@dataclass(frozen=True, slots=True)
class DayOff:
    """`row`: the row of ours it comes from; None for a bank holiday of the library."""

    day: dt.date
    name: str
    row: Holiday | None = None


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> dict[dt.date, str]:
    """The bank holidays in England of one year, weekends included."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return {day: _named(name) for day, name in sorted(found.items())}


def _named(name: str) -> str:
    plain = name.removesuffix(SUBSTITUTE)
    named = NAMES.get(plain, plain).replace("'", "’")
    return f"{named} (substitute day)" if name.endswith(SUBSTITUTE) else named


def days_off_between(first: dt.date, last: dt.date) -> list[DayOff]:
    """Bank holidays and the days added to them, both dates included, in order."""
    known = [
        DayOff(day, name)
        for year in range(first.year, last.year + 1)
        for day, name in bank_holidays(year).items()
        if first <= day <= last
    ]
    added = [DayOff(row.day, row.name, row) for row in holidays_between(first, last)]
    return sorted((*known, *added), key=lambda one: one.day)


def days_off_listed() -> list[DayOff]:
    """The bank holidays of the two years to come, and every day added from today on."""
    last = today() + TWO_YEARS
    listed = days_off_between(today(), last)
    later = holidays_between(last + dt.timedelta(days=1), dt.date.max)
    return [*listed, *(DayOff(row.day, row.name, row) for row in later)]


def holidays_between(first: dt.date, last: dt.date) -> QuerySet[Holiday]:
    return Holiday.objects.filter(day__range=(first, last))


def days_off_for(team: Team, first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """Why this team does not meet on a day; Saturdays and Sundays go without saying.

    A bank holiday is called by its name, also when the team has blocked the day.
    """
    own = {
        day: blocked.reason
        for blocked in blocked_between(team, first, last)
        for day in _each(blocked)
    }
    return own | {one.day: one.name for one in days_off_between(first, last)}


def blocked_dates(team: Team) -> QuerySet[BlockedDates]:
    return BlockedDates.objects.filter(team=team)


def blocked_between(team: Team, first: dt.date, last: dt.date) -> QuerySet[BlockedDates]:
    return blocked_dates(team).filter(starts_on__lte=last, ends_on__gte=first)


def _each(blocked: BlockedDates) -> Iterable[dt.date]:
    days = (blocked.ends_on - blocked.starts_on).days
    return (blocked.starts_on + dt.timedelta(days=step) for step in range(days + 1))
