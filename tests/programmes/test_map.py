"""The map of an organisation."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import RoleKind
from productive_leader.core.dates import format_date, today
from programmes.models import (
    Programme,
)
from programmes.services.waves import record_lesson
from tests.factories.programmes import (
    make_colleague,
    make_programme,
    make_team,
)
from tests.factories.sessions import a_session, at
from tests.programmes.spread import (
    a_held_session,
    learned,
    text_of,
)
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


def map_url(programme: Programme) -> str:
    return reverse("organisation_map", args=[programme.organisation.code])


def test_the_map_tells_of_teams_and_waves_and_of_nobody_but_who_leads_and_sponsors() -> None:
    cheryl = make_colleague("Cheryl Grant", make_programme().organisation)
    programme = make_programme(organisation=cheryl.roles.get().organisation, sponsor=cheryl)
    team = make_team(programme, "First team")
    session = a_held_session(team, there=4, pulses=1)
    a_session(team, at(7))
    a_session(team, at(3), released=False)
    record_lesson(by=programme.facilitator, team=team, text="Begin with the diary.")
    make_team(programme, "Second team", wave=2, reason="They asked for it.")
    staff = make_colleague("Sam Wood", programme.organisation)
    text = text_of(staff, map_url(programme))
    for words in (
        "Led by Bob Lane · sponsor Cheryl Grant",
        "First team",
        "5 people · 1 of 3 sessions held",
        f"Next on {format_date(at(7).date())}",
        "Begin with the diary.",
        "Started early: “They asked for it.”",
        "Wave 2 has recorded no lesson yet. One is enough.",
    ):
        assert words in text
    assert "Leader 0" not in text
    assert session.name not in text


def test_the_map_is_for_people_of_the_organisation() -> None:
    programme, other = make_programme(), make_programme()
    assert client_of(other.facilitator).get(map_url(programme)).status_code == 404
    assert "No team yet." in text_of(programme.facilitator, map_url(programme))


def test_an_organisation_without_programmes_says_so() -> None:
    organisation = make_programme().organisation
    Programme.objects.all().delete()
    staff = make_colleague("Sam Wood", organisation, RoleKind.STAFF)
    url = reverse("organisation_map", args=[organisation.code])
    assert "No programme yet" in text_of(staff, url)


def test_a_closed_programme_has_no_gate_on_the_map() -> None:
    team = make_team()
    Programme.objects.update(closed_on=today())
    text = text_of(team.programme.facilitator, map_url(team.programme))
    assert f"closed on {format_date(today())}" in text
    assert "Not open yet" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_map_takes_as_many_queries_for_three_programmes_as_for_one(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    programme = make_programme()
    for count in range(number):
        more = make_programme(
            organisation=programme.organisation, facilitator=programme.facilitator
        )
        for wave in range(1, count + 2):
            learned(make_team(more, f"Team {wave}", wave=wave))
    client.force_login(programme.facilitator)
    client.get(map_url(programme))
    with django_assert_num_queries(13):
        client.get(map_url(programme))
