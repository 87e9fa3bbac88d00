"""Rounding that people can check by hand."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

DAY_MINUTES = 450
"""7.5 hours: a fifth of the 37.5 hour week of Agenda for Change."""


def round_half_away(value: Fraction) -> int:
    """To the nearest whole number; a half goes away from zero, so rises and falls look alike."""
    nearest = int(abs(value) + Fraction(1, 2))
    return nearest if value >= 0 else -nearest


def one_decimal(value: Fraction) -> Decimal:
    """To one decimal place, a half away from zero."""
    return Decimal(round_half_away(value * 10)).scaleb(-1)


def days_equivalent(minutes: int, *, day_minutes: int = DAY_MINUTES) -> Decimal:
    """Working days that these minutes make, to one decimal place."""
    return one_decimal(Fraction(minutes, day_minutes))


def percent_shares(values: Sequence[int]) -> tuple[int, ...]:
    """Whole per cents of the total that sum to exactly 100, by largest remainder.

    On equal remainders the larger value, then the earlier one, is rounded up. Nothing at all gives
    zeros; ValueError for a negative value.
    """
    if any(value < 0 for value in values):
        raise ValueError("Shares need values of nought or more.")
    total = sum(values)
    if not total:
        return (0,) * len(values)
    shares = [value * 100 // total for value in values]
    by_remainder = sorted(
        range(len(values)),
        key=lambda place: (-(values[place] * 100 % total), -values[place], place),
    )
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return tuple(shares)
