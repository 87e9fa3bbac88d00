"""The private address of a person's calendar, and what it gives."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Person
from productive_leader.core.links import absolute
from programmes.calendars import events
from programmes.models import CalendarFeed, Team
from programmes.queries.entries import told_to
from programmes.queries.told import to_come


@dataclass(frozen=True, slots=True)
class SessionsOfTeam:
    """What would be sent again: the team, and how many sessions to come it has for a person."""

    team: Team
    count: int


def hash_of(key: str) -> str:
    """What is kept of a key: enough to know it again, not to find it out."""
    return hashlib.sha256(key.encode()).hexdigest()


def feed_under(key: str) -> CalendarFeed | None:
    """The live feed of a key, with its person; None for a key that is unknown or was revoked."""
    live = CalendarFeed.objects.filter(revoked_at=None, person__is_active=True)
    return live.select_related("person").filter(key_hash=hash_of(key)).first()


def live_feed(person: Person) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(person=person, revoked_at=None).first()


def feed_text(person: Person) -> str:
    """All sessions that were released to the person, as iCalendar."""
    return events.feed(told_to(person), name="The Productive Leader")


def address_of(key: str) -> str:
    return absolute("calendar_feed", key)


def teams_with_sessions_for(person: Person) -> list[SessionsOfTeam]:
    """The teams that have sessions to come in the person's calendar. Two queries."""
    counts = to_come(person).order_by().values_list("session__team").annotate(Count("pk"))
    found = dict(counts)
    teams = Team.objects.filter(pk__in=found).select_related("programme").order_by("name", "pk")
    return [SessionsOfTeam(team, found[team.pk]) for team in teams]
