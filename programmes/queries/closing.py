"""What stands in the way of closing a programme, and how long closing can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from productive_leader.core.dates import format_date, today
from programmes.enums import LIVE
from programmes.models import Programme, Session, Team
from programmes.queries.releases import preview_of

UNDONE_FOR = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One sentence about one team. `is_release`: releasing helps; else cancelling sessions."""

    team: Team
    text: str
    is_release: bool


def what_is_in_the_way(programme: Programme) -> list[Obstacle]:
    """Sessions that are not over, and changes that nobody was told of, team by team."""
    found = []
    for team in Team.objects.filter(programme=programme).order_by("wave", "name", "pk"):
        if sessions := list(_not_over(team)):
            found.append(Obstacle(team, _sessions_in_words(team, sessions), is_release=False))
        elif preview := preview_of(team):
            found.append(Obstacle(team, _unreleased(team, preview.people), is_release=True))
    return found


def last_day_to_reopen(programme: Programme) -> dt.date | None:
    """None while it is open, or once the fourteen days are over."""
    if programme.closed_on is None:
        return None
    last = programme.closed_on + UNDONE_FOR
    return last if today() <= last else None


def _not_over(team: Team) -> Iterable[Session]:
    ahead = Q(during=None) | Q(during__endswith__gt=timezone.now())
    return Session.objects.filter(ahead, team=team, state__in=LIVE).order_by("number")


def _sessions_in_words(team: Team, sessions: list[Session]) -> str:
    number = "1 session" if len(sessions) == 1 else f"{len(sessions)} sessions"
    named = "; ".join(
        f"{one.name}, {format_date(one.on)}" if one.on else f"{one.name}, without a date"
        for one in sessions
    )
    them = "it" if len(sessions) == 1 else "them"
    return f"{team} has {number} to come: {named}. Cancel {them} and release first."


def _unreleased(team: Team, people: int) -> str:
    number = "1 person was" if people == 1 else f"{people} people were"
    return f"{number} not told of changes in {team} yet. Release them first."
