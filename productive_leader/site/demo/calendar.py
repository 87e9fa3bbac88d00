"""The dates of the demo, all counted from the day it is made. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
WEDNESDAY, THURSDAY, FRIDAY = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Week:
    """Five working days; a weekend may lie between."""

    starts_on: date

    @property
    def days(self) -> tuple[date, ...]:
        days: list[date] = []
        day = self.starts_on
        while len(days) < 5:
            if day.weekday() <= FRIDAY:
                days.append(day)
            day += DAY
        return tuple(days)

    @property
    def ends_on(self) -> date:
        return self.days[-1]


@dataclass(frozen=True, slots=True)
class DemoDates:
    """`working_day` is today, or the Friday before a weekend; two or more days of the running
    week lie before it."""

    working_day: date
    first_baseline: Week
    first_repeat: Week
    second_baseline: Week
    running: Week

    @property
    def past_days(self) -> tuple[date, ...]:
        return tuple(day for day in self.running.days if day < self.working_day)


def demo_dates(today: date) -> DemoDates:
    working_day = today - DAY * max(0, today.weekday() - FRIDAY)
    monday = working_day - DAY * working_day.weekday()
    early = working_day.weekday() < WEDNESDAY
    return DemoDates(
        working_day=working_day,
        first_baseline=Week(monday - 16 * WEEK),
        first_repeat=Week(monday - 4 * WEEK),
        second_baseline=Week(monday - 9 * WEEK),
        running=Week(monday - WEEK + DAY * THURSDAY if early else monday),
    )
