"""Teams that learn and teams that follow them, for the tests of waves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import Person
from productive_leader.core.dates import today
from programmes import services
from programmes.enums import Answer, Attendance, MemberKind, Pace, SessionState
from programmes.models import (
    Action,
    AgendaItem,
    Invitation,
    Programme,
    Pulse,
    Room,
    Series,
    Session,
    Team,
)
from programmes.services.waves import record_lesson, start_next_team
from tests.factories.programmes import (
    make_member,
    make_pair,
    make_programme,
)
from tests.factories.sessions import a_session, a_template, at
from tests.support.visits import client_of

NO_LESSON = "Wave 1 has recorded no lesson yet. One is enough."
NOT_MET = "One has not held a session yet."
NOBODY = "Nobody is marked as present at a session of wave 1 yet, so no pulse can be counted."
SAY_WHY = "Say why the team starts all the same."
FULL = (
    "The first wave has two teams already. What they learn helps the next one, so a third waits "
    "for the second wave."
)


def add(programme: Programme, name: str, wave: int = 1, reason: str = "") -> Team:
    return services.add_team(
        by=programme.facilitator, programme=programme, name=name, wave=wave, reason=reason
    )


def a_held_session(team: Team, there: int, pulses: int) -> Session:
    """Held yesterday; so many people were there, some for a part of it, and so many pulses."""
    people = [make_member(team, f"Leader {number}").person for number in range(there + 1)]
    session = a_session(team, at(-1))
    session.state, session.held_at = SessionState.HELD, timezone.now()
    session.save()
    for number, person in enumerate(people[:there]):
        Invitation.objects.update_or_create(
            session=session,
            person=person,
            defaults={"attendance": Attendance.PART if number % 2 else Attendance.ATTENDED},
        )
    absent = {"session": session, "person": people[there]}
    Invitation.objects.update_or_create(**absent, defaults={"attendance": Attendance.ABSENT})
    for place, person in enumerate(people[:pulses], start=1):
        Pulse.objects.create(session=session, person=person, control=4, energy=3, place=place)
    return session


def learned(team: Team) -> Team:
    """A team whose wave lets the next one begin."""
    a_held_session(team, there=10, pulses=7)
    record_lesson(by=team.programme.facilitator, team=team, text="Begin with the diary.")
    return team


def a_worked_team(optional: tuple[int, ...] = (2,)) -> Team:
    """With a rhythm, a changed agenda, an optional session left out, and people's words in it."""
    programme = make_programme()
    programme.template_version = a_template((0, 2, 4, 6), optional=optional)
    programme.save()
    team = services.add_team(
        by=programme.facilitator, programme=programme, name="First wave", chosen=()
    )
    make_pair(team)
    room = Room.objects.create(organisation=programme.organisation, name="Boardroom")
    Series.objects.create(
        team=team,
        first_on=dt.date(2026, 3, 3),
        starts_at=dt.time(14, 30),
        pace=Pace.FORTNIGHTLY,
        room=room,
        link="https://meet.example/leaders",
    )
    first = team.sessions.order_by("number")[0]
    Session.objects.filter(pk=first.pk).update(minutes=75)
    AgendaItem.objects.filter(session=first, position=1).update(minutes=35, title="Our week")
    first.invitations.update(answer=Answer.YES, attendance=Attendance.ATTENDED)
    alice = team.memberships.get(kind=MemberKind.LEADER).person
    Pulse.objects.create(session=first, person=alice, control=4, energy=4, place=1)
    Action.objects.create(team=team, session=first, text="Shorten it", owner=alice, due_on=today())
    return team


def after(team: Team, **given: Any) -> Team:
    given = {"name": "Second wave", "wave": 2, "reason": "They are ready."} | given
    programme = team.programme
    return start_next_team(by=programme.facilitator, programme=programme, follows=team, **given)


def plan(team: Team) -> list[tuple[str, int, list[tuple[int, str]]]]:
    return [
        (one.name, one.minutes, list(one.agenda.values_list("minutes", "title")))
        for one in team.sessions.order_by("number")
    ]


def text_of(person: Person, url: str) -> str:
    response = client_of(person).get(url)
    assert response.status_code == 200
    return str(response.content.decode())
