"""One person's baseline week beside the repeat week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .evidence import Grade, WeekEvidence, grade_evidence, weigh
from .facts import RELEASABLE, CategoryFacts, Group, WeekFacts
from .numbers import one_decimal, round_half_away


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """Minutes a week in one category, as shown: every total is a sum of these."""

    category: CategoryFacts
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def group(self) -> Group:
        return self.category.group if self.category.counted else Group.NOT_COUNTED


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The category lines of one group, added up."""

    group: Group
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Interruptions:
    """Interruptions counted on the comparable days, and scaled to a week."""

    count: int
    days: int
    per_week: int

    @property
    def per_day(self) -> Decimal:
        """To one decimal place; 0 where there are no days."""
        return one_decimal(Fraction(self.count, self.days) if self.days else Fraction(0))


@dataclass(frozen=True, slots=True)
class Lines:
    """What a person's and a team's result share: lines, and what adds up from them."""

    lines: tuple[CategoryLine, ...]

    @property
    def counted_lines(self) -> tuple[CategoryLine, ...]:
        return tuple(line for line in self.lines if line.category.counted)

    @property
    def total_before(self) -> int:
        """Counted minutes in a baseline week."""
        return sum(line.before for line in self.counted_lines)

    @property
    def total_after(self) -> int:
        """Counted minutes in a repeat week."""
        return sum(line.after for line in self.counted_lines)

    @property
    def group_lines(self) -> tuple[GroupLine, ...]:
        """In the order of `Group`, only those that occur."""
        return tuple(
            GroupLine(group, sum(line.before for line in found), sum(line.after for line in found))
            for group in Group
            if (found := [line for line in self.lines if line.group is group])
        )


@dataclass(frozen=True, slots=True)
class PersonResult(Lines):
    """A comparison, complete in itself: it can be stored and read back without the log."""

    baseline: WeekEvidence
    repeat: WeekEvidence
    interruptions_before: Interruptions
    interruptions_after: Interruptions
    days_per_week: int
    weeks_per_year: int
    minutes_per_interruption: int
    grade: Grade
    reasons: tuple[str, ...]

    @property
    def has_claim(self) -> bool:
        return self.grade is not Grade.NONE

    @property
    def has_both_weeks(self) -> bool:
        return self.baseline.usable and self.repeat.usable

    @property
    def released_minutes(self) -> int | None:
        """Net minutes a week released, below zero where more is spent; None without a claim."""
        if not self.has_claim:
            return None
        return sum(line.before - line.after for line in self.lines if line.category.released)

    @property
    def annual_minutes(self) -> int | None:
        released = self.released_minutes
        return None if released is None else released * self.weeks_per_year

    @property
    def interruption_minutes_before(self) -> int:
        """Per week; a rough cost that is shown apart and never part of the time released."""
        return self.interruptions_before.per_week * self.minutes_per_interruption

    @property
    def interruption_minutes_after(self) -> int:
        return self.interruptions_after.per_week * self.minutes_per_interruption


def compare(
    baseline: WeekFacts,
    repeat: WeekFacts,
    categories: Iterable[CategoryFacts],
    *,
    days_per_week: int = 5,
    weeks_per_year: int = 44,
    minutes_per_interruption: int = 5,
) -> PersonResult:
    """Two weeks of one person, side by side.

    Weekly minutes come from the comparable days, scaled to `days_per_week`, each line rounded once.
    44 weeks are what leave and bank holidays of Agenda for Change leave of a year (43.8 to 45.0).
    `categories` are all those that either week used (the last counts where a slug comes twice);
    ValueError for minutes in any other.
    """
    if days_per_week < 1:
        raise ValueError("A working week has at least one day.")
    known = {category.slug: category for category in categories}
    ordered = sorted(known.values(), key=lambda category: (category.position, category.slug))
    before = _weekly_minutes(baseline, ordered, days_per_week)
    after = _weekly_minutes(repeat, ordered, days_per_week)
    weighed = weigh(baseline), weigh(repeat)
    grade, reasons = grade_evidence(*weighed)
    return PersonResult(
        lines=tuple(map(CategoryLine, ordered, before, after)),
        baseline=weighed[0],
        repeat=weighed[1],
        interruptions_before=_interruptions(baseline, days_per_week),
        interruptions_after=_interruptions(repeat, days_per_week),
        days_per_week=days_per_week,
        weeks_per_year=weeks_per_year,
        minutes_per_interruption=minutes_per_interruption,
        grade=grade,
        reasons=reasons,
    )


def where_to_look_next(result: Lines) -> CategoryLine | None:
    """The largest category of the repeat week from which time can be released, if any has time."""
    candidates = [line for line in result.lines if line.group in RELEASABLE and line.after > 0]
    return max(candidates, key=lambda line: line.after, default=None)


def _weekly_minutes(
    week: WeekFacts, categories: Sequence[CategoryFacts], days_per_week: int
) -> list[int]:
    totals = {category.slug: 0 for category in categories}
    for day in week.comparable_days:
        for slug, minutes in day.minutes_by_category.items():
            if slug not in totals:
                raise ValueError(f"The {week.label} uses a category that was not given: {slug}.")
            totals[slug] += minutes
    return [_scaled(total, week, days_per_week) for total in totals.values()]


def _interruptions(week: WeekFacts, days_per_week: int) -> Interruptions:
    count = sum(day.interruptions for day in week.comparable_days)
    return Interruptions(count, len(week.comparable_days), _scaled(count, week, days_per_week))


def _scaled(total: int, week: WeekFacts, days_per_week: int) -> int:
    days = len(week.comparable_days)
    return round_half_away(Fraction(total * days_per_week, days)) if days else 0
