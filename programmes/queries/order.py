"""Reads: sessions of a team that are planned behind later ones."""

from __future__ import annotations

from collections.abc import Iterable

from programmes.enums import COUNTED
from programmes.models import Session


def out_of_order(session: Session, others: Iterable[Session]) -> str:
    """Which sessions with a higher number begin before it, in a sentence; empty when none does."""
    start = session.starts_at
    earlier = [
        one
        for one in others
        if one.number > session.number
        and one.state in COUNTED
        and start
        and one.starts_at
        and one.starts_at < start
    ]
    numbers = [str(one.number) for one in sorted(earlier, key=lambda one: one.number)]
    if not numbers:
        return ""
    *most, last = numbers
    return f"It comes after session{'s ' + ', '.join(most) + ' and' if most else ''} {last}."
