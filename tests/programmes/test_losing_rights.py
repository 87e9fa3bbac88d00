"""A role that ends, a team that is left and an account that is closed take away what they gave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.enums import RoleKind
from accounts.models import Person, Role
from accounts.services import delete_my_account
from productive_leader.core.dates import today
from productive_leader.core.models import Email
from productive_leader.site.queries.cockpit import cockpit_of, owed_by_person
from productive_leader.site.queries.standing import standing_of
from programmes import permissions, services
from programmes.enums import ActionKind, MemberKind
from programmes.models import Pair, Programme, Team
from programmes.queries.promises import parts_of
from programmes.queries.sessions import next_sessions_for
from programmes.services.answers import answer_invitation
from programmes.services.handover import hand_over
from programmes.services.people import leave_team
from programmes.services.promises import ask_for_promises
from tests.factories.programmes import (
    make_colleague,
    make_member,
    make_organisation,
    make_pair,
    make_programme,
    make_team,
)
from tests.factories.sessions import a_session, an_action, at
from tests.programmes.pages import get, words
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
PAGES = ("programme", "promises", "next_team", "programme_sponsor", "hand_over")
TEAM_PAGES = ("team_people", "team_dates", "team_release", "team_calendars")


@pytest.fixture
def pair() -> Pair:
    """Alice and Amir in a team that Bob leads."""
    return make_pair(make_team())


def ended(person: Person) -> Person:
    """Everything the person was ended yesterday."""
    person.roles.update(ends_on=today() - timedelta(days=1))
    return person


def statuses(person: Person, team: Team) -> set[int]:
    client = client_of(person)
    pages = [reverse(page, args=[team.programme_id]) for page in PAGES]
    pages += [reverse(page, args=[team.programme_id, team.pk]) for page in TEAM_PAGES]
    return {client.get(page).status_code for page in pages}


def test_whoever_is_no_facilitator_any_more_runs_and_sees_nothing(pair: Pair) -> None:
    team, bob = pair.team, pair.team.programme.facilitator
    session = a_session(team)
    assert statuses(bob, team) == {200}
    ended(bob)
    assert statuses(bob, team) == {404}
    assert get(bob, "attendance", session).status_code == 404
    assert not standing_of(bob).has_programmes
    with pytest.raises(PermissionDenied):
        services.close_programme(by=bob, programme=team.programme, on=today())


def test_a_facilitator_elsewhere_is_none_here(pair: Pair) -> None:
    bob = ended(pair.team.programme.facilitator)
    Role.objects.create(person=bob, organisation=make_organisation(), kind=RoleKind.FACILITATOR)
    assert list(permissions.programmes_run_by(bob)) == []
    assert cockpit_of(pair.team.programme_id, bob) is None


def test_support_staff_hand_over_what_nobody_leads_any_more(pair: Pair) -> None:
    programme = pair.team.programme
    bob, carol = (
        ended(programme.facilitator),
        make_colleague("Carol Next", programme.organisation, RoleKind.FACILITATOR),
    )
    staff = make_colleague("Sam Support", programme.organisation)
    staff.is_staff = True
    staff.save()
    where = reverse("organisation_map", args=[programme.organisation.code])
    address = reverse("hand_over", args=[programme.pk])
    told = client_of(carol).get(where)
    assert f"{bob} is not a facilitator here any more" in words(told)
    assert "Ask the support of this service" in words(told)
    assert address not in told.text
    assert address in client_of(staff).get(where).text
    assert client_of(staff).get(address).status_code == 200
    hand_over(by=staff, programme=programme, to=carol)
    assert list(permissions.programmes_run_by(carol)) == [programme]
    assert "any more" not in words(client_of(carol).get(where))


@pytest.mark.parametrize("how", ["role", "team", "closed", "pair"])
def test_a_pa_stops_acting_for_a_leader(pair: Pair, how: str) -> None:
    """When the role or the membership ends, the programme closes, or the pair ends."""
    team, bob = pair.team, pair.team.programme.facilitator
    session = a_session(team)
    theirs = session.invitations.get(person=pair.leader)
    action = an_action(team, pair.leader)
    assert permissions.invitations_answered_by(pair.pa).contains(theirs)
    assert permissions.actions_changed_by(pair.pa).contains(action)
    assert permissions.people_answered_for(pair.pa, team).contains(pair.leader)
    if how == "role":
        ended(pair.pa)
    elif how == "team":
        team.memberships.filter(person=pair.pa).update(left_on=today() - timedelta(days=1))
    elif how == "pair":
        services.end_pair(by=bob, pair=pair)
    else:
        Programme.objects.filter(teams=team).update(closed_on=today())
    assert not permissions.invitations_answered_by(pair.pa).contains(theirs)
    assert not permissions.actions_changed_by(pair.pa).contains(action)
    assert list(permissions.people_answered_for(pair.pa, team)) == [pair.pa]
    assert [one.unanswered_for for one in next_sessions_for(pair.pa)] in ([], [()])
    with pytest.raises(PermissionDenied):
        answer_invitation(by=pair.pa, invitation=theirs, answer="yes")


def second_team(pair: Pair, *, elsewhere: bool) -> Team:
    """Another team, there or at another organisation, in which Alice is without Amir."""
    if elsewhere:
        team = make_team()
        Role.objects.create(
            person=pair.leader, organisation=team.programme.organisation, kind=RoleKind.LEADER
        )
    else:
        team = make_team(pair.team.programme, "Second")
    services.add_member(
        by=team.programme.facilitator, team=team, person=pair.leader, kind=MemberKind.LEADER
    )
    return team


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_pair_opens_the_sessions_of_its_own_team_alone(pair: Pair, elsewhere: bool) -> None:
    other = a_session(second_team(pair, elsewhere=elsewhere), at(8))
    own = a_session(pair.team)
    assert get(pair.pa, "session", own).status_code == 200
    assert get(pair.pa, "session", other).status_code == 404
    assert get(pair.pa, "session_answer", other).status_code == 404
    theirs = other.invitations.get(person=pair.leader)
    assert not permissions.invitations_answered_by(pair.pa).contains(theirs)
    assert [one.session for one in next_sessions_for(pair.pa)] == [own]


def test_whoever_left_sees_a_past_session_without_what_the_team_agrees_now(pair: Pair) -> None:
    team, bob = pair.team, pair.team.programme.facilitator
    past = a_session(team, at(-7))
    an_action(team, pair.leader, "Cut the Monday meeting")
    team.actions.create(
        text="Walk home",
        kind=ActionKind.COMMITMENT,
        owner=pair.leader,
        due_on=today(),
        made_by=pair.leader,
    )
    team.ground_rules.create(position=1, text="Phones away")
    agreed = ("Cut the Monday meeting", "Walk home", "Phones away")
    page = words(get(pair.pa, "session", past))
    assert [one for one in agreed if one in page] == list(agreed)
    leave_team(
        by=bob,
        membership=team.memberships.get(person=pair.pa),
        on=today() - timedelta(days=1),
    )
    left = get(pair.pa, "session", past)
    assert left.status_code == 200
    assert [one for one in (*agreed, "Lessons", "Actions") if one in words(left)] == []


def test_a_closed_account_is_left_in_peace(pair: Pair) -> None:
    """No nudge, no promise, no answer by somebody else; the PA's own things stay."""
    team, bob = pair.team, pair.team.programme.facilitator
    session = a_session(team)
    action = an_action(team, pair.leader)
    team.actions.filter(pk=action.pk).update(due_on=today() - timedelta(days=3))
    delete_my_account(by=pair.leader)
    assert [one.name for one in owed_by_person(team)] == ["Amir Khan"]
    cockpit = cockpit_of(team.programme_id, bob)
    assert cockpit
    assert [team.to_nudge for team in cockpit.teams] == [1]
    assert {part.person.name for part in parts_of(team.programme)} == {"Amir Khan", "Bob Lane"}
    ask_for_promises(by=bob, programme=team.programme)
    assert not Email.objects.filter(to="").exists()
    assert [one.unanswered_for for one in next_sessions_for(pair.pa)] == [()]
    coming = words(get(pair.pa, "session", session)).partition("Who is coming")[2]
    assert "Amir Khan" in coming
    assert "Somebody who has left" not in coming
    assert "Answer for" not in client_of(pair.pa).get("/").text
    assert list(team.pairs.live()) == []


def test_what_was_is_kept_with_whoever_has_left(pair: Pair) -> None:
    past = a_session(pair.team, at(-7))
    delete_my_account(by=pair.leader)
    assert "Somebody who has left" in words(get(pair.pa, "session", past))


def test_a_closed_sponsor_is_not_asked(pair: Pair) -> None:
    here = pair.team.programme.organisation
    cheryl = make_colleague("Cheryl Grant", here, RoleKind.CHIEF_EXECUTIVE)
    team = make_team(make_programme(organisation=here, sponsor=cheryl, name="Sponsored"))
    make_member(team, "Dan Wu")
    delete_my_account(by=cheryl)
    team.programme.refresh_from_db()
    assert {one.person.name for one in parts_of(team.programme)} == {"Dan Wu", "Bob Lane"}
