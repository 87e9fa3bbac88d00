"""What a release asks to look at once more, what it refuses, and what its message names first."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from productive_leader.core.dates import format_date
from programmes.models import Holiday, Room, Team
from programmes.queries.cautions import cautions_of, without_promise
from programmes.queries.releases import preview_of
from tests.factories.programmes import make_pair, make_team
from tests.factories.releases import mails_since, press
from tests.factories.sessions import a_session, at
from tests.programmes.dates_pages import enter, of_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    made = make_team()
    make_pair(made)
    return made


@pytest.fixture
def room(team: Team) -> Room:
    return Room.objects.create(organisation=team.programme.organisation, name="Room 2")


def cautions(team: Team) -> list[str]:
    return cautions_of(team, preview_of(team))


def test_a_day_off_is_named(team: Team, room: Room) -> None:
    day = at(7).date()
    Holiday.objects.create(day=day, name="Open day")
    a_session(team, at(7), released=False, room=room)
    assert cautions(team) == [f"Session 1: Topic 1. It is on {format_date(day)}, Open day."]


def test_what_begins_within_a_day_or_nowhere_or_out_of_order_is_named(
    team: Team, room: Room
) -> None:
    for days in range(7, 13):
        Holiday.objects.filter(day=at(days).date()).delete()
    a_session(team, at(1, 0), released=False, room=room)
    a_session(team, at(14), released=False)
    a_session(team, at(13), released=False, link="https://meet.example/1")
    found = [one for one in cautions(team) if "It is on" not in one]
    assert len(found) == 3
    assert found[0].startswith("Session 1: Topic 1. It begins within a day, on ")
    assert found[1:] == [
        "Session 2: Topic 2. It has neither a room nor a link to join.",
        "Session 2: Topic 2. It comes after session 3.",
    ]


def test_the_page_says_it_with_the_place_and_who_has_not_promised(
    client: Client, team: Team, room: Room
) -> None:
    enter(client, team.programme.facilitator)
    a_session(team, released=False, room=room, link="https://meet.example/1")
    a_session(team, at(14), released=False)
    assert without_promise(team) == 2
    shown = client.get(of_team("team_release", team)).text
    assert "Look at this once more" in shown
    assert "It has neither a room nor a link to join." in shown
    assert "2 people have not promised the time for it yet." in shown
    assert "<dd>Room 2 and a link to join</dd>" in shown


def test_a_team_with_nobody_in_it_is_not_released(client: Client) -> None:
    team = make_team()
    enter(client, team.programme.facilitator)
    a_session(team, released=False)
    with pytest.raises(ValidationError) as refusal:
        press(team)
    assert refusal.value.messages == ["Nobody is in this team yet. Add people first, then release."]
    assert "Nobody is in this team yet." in client.get(of_team("team_release", team)).text


def test_after_a_release_the_dates_lead_to_what_was_told(client: Client, team: Team) -> None:
    enter(client, team.programme.facilitator)
    a_session(team)
    assert of_team("team_calendars", team) in client.get(of_team("team_dates", team)).text


def test_a_message_with_many_sessions_names_one_press_that_takes_them_all(team: Team) -> None:
    a_session(team, released=False)
    a_session(team, at(14), released=False)
    email = mails_since(press(team))[0]
    assert "make your private address at http://127.0.0.1:8000/account/calendar/" in email.text
    assert email.text.index("one press") < email.text.index("Or open each attached file once.")
