"""The way from the sessions of one programme to those of another."""

import pytest
from django.test import Client
from django.urls import reverse

from programmes.enums import MemberKind
from programmes.services import add_member
from tests.factories.programmes import make_pair, make_programme, make_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db


def test_whoever_is_in_two_programmes_finds_the_sessions_of_both(client: Client) -> None:
    pair = make_pair(make_team())
    first = pair.team.programme
    second = make_programme(
        organisation=first.organisation, facilitator=first.facilitator, name="Surgery"
    )
    team = make_team(second, "Surgeons")
    add_member(by=second.facilitator, team=team, person=pair.leader, kind=MemberKind.LEADER)
    a_session(pair.team, at(7))
    a_session(team, at(8))
    client.force_login(pair.leader)
    here = client.get(reverse("programme_sessions", args=[first.pk])).text
    there = client.get(reverse("programme_sessions", args=[second.pk])).text
    assert reverse("programme_sessions", args=[second.pk]) in here
    assert reverse("programme_sessions", args=[first.pk]) in there
    client.force_login(pair.pa)
    alone = client.get(reverse("programme_sessions", args=[first.pk])).text
    assert "You have sessions in" not in alone
