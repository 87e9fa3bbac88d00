"""Teams of forty people with eight sessions: one for the cockpit, others to be released."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import LONDON, today
from programmes.enums import Answer, MemberKind, SessionState
from programmes.models import Action, Invitation, Membership, Pair, Programme, Pulse, Session, Team
from programmes.services.from_template import copy_sessions
from tests.factories import programmes, sessions
from tests.factories.assessments import a_capture

PAIRS, SESSIONS, RELEASES = 20, 8, 24
TIMES = (8, 11, 14, 17)


def make() -> dict[str, Any]:
    """Whom to be, where the cockpit is, and where releases wait: each for one press."""
    organisation = programmes.make_organisation(code="RBS")
    facilitator = programmes.make_colleague("Bob Lane", organisation, RoleKind.FACILITATOR)
    programme = programmes.make_programme(organisation=organisation, facilitator=facilitator)
    programme.template_version = sessions.a_template(tuple(range(0, 2 * SESSIONS, 2)))
    programme.save()
    people = _people(organisation)
    busy = _team(programme, "The team of the cockpit", people, number=0)
    _half_way(busy)
    waiting = [
        _team(programme_for(programme), f"Team {n}", people, number=n)
        for n in range(1, RELEASES + 1)
    ]
    return {
        "facilitator": facilitator,
        "cockpit": reverse("programme", args=[programme.pk]),
        "releases": [
            reverse("team_release", args=[team.programme_id, team.pk]) for team in waiting
        ],
    }


def programme_for(like: Programme) -> Programme:
    """Each team that waits is in a programme of its own: the cockpit shows one team of forty."""
    return Programme.objects.create(
        organisation=like.organisation,
        name="Waits for its release",
        facilitator=like.facilitator,
        starts_on=like.starts_on,
        template_version=like.template_version,
    )


def _people(organisation: Any) -> list[Person]:
    kinds = (("Leader", RoleKind.LEADER), ("Assistant", RoleKind.PA))
    return [
        programmes.make_colleague(f"{name} {n}", organisation, kind)
        for name, kind in kinds
        for n in range(1, PAIRS + 1)
    ]


def _team(programme: Programme, name: str, people: list[Person], *, number: int) -> Team:
    """Sessions every two weeks, at a time of the facilitator's week that is this team's alone."""
    team = Team.objects.create(programme=programme, name=name)
    leaders, pas = people[:PAIRS], people[PAIRS:]
    Membership.objects.bulk_create(
        Membership(team=team, person=person, kind=kind, joined_on=programmes.LONG_AGO)
        for kind, group in ((MemberKind.LEADER, leaders), (MemberKind.PA, pas))
        for person in group
    )
    Pair.objects.bulk_create(
        Pair(team=team, leader=leader, pa=pa) for leader, pa in zip(leaders, pas, strict=True)
    )
    made = copy_sessions(team)
    first = today() + dt.timedelta(days=3 + number // len(TIMES))
    for place, session in enumerate(made):
        day = first + dt.timedelta(weeks=2 * place)
        start = dt.datetime.combine(day, dt.time(TIMES[number % len(TIMES)]), LONDON)
        session.during = sessions.span(start, session.minutes)
    Session.objects.bulk_update(made, ["during"])
    return team


def _half_way(team: Team) -> None:
    """Four sessions held, with pulses and actions; a week of time open; some have not answered."""
    for place, session in enumerate(team.sessions.order_by("during")):
        released = sessions.release(session)
        invitations = list(session.invitations.all())
        for one in invitations[: 30 + place]:
            one.answer, one.answered_by_id = Answer.YES, one.person_id
        Invitation.objects.bulk_update(invitations, ["answer", "answered_by"])
        if place < SESSIONS // 2:
            _hold(released, invitations, weeks=20)
    capture = a_capture(team)
    Action.objects.bulk_create(
        Action(team=team, text=f"Action {n}", owner_id=one.person_id, due_on=today())
        for n, one in enumerate(team.memberships.all()[:20])
    )
    assert capture.logs.count() == 2 * PAIRS


def _hold(session: Session, invitations: list[Invitation], *, weeks: int) -> None:
    start = session.during.lower - dt.timedelta(weeks=weeks)
    session.during = sessions.span(start, session.minutes)
    session.state, session.held_at = SessionState.HELD, session.during.upper
    session.save()
    session.released.during = session.during
    session.released.save()
    Invitation.objects.filter(session=session).update(attendance="attended")
    Pulse.objects.bulk_create(
        Pulse(session=session, person_id=one.person_id, control=3, energy=4, place=place)
        for place, one in enumerate(invitations[:30], start=1)
    )
