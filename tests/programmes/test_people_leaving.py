"""Pairs end and are made again, people leave, and what is past stays with whoever was there."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import today
from programmes import services
from programmes.enums import Answer, Attendance, MemberKind
from programmes.models import Invitation, Pair, Team
from programmes.queries.people import Waiting, members_of, waiting_to_be_told
from programmes.services.answers import answer_invitation
from programmes.services.people import leave_team, take_out
from programmes.services.teams import end_pair
from tests.factories.programmes import (
    make_colleague,
    make_member,
    make_pair,
    make_team,
)
from tests.factories.sessions import a_session, at
from tests.programmes.pasted import (
    PASTE,
    an_empty_team,
    kinds,
    live_pairs,
    member,
    paste,
    person,
    wanted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return an_empty_team()


def test_a_pa_leaves_and_the_leader_stays_with_a_new_pair_and_an_untouched_past(
    team: Team,
) -> None:
    """The past stays with the person who was there."""
    pair = make_pair(team)
    held = a_session(team, at(-7))
    to_come = a_session(team, at(7))
    held.invitations.filter(person=pair.pa).update(attendance=Attendance.ATTENDED)
    yesterday = today() - timedelta(days=1)
    leave_team(by=team.programme.facilitator, membership=member(team, "Amir Khan"), on=yesterday)
    assert [one.person.name for one in members_of(team)] == ["Dr Alice Ahmed"]
    assert live_pairs(team) == []
    assert wanted(held) == {"Bob Lane", "Dr Alice Ahmed", "Amir Khan"}
    assert held.invitations.get(person=pair.pa).attendance == Attendance.ATTENDED
    assert wanted(to_come) == {"Bob Lane", "Dr Alice Ahmed"}
    jo = make_member(team, "Jo Bell", MemberKind.PA).person
    make_pair_again(team, pair.leader, jo)
    assert live_pairs(team) == ["Dr Alice Ahmed and Jo Bell"]
    assert wanted(to_come) == {"Bob Lane", "Dr Alice Ahmed", "Jo Bell"}
    assert waiting_to_be_told(team) == Waiting(joined=1, left=1)


def make_pair_again(team: Team, leader: Person, pa: Person) -> Pair:
    return services.make_pair(by=team.programme.facilitator, team=team, leader=leader, pa=pa)


def test_a_pair_that_ended_is_made_again_as_another(team: Team) -> None:
    pair = make_pair(team)
    end_pair(by=team.programme.facilitator, pair=pair)
    again = make_pair_again(team, pair.leader, pair.pa)
    assert again.pk != pair.pk
    assert live_pairs(team) == ["Dr Alice Ahmed and Amir Khan"]


def test_a_pa_who_serves_two_leaders_has_two_pairs_and_one_invitation(team: Team) -> None:
    session = a_session(team, released=False)
    paste(team, PASTE)
    amir = person("Amir Khan")
    assert len(live_pairs(team)) == 2
    assert Invitation.objects.filter(session=session, person=amir).count() == 1


def test_a_leader_without_a_pa_is_a_member_like_any_other(team: Team) -> None:
    session = a_session(team, released=False)
    paste(team, "Tom Price,tom@trust.example,leader")
    (tom,) = members_of(team)
    assert (tom.person.name, tom.partners) == ("Tom Price", [])
    assert "Tom Price" in wanted(session)


def test_the_facilitator_who_also_takes_part_is_invited_once_whoever_leaves(team: Team) -> None:
    session = a_session(team, released=False)
    bob = team.programme.facilitator
    added = paste(team, "Bob Lane,bob@trust.example,leader")
    assert added.people == (bob,)
    assert kinds("Bob Lane") == {"facilitator", "leader"}
    assert Invitation.objects.filter(session=session, person=bob).count() == 1
    leave_team(by=bob, membership=member(team, "Bob Lane"))
    assert wanted(session) == {"Bob Lane"}


def test_somebody_in_two_waves_is_invited_to_both_and_leaves_one(team: Team) -> None:
    second = make_team(team.programme, "Second wave")
    ours, theirs = a_session(team, at(7)), a_session(second, at(8))
    for each in (team, second):
        assert len(paste(each, "Tom Price,tom@trust.example,leader").people) == 1
    leave_team(
        by=team.programme.facilitator,
        membership=member(team, "Tom Price"),
        on=today() + timedelta(days=3),
    )
    assert (wanted(ours), wanted(theirs)) == ({"Bob Lane"}, {"Bob Lane", "Tom Price"})


def test_one_person_with_two_addresses_is_two_until_somebody_says_so(team: Team) -> None:
    paste(team, PASTE)
    added = paste(team, "Tom PRICE,tom.price@trust.example,leader")
    assert added.notes == (
        (
            "There are two people called Tom PRICE now, tom@trust.example and "
            "tom.price@trust.example. If they are one person, take one of them out again."
        ),
    )
    assert team.memberships.count() == 4


def test_two_addresses_of_one_name_in_a_single_list_are_told_once(team: Team) -> None:
    added = paste(team, "Jo Bell,jo@trust.example,PA\nDr Jo Bell,jo.bell@trust.example,PA")
    assert len(added.people) == 2
    assert added.notes == (
        (
            "There are two people called Dr Jo Bell now, jo@trust.example and "
            "jo.bell@trust.example. If they are one person, take one of them out again."
        ),
    )


def test_whoever_leaves_later_is_there_until_then(team: Team) -> None:
    pair = make_pair(team)
    before, after = a_session(team, at(3)), a_session(team, at(20))
    last = today() + timedelta(days=10)
    leave_team(by=team.programme.facilitator, membership=member(team, "Amir Khan"), on=last)
    pair.refresh_from_db()
    assert pair.ended_on == last + timedelta(days=1)
    assert "Amir Khan" in wanted(before)
    assert "Amir Khan" not in wanted(after)
    assert [one.person.name for one in members_of(team)] == ["Dr Alice Ahmed", "Amir Khan"]


def test_whoever_was_about_to_leave_stays_when_added_again(team: Team) -> None:
    paste(team, PASTE)
    amir = member(team, "Amir Khan")
    leave_team(by=team.programme.facilitator, membership=amir, on=today() + timedelta(days=10))
    assert paste(team, "Amir Khan,amir@trust.example,PA,Tom Price").pairs == 0
    amir.refresh_from_db()
    assert amir.left_on is None


def test_somebody_who_left_may_come_back(team: Team) -> None:
    make_pair(team)
    amir = member(team, "Amir Khan")
    leave_team(by=team.programme.facilitator, membership=amir, on=today() - timedelta(days=1))
    added = paste(team, f"Amir Khan,{amir.person.email},PA,Alice Ahmed")
    assert (len(added.people), added.pairs) == (1, 1)
    assert team.memberships.filter(person=amir.person).count() == 2


def test_nobody_leaves_before_they_came_or_twice(team: Team) -> None:
    bob = team.programme.facilitator
    make_pair(team)
    amir = member(team, "Amir Khan")
    with pytest.raises(ValidationError, match="joined on Monday 4 January 2010"):
        leave_team(by=bob, membership=amir, on=dt.date(2010, 1, 3))
    leave_team(by=bob, membership=amir, on=dt.date(2026, 3, 3))
    with pytest.raises(ValidationError, match="Amir Khan left on Tuesday 3 March 2026"):
        leave_team(by=bob, membership=amir)
    stranger = make_colleague("Eve Stone", team.programme.organisation, RoleKind.FACILITATOR)
    with pytest.raises(PermissionDenied):
        leave_team(by=stranger, membership=member(team, "Dr Alice Ahmed"))


def test_a_mistake_of_today_is_taken_out_without_a_trace_in_the_team(team: Team) -> None:
    session = a_session(team, released=False)
    paste(team, PASTE)
    assert {one.person.name: one.may_be_taken_out for one in members_of(team)} == {
        "Dr Alice Ahmed": True,
        "Tom Price": True,
        "Amir Khan": True,
    }
    taken = take_out(by=team.programme.facilitator, membership=member(team, "Amir Khan"))
    assert taken == person("Amir Khan")
    assert (team.memberships.count(), team.pairs.count()) == (2, 0)
    assert not Invitation.objects.filter(person=taken).exists()
    assert wanted(session) == {"Bob Lane", "Dr Alice Ahmed", "Tom Price"}
    assert kinds("Amir Khan") == {"pa"}


def test_what_has_begun_cannot_be_taken_out(team: Team) -> None:
    bob = team.programme.facilitator
    long_here = make_member(team, "Tom Price")
    with pytest.raises(ValidationError, match="Say that they left the team instead"):
        take_out(by=bob, membership=long_here)
    paste(team, PASTE)
    session = a_session(team)
    alice = member(team, "Dr Alice Ahmed")
    assert {one.may_be_taken_out for one in members_of(team)} == {False}
    with pytest.raises(ValidationError, match="Dr Alice Ahmed takes part already"):
        take_out(by=bob, membership=alice)
    invitation = session.invitations.get(person=alice.person)
    answer_invitation(by=alice.person, invitation=invitation, answer=Answer.YES)
    with pytest.raises(PermissionDenied):
        take_out(by=alice.person, membership=alice)
