"""How a result was worked out, in plain words, with every number that decides."""

from __future__ import annotations

from assessments.reports.figures import Figures
from assessments.results import MINIMUM_PEOPLE, PersonResult, TeamResult
from assessments.results.evidence import (
    FAIR_PERCENT,
    GOOD_DAYS,
    GOOD_PERCENT,
    LEAST_DAYS,
    LEAST_PERCENT,
    OF_DAYS,
    PROMPT_DAYS,
)


def method_of(figures: Figures) -> tuple[str, ...]:
    """A handful of short paragraphs."""
    result = figures.result
    basis = _person(result) if isinstance(result, PersonResult) else _team(result)
    return (basis, _once(result), _released(), _grades(), _year(figures), _data(figures))


def _person(result: PersonResult) -> str:
    one, two = result.baseline, result.repeat
    return (
        f"Days count when they were worked and are complete: {one.comparable_days} of "
        f"{one.worked_days} working days in the baseline week, {two.comparable_days} of "
        f"{two.worked_days} in the repeat week. Their minutes are scaled to a week of "
        f"{result.days_per_week} days, and each category is rounded once to a whole minute. A "
        "weekday that nobody logged is a working day without entries, unless it is marked as not "
        "worked."
    )


def _team(result: TeamResult) -> str:
    return (
        f"Each category is the mean of the {result.people} people whose two weeks are both locked. "
        f"Figures for a group are shown from {MINIMUM_PEOPLE} people on. The middle of the team is "
        "given to the nearest half hour and the range is widened to half hours, so that nobody's "
        "own figure can be read from them. Leaders and PAs are never put together."
    )


def _once(result: PersonResult | TeamResult) -> str:
    whose = "this one log" if isinstance(result, PersonResult) else "each person's own log"
    return (
        f"All minutes come from {whose}, so nothing is counted twice between a leader and a PA. "
        "Interruptions are counted apart and are no part of the time released."
    )


def _released() -> str:
    return (
        "Time released is how much the categories that are worth a look, could be passed on or "
        "are time lost fell together from the baseline week to the repeat week. Where one of them "
        "grew, that is taken off. Breaks and clinical duty are not counted."
    )


def _grades() -> str:
    return (
        "A time released is named only when both weeks are locked, use the same categories and "
        f"slots, and each has at least {LEAST_DAYS} complete days and {LEAST_PERCENT}% of the "
        f"working time logged. Good evidence has {GOOD_DAYS} complete days and {GOOD_PERCENT}% "
        f"in each week, at least {PROMPT_DAYS} of {OF_DAYS} days first logged within 24 hours of "
        "their end, and every day that somebody else logged is confirmed. Fair evidence has "
        f"{FAIR_PERCENT}%; a week put in later is fair at best. These steps are our own: we know "
        "of no study that gives any."
    )


def _year(figures: Figures) -> str:
    return (
        f"A year is taken as {figures.weeks_per_year} working weeks, about what is left after "
        "leave and bank holidays."
    )


def _data(figures: Figures) -> str:
    return f"The days were read as they stood in version {figures.version}."
