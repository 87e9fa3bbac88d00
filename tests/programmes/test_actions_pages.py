from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from productive_leader.core.dates import format_date, today
from programmes.models import Action, Pair, Session
from programmes.services.actions import add_action, finish_action, print_of
from tests.factories.programmes import closed, make_colleague, make_member, make_pair, make_team
from tests.factories.sessions import a_session, at
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
TEXT = "Cut the Monday meeting to 45 minutes"


@pytest.fixture
def pair() -> Pair:
    """Alice and Amir, with a session today and one in two weeks."""
    pair: Pair = make_pair(make_team())
    a_session(pair.team, at(0))
    a_session(pair.team, at(14))
    return pair


def session_of(pair: Pair, number: int = 1) -> Session:
    return Session.objects.select_related("team__programme").get(team=pair.team, number=number)


def act(pair: Pair, owner: Person | None = None, text: str = TEXT) -> Action:
    return add_action(
        by=pair.leader,
        session=session_of(pair),
        text=text,
        owner=owner or pair.leader,
        due_on=today() + timedelta(days=7),
    )


def add_url(session: Session) -> str:
    return f"/sessions/{session.pk}/actions/"


def press(client: Client, action: Action, what: str, **more: str) -> str:
    return client.post(f"/actions/{action.pk}/{what}/", more, follow=True).text


def said(pair: Pair, **change: str) -> dict[str, str]:
    day = (today() + timedelta(days=7)).isoformat()
    return {"kind": "action", "text": TEXT, "owner": str(pair.pa.pk), "due_on": day, **change}


def test_an_action_is_added_on_the_page_of_the_session_and_comes_back_on_the_next(
    pair: Pair,
) -> None:
    client = client_of(pair.leader)
    page = client.get(f"/sessions/{session_of(pair).pk}/").text
    assert f'value="{(today() + timedelta(days=14)).isoformat()}"' in page
    assert f'<option value="{pair.leader.pk}" selected>Dr Alice Ahmed</option>' in page
    response = client.post(add_url(session_of(pair)), said(pair))
    assert response.url == f"/sessions/{session_of(pair).pk}/#actions"
    following = client.get(f"/sessions/{session_of(pair, 2).pk}/").text
    assert TEXT in following
    assert "Amir Khan (with Dr Alice Ahmed)" in following
    assert f"by {format_date(today() + timedelta(days=7))}" in following


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": ""}, "Say what will be done."),
        ({"text": "x" * 301}, "Shorten this to 300 characters."),
        ({"owner": ""}, "Choose who will do it."),
        ({"owner": "0"}, "This person is not in the team. Choose somebody of the team."),
        ({"due_on": "soon"}, "Type the day as a date, for example 9/5/2027."),
        ({"due_on": "2011-05-09"}, "Monday 9 May 2011 has passed. Choose today or a later day."),
    ],
)
def test_what_cannot_be_added_comes_back_as_it_was_typed(
    pair: Pair, change: dict[str, str], sentence: str
) -> None:
    response = client_of(pair.leader).post(add_url(session_of(pair)), said(pair, **change))
    assert response.status_code == 422
    assert sentence in response.text
    assert "<title>Error: Add an action" in response.text
    assert not Action.objects.exists()


