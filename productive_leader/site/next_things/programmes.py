"""Programmes at a glance, and what waits in those one leads."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import Person
from productive_leader.site.next_things.things import NextThing
from productive_leader.site.queries.cockpit.cards import to_record
from productive_leader.site.queries.programmes import Glance, glances, programmes_led_over
from programmes.permissions import programmes_visible_to
from programmes.queries import with_organisation
from programmes.queries.glances import SessionGlance, sessions_led_by
from programmes.queries.unreleased import unreleased

PROGRAMMES_SHOWN = 6
TEAMS_SHOWN = 3


def programme_things(person: Person) -> list[NextThing]:
    """The page is for the facilitator and the sponsor; a chief executive gets the counts."""
    visible = programmes_visible_to(person)
    all_of_them = with_organisation(visible | programmes_led_over(person)).filter(closed_on=None)
    shown = glances(list(all_of_them.distinct()[:PROGRAMMES_SHOWN]))
    return [_programme(glance, person) for glance in shown]


def led_things(person: Person) -> list[NextThing]:
    """Attendance to record where one leads, and releases that wait in one's own. One query."""
    teams: dict[int, list[SessionGlance]] = {}
    for session in sessions_led_by(person):
        teams.setdefault(session.team_id, []).append(session)
    own = [sessions for sessions in teams.values() if sessions[0].led_by == person.pk]
    things = [
        thing
        for find, found in ((_attendance, teams.values()), (_release, own))
        for sessions in found
        for thing in find(sessions)
    ]
    return things[: 2 * TEAMS_SHOWN]


def _attendance(sessions: list[SessionGlance]) -> Iterator[NextThing]:
    over = to_record(sessions)
    if over:
        yield NextThing(
            f"Record attendance of session {over.number}",
            f"{over.name}, with {sessions[0].team}, is over.",
            reverse("attendance", args=[over.pk]),
            tag="To record",
            colour="yellow",
        )


def _release(sessions: list[SessionGlance]) -> Iterator[NextThing]:
    waits, here = unreleased(sessions), sessions[0]
    if waits:
        yield NextThing(
            f"A release waits, {here.team}",
            f"{waits.changes} {waits.messages}",
            reverse("team_release", args=[here.programme_id, here.team_id]),
            tag="Not released",
            colour="yellow",
        )


def first_programme() -> NextThing:
    return NextThing(
        "Start a programme",
        "Choose what kind it is, say who is in the team, and the dates are proposed. "
        "It takes about five minutes.",
        reverse("programme_new"),
    )


def _programme(glance: Glance, person: Person) -> NextThing:
    programme = glance.programme
    text = f"{glance.week}: {glance.progress}." if glance.week else glance.progress
    opens = person.pk in (programme.facilitator_id, programme.sponsor_id)
    url = reverse("programme", args=[programme.pk]) if opens else ""
    return NextThing(programme.name, text, url, tag="Programme")
