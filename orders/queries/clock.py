"""Reads: working days in England, counted from a day on."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from productive_leader.core.dates import is_weekday, today
from programmes.queries.days_off import days_off_between


def working_day_after(day: dt.date, number: int) -> dt.date:
    """The day that is so many working days after another one.

    Weekends, bank holidays and the days off added to them do not count. One query in most cases.
    """
    first = last = day
    found: list[dt.date] = []
    while len(found) < number:
        first, last = last + dt.timedelta(days=1), last + dt.timedelta(days=2 * number + 7)
        off = {one.day for one in days_off_between(first, last)}
        days = (first + dt.timedelta(days=step) for step in range((last - first).days + 1))
        found += [one for one in days if is_weekday(one) and one not in off]
    return found[number - 1] if number else day


def last_day_to_decide(asked_on: dt.date | None = None) -> dt.date:
    """By when whoever is asked on that day, or today, is to decide; the grace is not counted."""
    return working_day_after(asked_on or today(), settings.ORDER_EXPIRY_DAYS)