def test_what_was_typed_before_signing_in_again_waits_on_the_session(pair: Pair) -> None:
    client = Client()
    session = session_of(pair)
    client.post(add_url(session), said(pair, text="Book the boardroom"))
    client.force_login(pair.leader, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/sessions/{session.pk}/").text
    assert 'value="Book the boardroom"' in page
    assert "You were signed out. What you typed is below and not saved yet." in page


def test_a_pa_takes_something_on_for_the_leader(pair: Pair) -> None:
    client = client_of(pair.pa)
    form = said(pair, kind="commitment", text="I will leave at five", owner=str(pair.leader.pk))
    response = client.post(add_url(session_of(pair)), form, follow=True)
    assert "I will leave at five" in response.text
    assert Action.objects.get().owner == pair.leader


def test_a_leader_takes_nothing_on_for_the_pa(pair: Pair) -> None:
    form = said(pair, kind="commitment")
    response = client_of(pair.leader).post(add_url(session_of(pair)), form)
    assert response.status_code == 422
    assert not Action.objects.exists()


def test_done_is_one_press_and_is_undone_with_another(pair: Pair) -> None:
    action, session = act(pair), session_of(pair)
    client = client_of(pair.pa)
    page = press(client, action, "done", session=str(session.pk))
    assert f"Done by Amir Khan for Dr Alice Ahmed on {format_date(today())}:" in page
    assert "Undo" in page
    action.refresh_from_db()
    assert action.done_by == pair.pa
    page = press(client, action, "reopen", session=str(session.pk))
    assert "It is on the list again." in page
    action.refresh_from_db()
    assert action.done_at is None


def test_dropping_asks_nothing_and_can_be_undone(pair: Pair) -> None:
    action, client = act(pair), client_of(pair.leader)
    assert f"Dropped on {format_date(today())}:" in press(client, action, "drop")
    assert TEXT not in client.get("/actions/").text
    press(client, action, "reopen")
    assert TEXT in client.get("/actions/").text


def test_done_by_somebody_else_says_who_and_when(pair: Pair) -> None:
    action = act(pair)
    finish_action(by=pair.pa, action=action)
    page = press(client_of(pair.leader), action, "done")
    assert f"Done by Amir Khan for Dr Alice Ahmed on {format_date(today())} already." in page


def test_another_member_sees_it_and_has_no_button(pair: Pair) -> None:
    action = act(pair)
    client = client_of(make_member(pair.team, "Tom Price").person)
    page = client.get(f"/sessions/{session_of(pair).pk}/").text
    assert TEXT in page
    assert f"/actions/{action.pk}/done/" not in page
    assert client.post(f"/actions/{action.pk}/done/").status_code == 403
    assert client.get(f"/actions/{action.pk}/").status_code == 403


def test_a_stranger_finds_nothing(pair: Pair) -> None:
    action = act(pair)
    client = client_of(make_colleague("Sam Wood", pair.team.programme.organisation))
    assert client.get(f"/actions/{action.pk}/").status_code == 404
    assert client.post(f"/actions/{action.pk}/done/").status_code == 404
    assert client.post(add_url(session_of(pair)), said(pair)).status_code == 404


def test_an_action_is_changed_on_its_page(pair: Pair) -> None:
    action, session = act(pair), session_of(pair)
    client = client_of(pair.pa)
    page = client.get(f"/actions/{action.pk}/?session={session.pk}").text
    assert f'value="{TEXT}"' in page
    form = said(pair, text="Cut it to 30", seen=print_of(action), session=str(session.pk))
    response = client.post(f"/actions/{action.pk}/", form)
    assert response.url == f"/sessions/{session.pk}/#actions"
    action.refresh_from_db()
    assert (action.text, action.owner) == ("Cut it to 30", pair.pa)


def test_the_second_of_two_changes_keeps_what_was_typed(pair: Pair) -> None:
    action = act(pair)
    client = client_of(pair.leader)
    form = said(pair, text="Cut it to 20", seen="what it said before")
    response = client.post(f"/actions/{action.pk}/", form)
    assert response.status_code == 422
    assert "Somebody changed this meanwhile." in response.text
    assert 'value="Cut it to 20"' in response.text
    form["seen"] = print_of(action)
    assert client.post(f"/actions/{action.pk}/", form).status_code == 302


def test_a_done_action_is_taken_back_before_it_is_changed(pair: Pair) -> None:
    action = finish_action(by=pair.leader, action=act(pair))
    page = client_of(pair.leader).get(f"/actions/{action.pk}/").text
    assert "Take it back first to change it." in page
    assert 'name="text"' not in page


def test_ones_own_the_pairs_and_those_of_teams_one_runs(pair: Pair) -> None:
    act(pair, text="Alice does this")
    act(pair, owner=pair.pa, text="Amir does this")
    tom = make_member(pair.team, "Tom Price").person
    act(pair, owner=tom, text="Tom does this")
    page = client_of(pair.leader).get("/actions/").text
    assert page.index("Mine") < page.index("Alice does this")
    assert page.index("Of those I work with in a pair") < page.index("Amir does this")
    assert "Tom does this" not in page
    page = client_of(pair.team.programme.facilitator).get("/actions/").text
    assert "Executive team, first wave, Executive team" in page
    assert page.count("does this") > 3
    assert (
        "Nothing to do"
        in client_of(make_colleague("Sam Wood", pair.team.programme.organisation))
        .get("/actions/")
        .text
    )


def test_the_late_come_first_and_both_of_a_pair_see_how_late(pair: Pair) -> None:
    act(pair, text="In time")
    action = act(pair, text="Late")
    Action.objects.filter(pk=action.pk).update(due_on=today() - timedelta(days=3))
    for person in (pair.leader, pair.pa):
        page = client_of(person).get("/actions/").text
        assert page.index("3 days late") < page.index("In time")


def test_what_was_done_in_the_last_weeks_is_a_list_of_its_own(pair: Pair) -> None:
    recent, old = act(pair, text="Lately done"), act(pair, text="Done long ago")
    finish_action(by=pair.pa, action=recent)
    Action.objects.filter(pk=old.pk).update(done_at=timezone.now() - timedelta(weeks=9))
    page = client_of(pair.leader).get("/actions/?show=done").text
    assert "Lately done" in page
    assert "Done by Amir Khan for Dr Alice Ahmed" in page
    assert "Done long ago" not in page


def test_a_long_list_has_pages(pair: Pair) -> None:
    for number in range(51):
        act(pair, text=f"Action number {number:02}")
    client = client_of(pair.leader)
    assert "Page 1 of 2" in client.get("/actions/").text
    second = client.get("/actions/?page=2").text
    assert "Action number 50" in second
    assert "Action number 49" not in second


def test_a_closed_programme_shows_its_actions_without_buttons(pair: Pair) -> None:
    act(pair)
    programme = pair.team.programme
    closed(programme, today())
    page = client_of(pair.leader).get("/actions/").text
    assert TEXT in page
    assert "/done/" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_three_actions_as_for_one(
    pair: Pair, number: int, django_assert_num_queries
) -> None:
    for one in range(number):
        act(pair, text=f"Action {one}")
        act(pair, owner=pair.pa, text=f"Action {one} of Amir")
    client = client_of(pair.leader)
    client.get("/actions/")
    with django_assert_num_queries(4):
        client.get("/actions/")
