"""Leaving is taken back, joining lies ahead, and a closed programme stays as it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Person
from accounts.services import delete_my_account
from productive_leader.core.dates import format_date, today
from programmes import services
from programmes.enums import MemberKind
from programmes.models import Pair, Team
from programmes.queries.staying import programmes_to_hand_over
from programmes.services.people import leave_team
from tests.factories.accounts import sign_in
from tests.factories.programmes import make_colleague, make_pair
from tests.factories.sessions import a_session, at
from tests.programmes.pasted import PASTE, an_empty_team, live_pairs, member, paste, wanted
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Alice and Tom, and Amir who works with both."""
    team = an_empty_team()
    paste(team, PASTE)
    return team


@pytest.mark.parametrize("who", ["Amir Khan", "Dr Alice Ahmed"])
def test_whoever_is_added_again_on_the_last_day_keeps_their_pairs(team: Team, who: str) -> None:
    before = live_pairs(team)
    leave_team(by=team.programme.facilitator, membership=member(team, who))
    assert len(live_pairs(team)) < len(before) == 2
    assert f"{who} was about to leave and stays." in paste(team, PASTE).notes
    assert live_pairs(team) == before
    assert Pair.objects.count() == 2


def test_a_pair_that_is_about_to_end_goes_on_when_it_is_made_again(team: Team) -> None:
    bob = team.programme.facilitator
    pair = team.pairs.first()
    services.end_pair(by=bob, pair=pair, on=today() + timedelta(days=1))
    assert services.make_pair(by=bob, team=team, leader=pair.leader, pa=pair.pa) == pair
    services.end_pair(by=bob, pair=pair, on=today() + timedelta(days=1))
    paste(team, PASTE)
    assert len(live_pairs(team)) == Pair.objects.count() == 2


def test_a_pair_does_not_go_on_without_its_other_half(team: Team) -> None:
    bob = team.programme.facilitator
    leave_team(by=bob, membership=member(team, "Amir Khan"))
    leave_team(by=bob, membership=member(team, "Dr Alice Ahmed"))
    paste(team, "Dr Alice Ahmed,alice@trust.example,leader")
    assert live_pairs(team) == []


def test_somebody_who_joins_later_is_invited_from_that_day_on(team: Team) -> None:
    before, after = a_session(team, at(3)), a_session(team, at(6))
    jo = make_colleague("Jo Bell", team.programme.organisation)
    services.add_member(
        by=team.programme.facilitator,
        team=team,
        person=jo,
        kind=MemberKind.LEADER,
        joined_on=today() + timedelta(days=5),
    )
    assert ("Jo Bell" in wanted(before), "Jo Bell" in wanted(after)) == (False, True)


def test_a_pair_of_a_closed_programme_stays_as_it_is(team: Team) -> None:
    bob, pair = team.programme.facilitator, team.pairs.first()
    services.close_programme(by=bob, programme=team.programme, on=today())
    with pytest.raises(ValidationError) as refusal:
        services.end_pair(by=bob, pair=pair)
    closed = f"This programme closed on {format_date(today())}."
    assert refusal.value.messages == [closed]
    page = client_of(bob).post(f"/pairs/{pair.pk}/end/", follow=True)
    assert closed in page.text
    assert len(live_pairs(team)) == 2


def test_whoever_leads_a_programme_hands_it_over_before_leaving(client, team: Team) -> None:
    bob = team.programme.facilitator
    sentence = f"You lead “{team.programme}”. Hand it over first."
    with pytest.raises(ValidationError) as refusal:
        delete_my_account(by=bob)
    assert refusal.value.messages == [sentence]
    sign_in(client, bob)
    for page in (
        client.get("/account/data/delete/"),
        client.post("/account/data/delete/", {"understood": "on"}),
    ):
        assert sentence in page.text
        assert f"/programmes/{team.programme_id}/hand-over/" in page.text
    assert Person.objects.filter(pk=bob.pk, is_active=True).exists()
    services.close_programme(by=bob, programme=team.programme, on=today())
    assert list(programmes_to_hand_over(bob.pk)) == []


def test_the_account_of_a_member_is_deleted_as_ever(team: Team) -> None:
    alice = make_pair(team, "Dr Ann Other", "Al Other").leader
    delete_my_account(by=alice)
    assert not Person.objects.get(pk=alice.pk).is_active
