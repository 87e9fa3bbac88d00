"""How far two weeks can bear a claim.

The least for any claim (80 % coverage and four comparable days in each week, same categories, same
slots, both locked) and the 95 % that makes a day complete are decisions of the product's design;
four days leave room for one day of leave in a five-day week. The steps above the least are ours:
five complete days are a whole working week, and 90 % lies halfway between 80 and 100. A day put
together from memory or an old diary is honest but weaker, so good evidence needs four of five days
first logged within 24 hours of their end; the fifth leaves room for a day of travel. What was
logged later is fair evidence at best, and never refused. No published study of this kind of log
gives thresholds, so pages show them beside the grade.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessments.timeline import Coverage

from .facts import WeekFacts

LEAST_DAYS = 4
LEAST_PERCENT = 80
FAIR_PERCENT = 90
GOOD_DAYS = 5
GOOD_PERCENT = 95
PROMPT_DAYS, OF_DAYS = 4, 5


class Grade(StrEnum):
    """How good the evidence is; NONE means that no claim is made."""

    GOOD = "good"
    FAIR = "fair"
    THIN = "thin"
    NONE = "none"

    @property
    def label(self) -> str:
        return "Not enough evidence" if self is Grade.NONE else f"{self.capitalize()} evidence"


@dataclass(frozen=True, slots=True)
class WeekEvidence:
    """What stands behind one week's figures; coverage and counts are over the worked days."""

    label: str
    starts_on: date
    ends_on: date
    category_version: str
    slot_minutes: int
    token: str
    locked: bool
    coverage: Coverage
    worked_days: int
    comparable_days: int
    logged_by_other_days: int
    unconfirmed_days: int
    prompt_days: int

    @property
    def usable(self) -> bool:
        """Locked, with at least one comparable day."""
        return self.locked and self.comparable_days > 0

    @property
    def prompt(self) -> bool:
        """Enough of the worked days were first logged within 24 hours of their end."""
        return self.prompt_days * OF_DAYS >= self.worked_days * PROMPT_DAYS


def weigh(week: WeekFacts) -> WeekEvidence:
    worked = [day for day in week.days if day.worked]
    by_other = [day for day in worked if day.logged_by_other]
    return WeekEvidence(
        label=week.label,
        starts_on=week.starts_on,
        ends_on=week.ends_on,
        category_version=week.category_version,
        slot_minutes=week.slot_minutes,
        token=week.token,
        locked=week.locked,
        coverage=Coverage(
            sum(day.window_minutes for day in worked),
            sum(day.assigned_in_window_minutes for day in worked),
        ),
        worked_days=len(worked),
        comparable_days=len(week.comparable_days),
        logged_by_other_days=len(by_other),
        unconfirmed_days=sum(not day.confirmed for day in by_other),
        prompt_days=sum(day.logged_within_24h for day in worked),
    )


def grade_evidence(baseline: WeekEvidence, repeat: WeekEvidence) -> tuple[Grade, tuple[str, ...]]:
    """The grade, and in plain words what keeps it from being better; nothing for GOOD."""
    weeks = (("baseline", baseline), ("repeat", repeat))
    obstacles = _differences(baseline, repeat) + [
        reason for name, week in weeks for reason in _below_least(name, week)
    ]
    if obstacles:
        return Grade.NONE, tuple(obstacles)
    shortfalls = [reason for name, week in weeks for reason in _below_good(name, week)]
    if not shortfalls:
        return Grade.GOOD, ()
    fair = all(week.coverage.percent >= FAIR_PERCENT for _, week in weeks)
    return (Grade.FAIR if fair else Grade.THIN), tuple(shortfalls)


def _differences(baseline: WeekEvidence, repeat: WeekEvidence) -> list[str]:
    reasons = []
    if baseline.category_version != repeat.category_version:
        reasons.append("The two weeks use different categories, so they cannot be compared.")
    if baseline.slot_minutes != repeat.slot_minutes:
        reasons.append(
            f"The baseline week was logged in slots of {baseline.slot_minutes} minutes and the "
            f"repeat week in slots of {repeat.slot_minutes}, so they cannot be compared."
        )
    return reasons


def _below_least(name: str, week: WeekEvidence) -> list[str]:
    reasons = [] if week.locked else [f"The {name} week is not locked yet."]
    return reasons + _short_of(name, week, days=LEAST_DAYS, percent=LEAST_PERCENT)


def _below_good(name: str, week: WeekEvidence) -> list[str]:
    reasons = _short_of(
        name, week, days=GOOD_DAYS, percent=GOOD_PERCENT, purpose=" for good evidence"
    )
    if not week.prompt:
        reasons.append(_late(name, week))
    if week.unconfirmed_days:
        days, were = (
            ("1 day", "was")
            if week.unconfirmed_days == 1
            else (f"{week.unconfirmed_days} days", "were")
        )
        reasons.append(
            f"{days} of the {name} week {were} logged by somebody else and not confirmed."
        )
    return reasons


def _late(name: str, week: WeekEvidence) -> str:
    if week.prompt_days * 2 < week.worked_days:
        found = f"Most days of the {name} week were logged more than a day later"
    else:
        found = (
            f"Only {week.prompt_days} of {week.worked_days} days of the {name} week were logged "
            "within a day"
        )
    return f"{found}; {PROMPT_DAYS} of {OF_DAYS} within a day are needed for good evidence."


def _short_of(
    name: str, week: WeekEvidence, *, days: int, percent: int, purpose: str = ""
) -> list[str]:
    reasons = []
    if week.comparable_days < days:
        found = {0: "No complete days", 1: "Only 1 complete day"}.get(
            week.comparable_days, f"Only {week.comparable_days} complete days"
        )
        reasons.append(f"{found} in the {name} week; {days} are needed{purpose}.")
    if week.coverage.percent < percent:
        reasons.append(
            f"Only {week.coverage.percent}% of the working time in the {name} week is logged; "
            f"{percent}% is needed{purpose}."
        )
    return reasons
