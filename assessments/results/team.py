"""Figures for a group of people: from five on, and never anybody's own.

Leaders and PAs log in different categories, so the caller passes them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from .evidence import Grade
from .facts import CategoryFacts
from .numbers import round_half_away
from .person import CategoryLine, Interruptions, Lines, PersonResult

MINIMUM_PEOPLE = 5
RANGE_BELOW_PEOPLE = 10
HALF_HOUR = 30


@dataclass(frozen=True, slots=True)
class TooFew:
    """There are not enough people for figures that hide each of them."""

    people: int
    minimum: int

    @property
    def reason(self) -> str:
        have = "1 person has" if self.people == 1 else f"{self.people or 'no'} people have"
        return (
            f"Figures for a group are shown from {self.minimum} people on; "
            f"so far {have} logged both weeks."
        )


@dataclass(frozen=True, slots=True)
class TeamReleased:
    """Minutes a week released by the people with a claim.

    The median is to the nearest half hour and the range is widened outwards to whole half hours,
    because in a small group an exact middle, least or greatest figure is one person's own.
    """

    total_minutes: int
    annual_minutes: int
    median_minutes: int
    range_minutes: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class TeamResult(Lines):
    """Mean weekly minutes by category, over people with both weeks; released time, where enough
    of them have a claim."""

    people: int
    people_with_claim: int
    released: TeamReleased | None
    interruptions_before: Interruptions
    interruptions_after: Interruptions
    grade: Grade
    reasons: tuple[str, ...]


def team_result(
    results: Sequence[PersonResult], *, minimum: int = MINIMUM_PEOPLE
) -> TeamResult | TooFew:
    """The group's figures, or TooFew when fewer than `minimum` people have both weeks.

    The same minimum holds for the time released among the people with a claim: six people with
    both weeks, of whom two have a claim, give categories but no time released.
    """
    both = [result for result in results if result.has_both_weeks]
    if len(both) < minimum:
        return TooFew(len(both), minimum)
    claims = [result for result in both if result.has_claim]
    enough = len(claims) >= minimum
    return TeamResult(
        lines=_mean_lines(both),
        people=len(both),
        people_with_claim=len(claims),
        released=_released(claims) if enough else None,
        interruptions_before=_pooled([result.interruptions_before for result in both]),
        interruptions_after=_pooled([result.interruptions_after for result in both]),
        grade=_grade(claims, both) if enough else Grade.NONE,
        reasons=_reasons(len(claims), len(both), minimum),
    )


def _released(claims: Sequence[PersonResult]) -> TeamReleased:
    weekly = sorted(result.released_minutes or 0 for result in claims)
    middle = Fraction(median(map(Fraction, weekly)))
    outer = (weekly[0] // HALF_HOUR * HALF_HOUR, -(-weekly[-1] // HALF_HOUR) * HALF_HOUR)
    return TeamReleased(
        total_minutes=sum(weekly),
        annual_minutes=sum(result.annual_minutes or 0 for result in claims),
        median_minutes=round_half_away(middle / HALF_HOUR) * HALF_HOUR,
        range_minutes=outer if len(claims) < RANGE_BELOW_PEOPLE else None,
    )


def _mean_lines(results: Sequence[PersonResult]) -> tuple[CategoryLine, ...]:
    """A person whose set lacks a category spent no time in it."""
    known: dict[str, CategoryFacts] = {}
    sums: dict[str, tuple[int, int]] = {}
    for line in (line for result in results for line in result.lines):
        slug = line.category.slug
        before, after = sums.get(slug, (0, 0))
        known.setdefault(slug, line.category)
        sums[slug] = (before + line.before, after + line.after)
    ordered = sorted(known.values(), key=lambda category: (category.position, category.slug))
    return tuple(
        CategoryLine(category, *(_mean(minutes, len(results)) for minutes in sums[category.slug]))
        for category in ordered
    )


def _pooled(counts: Sequence[Interruptions]) -> Interruptions:
    return Interruptions(
        count=sum(each.count for each in counts),
        days=sum(each.days for each in counts),
        per_week=_mean(sum(each.per_week for each in counts), len(counts)),
    )


def _mean(total: int, people: int) -> int:
    return round_half_away(Fraction(total, people))


def _grade(claims: Sequence[PersonResult], both: Sequence[PersonResult]) -> Grade:
    """The best grade that more than half of the people with a claim reach.

    On a tie the worse half decides, so a few very good logs cannot lift a thin picture, and one
    thin log among many good ones does not sink it. Where no more than half of the people with both
    weeks have a claim, those that do may well be a special few: THIN.
    """
    if len(claims) * 2 <= len(both):
        return Grade.THIN
    best_first = sorted((result.grade for result in claims), key=list(Grade).index)
    return best_first[len(best_first) // 2]


def _reasons(claims: int, both: int, minimum: int) -> tuple[str, ...]:
    if claims < minimum:
        have = "1 person has" if claims == 1 else f"{claims or 'no'} people have"
        return (
            f"Time released is shown from {minimum} people with enough evidence; so far {have}.",
        )
    if claims == both:
        return ()
    left_out = both - claims
    people = "1 person has" if left_out == 1 else f"{left_out} people have"
    return (f"{people} too little evidence and {'is' if left_out == 1 else 'are'} left out.",)
