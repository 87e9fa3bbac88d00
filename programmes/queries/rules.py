"""Reads: the ground rules of a team."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from programmes.models import GroundRule, Team

# Shown as examples, kept for nobody until a team takes one.
EXAMPLES = (
    "We start and finish on time, whoever is missing.",
    "Phones and e-mail wait until the break.",
    "We say it in the room, not in the corridor afterwards.",
)


def rules_of(team: Team) -> list[str]:
    """The team's own rules, in their order."""
    return list(GroundRule.objects.filter(team=team).values_list("text", flat=True))


def examples_for(rules: Sequence[str]) -> list[tuple[int, str]]:
    """What a team without a rule of its own may still take, each with its number, from 1."""
    if set(rules) - set(EXAMPLES):
        return []
    numbered = enumerate(EXAMPLES, start=1)
    return [(number, one) for number, one in numbered if one not in rules]


def fingerprint(rules: Sequence[str]) -> str:
    """Tells one list of rules from another, to notice that somebody else changed it."""
    return hashlib.sha256("\n".join(rules).encode()).hexdigest()
