"""Promises in working days, as people in England count them."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import holidays

from productive_leader.core.dates import is_weekday


def working_days_after(day: dt.date, number: int) -> dt.date:
    """So many working days later: Monday to Friday without the bank holidays in England.

    >>> working_days_after(dt.date(2026, 3, 6), 5)  # a Friday
    datetime.date(2026, 3, 13)
    >>> working_days_after(dt.date(2026, 4, 2), 1)  # before Easter
    datetime.date(2026, 4, 7)
    """
    while number:
        day += dt.timedelta(days=1)
        number -= is_weekday(day) and day not in _bank_holidays(day.year)
    return day


@lru_cache(maxsize=8)
def _bank_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
