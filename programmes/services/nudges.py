"""Reminding people of what is still to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.dates import today
from programmes import notifications
from programmes.models import Nudge, Team
from programmes.notifications import MissingDays
from programmes.services.writing import running


@transaction.atomic
def nudge_people(
    *, by: Person, team: Team, missing: Mapping[Person, Sequence[MissingDays]]
) -> list[Person]:
    """Remind people of the days they have still to log: at most once a day each.

    Returns those who were told now; whoever was nudged already today, by anybody and in any team,
    is left in peace.
    """
    current = running(team, by)
    told = []
    for person in sorted((one for one in missing if missing[one]), key=lambda one: one.pk):
        nudge, is_new = Nudge.objects.get_or_create(
            person=person, on=today(), defaults={"team": team, "by": by}
        )
        if is_new:
            notifications.tell_missing_days(nudge, by=by, missing=missing[person])
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
