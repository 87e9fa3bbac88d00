"""How much a programme asks of each level, in minutes."""

from __future__ import annotations

import pytest

from programmes import services
from programmes.enums import Audience, Level, MemberKind, SessionState
from programmes.models import Session
from programmes.queries.promises import parts_of
from tests.factories.programmes import (
    make_member,
    make_programme,
    make_team,
)
from tests.factories.sessions import a_session, at
from tests.programmes.promises import (
    a_pair_team,
    a_programme,
    a_sponsored_session,
    ask_of,
    figures,
)

pytestmark = pytest.mark.django_db


def test_each_level_is_asked_for_the_sessions_it_attends_and_the_time_beside_them() -> None:
    team = a_pair_team()
    first, second, _ = team.sessions.order_by("number")
    Session.objects.filter(pk=first.pk).update(audience=Audience.LEADERS, minutes=90)
    Session.objects.filter(pk=second.pk).update(audience=Audience.PAS, minutes=30)
    a_sponsored_session(team)
    assert {level.value: figures(team.programme, level) for level in Level} == {
        "board": (120, 0, 120, 30),
        "chief_executive": (120, 0, 120, 30),
        "sponsor": (180, 60, 120, 45),
        "leader": (270, 150, 120, 70),
        "pa": (210, 90, 120, 55),
        "facilitator": (300, 180, 120, 75),
        "team": (180, 60, 120, 45),
    }


def test_before_there_is_a_team_the_template_says_what_is_asked() -> None:
    programme = a_programme((0, 2, 10))
    assert figures(programme, Level.LEADER) == (300, 180, 120, 30)


def test_without_a_template_and_sessions_nothing_is_asked() -> None:
    assert figures(make_programme(), Level.LEADER) == (0, 0, 0, 0)


def test_sessions_that_were_called_off_ask_for_nothing() -> None:
    team = a_pair_team()
    Session.objects.filter(team=team, number=1).update(state=SessionState.DROPPED)
    Session.objects.filter(team=team, number=2).update(state=SessionState.CANCELLED)
    assert figures(team.programme, Level.PA) == (180, 60, 120, 180)


def test_weeks_are_counted_by_the_dates_once_every_session_has_one() -> None:
    team = make_team()
    a_session(team, at(1))
    a_session(team, at(1 + 29))
    ask = ask_of(team.programme, Level.LEADER)
    assert (ask.minutes, ask.weeks, ask.weekly_minutes) == (120, 5, 25)


def test_a_facilitator_is_there_for_every_team_and_a_member_for_one() -> None:
    programme = a_programme()
    make_team(programme, "First wave")
    make_team(programme, "Second wave", wave=2)
    leader, facilitator = ask_of(programme, Level.LEADER), ask_of(programme, Level.FACILITATOR)
    assert (leader.session_minutes, leader.weeks) == (180, 4)
    assert (facilitator.session_minutes, facilitator.weeks) == (360, 8)


def test_somebody_in_two_teams_is_asked_for_the_sessions_of_both() -> None:
    programme = a_programme()
    team, other = make_team(programme, "First wave"), make_team(programme, "Second wave", wave=2)
    alice = make_member(team, "Dr Alice Ahmed").person
    services.add_member(by=programme.facilitator, team=other, person=alice, kind=MemberKind.LEADER)
    (part,) = parts_of(programme, alice)
    assert (part.ask.minutes, part.ask.weeks) == (480, 8)
