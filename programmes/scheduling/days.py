"""Which days a series wants, which are days off, and which lie nearest to a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

DAYS_OFF = {5: "a Saturday", 6: "a Sunday"}
DAYS_OF_WORK = 5  # Monday to Friday
WEEKS_APART = 2  # of a session that no template places


def wanted_days(first_on: dt.date, weeks: Sequence[int]) -> list[dt.date]:
    """The weekday of the first date, so many weeks after it.

    >>> [f"{day:%a %d %b}" for day in wanted_days(dt.date(2027, 3, 5), [0, 2, 3])]
    ['Fri 05 Mar', 'Fri 19 Mar', 'Fri 26 Mar']
    """
    return [first_on + dt.timedelta(weeks=week) for week in weeks]


def weeks_of(template_weeks: Sequence[int | None], step: int | None) -> list[int]:
    """How many weeks after the first session each one is, in order.

    `step`: so many weeks apart; None: as in the template, two weeks apart where it says nothing.

    >>> weeks_of([0, 2, None, 7], None), weeks_of([0, 2, None, 7], 4)
    ([0, 2, 4, 7], [0, 4, 8, 12])
    """
    if step is not None:
        return [index * step for index in range(len(template_weeks))]
    weeks: list[int] = []
    for week in template_weeks:
        weeks.append(weeks[-1] + WEEKS_APART if weeks and week is None else week or 0)
    return [week - weeks[0] for week in weeks]


def day_off(day: dt.date, days_off: Mapping[dt.date, str]) -> str:
    """Why nobody meets on that day; empty when they may.

    >>> day_off(dt.date(2027, 3, 26), {dt.date(2027, 3, 26): "Good Friday"})
    'Good Friday'
    >>> day_off(dt.date(2027, 3, 27), {}), day_off(dt.date(2027, 3, 25), {})
    ('a Saturday', '')
    """
    return days_off.get(day) or DAYS_OFF.get(day.weekday(), "")


def nearest_days(day: dt.date, weeks: int) -> Iterator[list[dt.date]]:
    """The working days of the week of `day`, then of so many weeks after it, the best first.

    In its own week the nearest come first, of two the later one; in a later week the same weekday.

    >>> this, following = nearest_days(dt.date(2027, 3, 24), 1)
    >>> " ".join(f"{one:%a}" for one in this), " ".join(f"{one:%a%d}" for one in following)
    ('Wed Thu Tue Fri Mon', 'Wed31 Thu01 Tue30 Fri02 Mon29')
    """
    monday = day - dt.timedelta(days=day.weekday())
    for week in range(weeks + 1):
        middle = day + dt.timedelta(weeks=week)
        first = monday + dt.timedelta(weeks=week)
        days = [first + dt.timedelta(days=step) for step in range(DAYS_OF_WORK)]
        yield sorted(days, key=lambda one: (abs((one - middle).days), one < middle))
