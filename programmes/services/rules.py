"""The ground rules a team writes for itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.models import GroundRule, Team
from programmes.queries.rules import fingerprint, rules_of
from programmes.services.writing import open_programme

MOST = 12
LONGEST = 200  # characters


class RulesChanged(ValidationError):
    """Somebody else saved other rules meanwhile; `theirs` are those."""

    def __init__(self, theirs: Sequence[str]) -> None:
        super().__init__(
            "Somebody else changed the rules while you were writing. Nothing of yours is saved yet."
        )
        self.theirs = list(theirs)


@transaction.atomic
def write_rules(*, by: Person, team: Team, rules: Sequence[str], seen: str) -> list[str]:
    """The team's rules from now on: at most 12 of 200 characters each, in this order.

    `seen`: the fingerprint of the rules that were changed. Saving what is there changes nothing.
    """
    require(Permission.AGREE, obj=team, among=permissions.teams_learning_with(by))
    programme = open_programme(team.programme_id)
    wanted = _clean(rules)
    now = rules_of(team)
    if wanted == now:
        return now
    if seen != fingerprint(now):
        raise RulesChanged(now)
    GroundRule.objects.filter(team=team).delete()
    GroundRule.objects.bulk_create(
        GroundRule(team=team, position=position, text=text)
        for position, text in enumerate(wanted, start=1)
    )
    audit.record(
        by=by,
        action="rules.written",
        target=team,
        organisation_id=programme.organisation_id,
        detail={"rules": len(wanted)},
    )
    return wanted


def _clean(rules: Sequence[str]) -> list[str]:
    """Each on one line and once; empty ones left away."""
    lines = list(dict.fromkeys(" ".join(rule.split()) for rule in rules))
    wanted = [line for line in lines if line]
    if len(wanted) > MOST:
        raise ValidationError(f"Keep to {MOST} rules; these are {len(wanted)}.")
    for line in wanted:
        if len(line) > LONGEST:
            beginning = line[:30].rstrip()
            raise ValidationError(
                f"Shorten the rule that begins “{beginning}…” to {LONGEST} characters."
            )
    return wanted
