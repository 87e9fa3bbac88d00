"""Telling people that somebody else leads a programme now."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Person
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email
from programmes.models import Programme, Team


def tell_successor(
    programme: Programme, *, by: Person, before: Person, teams: Iterable[Team], sessions: int
) -> None:
    """The new facilitator: what is theirs now, and that calendars wait for a release."""
    queue_email(
        to=programme.facilitator.email,
        template="programmes/handed_to_you",
        context={
            "by": by,
            "before": before,
            "programme": programme,
            "sessions": sessions,
            "url": absolute("programme", programme.pk),
            "releases": [
                (team.name, absolute("team_release", programme.pk, team.pk)) for team in teams
            ],
        },
    )


def tell_predecessor(programme: Programme, *, by: Person, before: Person) -> None:
    """Who led it, when somebody else has handed it over."""
    queue_email(
        to=before.email,
        template="programmes/handed_over",
        context={"by": by, "before": before, "programme": programme},
    )
