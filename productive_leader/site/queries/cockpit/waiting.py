"""What each person of a team has still to do, read for a nudge."""

from __future__ import annotations

from collections import defaultdict

from accounts.models import Person
from productive_leader.site.queries.cockpit.rows import reached
from productive_leader.site.queries.cockpit.weeks import LoggingTeam, team_of
from productive_leader.site.queries.owed import MissingDays, with_days
from programmes.models import Membership, Team
from programmes.queries import current_members
from programmes.queries.owed import Owed, owed_in


def owed_by_person(team: Team) -> dict[Person, list[Owed]]:
    """Everything, for those whom a nudge reaches."""
    members = current_members(Membership.objects.filter(team=team))
    programme = team.programme
    people = {one.person_id: one.person for one in members}
    if programme.sponsor and programme.sponsor.is_active:
        people.setdefault(programme.sponsor.pk, programme.sponsor)
    sponsor = programme.sponsor_id if programme.sponsor_id in people else None
    to_tell = reached(people, sponsor=sponsor, facilitator=programme.facilitator_id)
    found = with_days(owed_in(team), missing_in(team_of(team)), to_tell)
    return {people[person]: things for person, things in found.items()}


def who_misses_days(team: LoggingTeam) -> set[int]:
    """The people (ids) with a working day still to log."""
    return {person for week in team.weeks for person in week.logs if week.missing(person)}


def missing_in(team: LoggingTeam) -> dict[int, list[MissingDays]]:
    """The working days that people of a team have still to log, week by week, by person id."""
    found: dict[int, list[MissingDays]] = defaultdict(list)
    for week in team.weeks:
        for person in week.logs:
            if dates := week.missing(person):
                found[person].append(MissingDays(week.label, tuple(sorted(dates))))
    return found
