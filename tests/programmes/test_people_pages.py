"""The facilitator's pages about who is in a team and who sponsors its programme."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import format_date, today
from programmes import services
from programmes.enums import MemberKind
from programmes.models import Membership, Pair, Team
from tests.factories.programmes import make_colleague, make_member, make_pair, make_team
from tests.factories.sessions import a_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def page(client: Client, team: Team) -> Client:
    """The browser of the facilitator."""
    return entered(client, team.programme.facilitator)


def entered(client: Client, person: Person) -> Client:
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, team: Team) -> str:
    return reverse(name, args=[team.programme_id, team.pk])


def address(team: Team, name: str) -> str:
    """At the domain of the facilitator."""
    return f"{name}@{team.programme.facilitator.email.partition('@')[2]}"


def paste(page: Client, team: Team, text: str, **more):
    return page.post(url("team_people", team), {"text": text, **more}, follow=True)


def box(response) -> str:
    return response.context["paste"]["text"].value() or ""


def names(team: Team) -> set[str]:
    return set(team.memberships.filter(left_on=None).values_list("person__name", flat=True))


def test_an_empty_team_shows_the_box_an_example_and_what_to_do(page: Client, team: Team) -> None:
    text = page.get(url("team_people", team)).text
    assert "Nobody is in the team yet" in text
    assert "Amir Khan, amir.khan@nhs.net, PA, Dr Alice Ahmed; Grace Obi" in text
    assert "Make a pair" not in text
    assert "Left the team" not in text


def test_a_clean_list_is_added_in_one_press(page: Client, team: Team) -> None:
    text = (
        f"Alice Ahmed,{address(team, 'alice')},leader\n"
        f"Amir Khan,{address(team, 'amir')},PA,Alice Ahmed"
    )
    response = paste(page, team, text)
    assert response.redirect_chain == [(url("team_people", team), 302)]
    assert "2 people are added, and 1 pair made." in response.text
    assert box(response) == ""
    assert names(team) == {"Alice Ahmed", "Amir Khan"}


def test_bad_rows_are_shown_beside_their_trouble_and_stay_in_the_box(
    page: Client, team: Team
) -> None:
    bad = "Tom Price,tom,leader"
    response = paste(page, team, f"Jo Bell,{address(team, 'jo')},PA\r\n{bad}\r\n")
    assert response.status_code == 200
    assert "<title>Error: People" in response.text
    assert "1 person is added." in response.text
    assert "1 row waits to be mended. What to mend stands beside each." in response.text
    assert "“tom” is not an e-mail address. Write one like name@nhs.net." in response.text
    assert box(response) == bad
    assert "Nobody’s PA yet" in response.text


def test_strange_addresses_wait_for_a_tick(page: Client, team: Team) -> None:
    held = paste(page, team, "Tom Price,tom@odd.example,leader")
    assert "has an address at odd.example" in held.text
    assert "These addresses are right" in held.text
    assert 'name="is_sure"' not in page.get(url("team_people", team)).text
    paste(page, team, box(held), is_sure="on")
    assert names(team) == {"Tom Price"}


def test_what_is_good_to_know_is_said_without_an_error(page: Client, team: Team) -> None:
    text = f"Jo Bell,{address(team, 'jo')},PA"
    paste(page, team, text)
    again = paste(page, team, text)
    assert "Jo Bell was in the team already." in again.text
    assert "<title>People" in again.text
    assert box(again) == ""


def test_an_empty_box_and_too_much_in_it_are_refused(page: Client, team: Team) -> None:
    assert "Paste or type the people you want to add." in paste(page, team, " ").text
    much = paste(page, team, "x" * 200_001)
    assert "That is too much at once. Paste at most 200 people." in much.text
    assert not team.memberships.exists()


def test_no_strange_sign_stops_a_paste(page: Client, team: Team) -> None:
    paste(page, team, f"Jo Bell,\u202e{address(team, 'jo')},P\u00a0A")
    assert names(team) == {"Jo Bell"}


def test_a_paste_outlives_a_sign_out(page: Client, team: Team) -> None:
    page.logout()
    bob = team.programme.facilitator
    page.post(url("team_people", team), {"text": "Jo Bell,jo,PA"})
    entered(page, bob)
    response = page.get(url("team_people", team))
    assert box(response) == "Jo Bell,jo,PA"
    assert "not saved yet. Press “Add these people”." in response.text
    assert not team.memberships.exists()


def test_one_person_is_added_on_a_page_of_their_own(page: Client, team: Team) -> None:
    pair = make_pair(team)
    here = url("team_people_add", team)
    assert "Dr Alice Ahmed" in page.get(here).text
    given = {"name": "Jo Bell", "email": address(team, "Jo"), "kind": "pa", "job_title": "EA"}
    response = page.post(here, {**given, "leaders": [pair.leader_id]}, follow=True)
    assert response.redirect_chain == [(url("team_people", team), 302)]
    assert "1 person is added, and 1 pair made." in response.text
    assert Pair.objects.filter(pa__name="Jo Bell", leader=pair.leader).count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Type the person’s name."),
        ({"email": "jo"}, "Type an e-mail address, like name@nhs.net."),
        ({"email": "jo@odd.example"}, "These addresses are right"),
        ({"kind": "boss"}, "Choose leader or PA."),
        ({"kind": "leader"}, "Only a PA assists somebody."),
        ({"leaders": ["999999"]}, "Choose leaders of this team."),
    ],
)
def test_one_person_with_a_mistake_keeps_what_was_typed(
    page: Client, team: Team, changed: dict[str, str], sentence: str
) -> None:
    pair = make_pair(team)
    given = {"name": "Jo Bell", "email": address(team, "jo"), "kind": "pa"}
    response = page.post(
        url("team_people_add", team), {**given, "leaders": [pair.leader_id], **changed}
    )
    assert response.status_code == 200
    assert sentence in response.text
    assert "<title>Error: Add one person" in response.text
    assert names(team) == {"Dr Alice Ahmed", "Amir Khan"}


def test_a_pair_is_made_ended_and_made_again(page: Client, team: Team) -> None:
    pair = make_pair(team)
    jo = make_member(team, "Jo Bell", MemberKind.PA).person
    both = {"leader": pair.leader_id, "pa": jo.pk}
    made = page.post(url("pair_make", team), both, follow=True)
    assert "Dr Alice Ahmed and Jo Bell are a pair." in made.text
    twice = page.post(url("pair_make", team), both)
    assert "These two are a pair in this team already." in twice.text
    ended = page.post(reverse("pair_end", args=[pair.pk]), follow=True)
    assert "Dr Alice Ahmed and Amir Khan are no longer a pair." in ended.text
    assert set(Pair.objects.live().values_list("pa__name", flat=True)) == {"Jo Bell"}


def test_half_a_pair_is_refused(page: Client, team: Team) -> None:
    pair = make_pair(team)
    response = page.post(url("pair_make", team), {"leader": pair.leader_id})
    assert "Choose a PA." in response.text
    swapped = page.post(url("pair_make", team), {"leader": pair.pa_id, "pa": pair.leader_id})
    assert "Choose a leader." in swapped.text


def leave(page: Client, member: Membership, on: str):
    return page.post(
        reverse("member_leave", args=[member.pk]), {f"{member.pk}-on": on}, follow=True
    )


def test_somebody_leaves_after_a_last_day(page: Client, team: Team) -> None:
    make_pair(team)
    amir = team.memberships.get(person__name="Amir Khan")
    last = today() + timedelta(days=5)
    response = leave(page, amir, last.isoformat())
    assert f"Amir Khan’s last day in the team is {format_date(last)}." in response.text
    assert f"until {format_date(last)}" in response.text
    for wrong in ("", "soon", "0001-01-01"):
        text = leave(page, team.memberships.get(person__name="Dr Alice Ahmed"), wrong).text
        assert "Choose " in text
    assert names(team) == {"Dr Alice Ahmed"}


def test_a_mistake_of_today_is_taken_out_at_once(page: Client, team: Team) -> None:
    paste(page, team, f"Jo Bell,{address(team, 'jo')},PA")
    long_here = make_member(team, "Tom Price")
    assert page.get(url("team_people", team)).text.count("Take out again") == 1
    jo = team.memberships.get(person__name="Jo Bell")
    response = page.post(reverse("member_take_out", args=[jo.pk]), follow=True)
    assert "Jo Bell is out of the team again." in response.text
    refused = page.post(reverse("member_take_out", args=[long_here.pk]), follow=True)
    assert "Say that they left the team instead" in refused.text
    assert names(team) == {"Tom Price"}


def test_who_came_after_a_release_is_counted_and_waits_for_the_next(
    page: Client, team: Team
) -> None:
    make_pair(team)
    a_session(team)
    assert "with the next release" not in page.get(url("team_people", team)).text
    make_member(team, "Jo Bell", MemberKind.PA)
    make_member(team, "Tom Price")
    text = page.get(url("team_people", team)).text
    assert "2 people will be told of the sessions with the next release." in text


def test_a_closed_programme_shows_its_people_and_changes_nothing(page: Client, team: Team) -> None:
    make_pair(team)
    bob = team.programme.facilitator
    services.close_programme(by=bob, programme=team.programme, on=dt.date(2026, 3, 3))
    text = page.get(url("team_people", team)).text
    assert "This programme closed on Tuesday 3 March 2026." in text
    assert "Dr Alice Ahmed" in text
    for offered in ("Add these people", "Left the team", "Make a pair", "change the sponsor"):
        assert offered not in text
    assert "closed on" in paste(page, team, "Jo Bell,jo@trust.example,PA").text
    assert page.get(reverse("programme_sponsor", args=[team.programme_id])).status_code == 404


def test_the_sponsor_is_changed(page: Client, team: Team) -> None:
    here = reverse("programme_sponsor", args=[team.programme_id])
    cheryl = make_colleague("Cheryl Grant", team.programme.organisation, RoleKind.CHIEF_EXECUTIVE)
    role = cheryl.roles.get()
    assert "Cheryl Grant, chief executive" in page.get(here).text
    chosen = page.post(here, {"sponsor": role.pk}, follow=True)
    assert "Cheryl Grant sponsors the programme." in chosen.text
    assert page.get(here).context["form"]["sponsor"].value() == str(role.pk)
    other = {"sponsor": "other", "sponsor_name": "Dana Moor"}
    assert "Type an e-mail address" in page.post(here, other).text
    other["sponsor_email"] = address(team, "dana")
    assert "Dana Moor sponsors the programme." in page.post(here, other, follow=True).text
    assert page.get(here).context["form"]["sponsor"].value() == "stays"
    kept = page.post(here, {"sponsor": "stays"}, follow=True)
    assert "Dana Moor sponsors the programme." in kept.text
    later = page.post(here, {"sponsor": "later"}, follow=True)
    assert "The programme has no sponsor now." in later.text


@pytest.mark.parametrize("name", ["team_people", "team_people_add", "pair_make"])
def test_nobody_else_sees_or_changes_the_people(client: Client, team: Team, name: str) -> None:
    pair = make_pair(team)
    entered(client, pair.leader)
    assert client.post(url(name, team), {"text": "x"}).status_code == 404
    crossed = reverse(name, args=[make_team().programme_id, team.pk])
    entered(client, team.programme.facilitator)
    assert client.post(crossed).status_code == 404


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_page_takes_the_same_queries_for_one_pair_and_for_three(
    page: Client, team: Team, pairs: int, django_assert_num_queries
) -> None:
    for number in range(pairs):
        make_pair(team, f"Leader {number}", f"Assistant {number}")
    page.get(url("team_people", team))
    with django_assert_num_queries(8):
        assert page.get(url("team_people", team)).text.count("/leave/") == 2 * pairs
