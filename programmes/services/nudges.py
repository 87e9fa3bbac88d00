"""Reminding people of what is still to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.dates import today
from programmes.models import Nudge, Team
from programmes.notifications.nudges import tell_owed
from programmes.queries.owed import Owed
from programmes.services.writing import running


@transaction.atomic
def nudge_people(*, by: Person, team: Team, owed: Mapping[Person, Sequence[Owed]]) -> list[Person]:
    """Remind each person, in one message, of all they have still to do: at most once a day.

    Returns those who were told now; whoever has nothing to do, or was nudged already today, by
    anybody and in any team, is left in peace.
    """
    current = running(team, by)
    told = []
    for person in sorted((one for one in owed if owed[one]), key=lambda one: one.pk):
        nudge, is_new = Nudge.objects.get_or_create(
            person=person, on=today(), defaults={"team": team, "by": by}
        )
        if is_new:
            tell_owed(nudge, by=by, owed=owed[person])
            told.append(person)
    if told:
        audit.record(
            by=by,
            action="team.nudged",
            target=team,
            organisation_id=current.organisation_id,
            detail={"people": [person.pk for person in told]},
        )
    return told
