"""The pages of the promise of time."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import Email
from programmes.enums import Level, MemberKind
from programmes.models import Programme, Promise, RoleSheet
from programmes.queries.promises import Part, parts_of
from programmes.services.promises import ask_for_promises
from tests.factories.programmes import (
    make_colleague,
    make_member,
    make_pair,
    make_team,
)
from tests.factories.sessions import a_session
from tests.programmes.promises import (
    a_pair_team,
    a_programme,
    answer,
    asked,
    promise,
    standings,
)
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


def page(person: Person, route: str, programme: Programme) -> str:
    response = client_of(person).get(reverse(route, args=[programme.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


def give(person: Person, programme: Programme, **data: Any) -> Any:
    return client_of(person).post(reverse("promise", args=[programme.pk]), data)


def test_role_sheets_show_every_level_to_everybody_in_the_programme() -> None:
    team = a_pair_team()
    alice = team.memberships.get(kind=MemberKind.LEADER).person
    text = page(alice, "role_sheets", team.programme)
    for level in Level:
        assert f"What a {level.label} does." in text
    assert "Your part" in text
    assert "3 h in 3 sessions and 2 h beside them, over 4 weeks." in text
    assert "2 h and no sessions, over 4 weeks." in text
    assert "about 1 h 15 min a week" in text


def test_a_programme_without_a_template_says_so() -> None:
    team = make_team()
    assert "No role sheets here" in page(team.programme.facilitator, "role_sheets", team.programme)


def test_reading_asks_and_answers_nothing() -> None:
    team = a_pair_team()
    alice = team.memberships.get(kind=MemberKind.LEADER).person
    text = page(alice, "promise", team.programme)
    assert "Bob Lane has not asked for your answer yet." in text
    assert "I accept" not in text
    page(team.programme.facilitator, "promises", team.programme)
    assert (Promise.objects.count(), Email.objects.count()) == (0, 0)


def test_an_unasked_person_cannot_answer_yet() -> None:
    team = a_pair_team()
    alice = team.memberships.get(kind=MemberKind.LEADER).person
    response = give(alice, team.programme, level="leader", answer="accepted")
    assert "You have not been asked yet. You can answer when you have." in response.content.decode()
    assert Promise.objects.count() == 0


def test_accepting_on_the_page_reads_back_with_its_date() -> None:
    programme = asked(a_pair_team())
    alice = promise(programme, Level.LEADER).person
    response = give(alice, programme, level="leader", seen="300", answer="accepted")
    assert response.status_code == 302
    text = page(alice, "promise", programme)
    assert f"You accepted on {format_date(today())}." in text
    assert "Change your answer" in text


def test_declining_without_a_reason_says_what_is_missing() -> None:
    programme = asked(a_pair_team())
    amir = promise(programme, Level.PA).person
    response = give(amir, programme, level="pa", seen="300", answer="declined")
    assert "Say in a sentence what stands in the way" in response.content.decode()
    give(amir, programme, level="pa", seen="300", answer="declined", reason="No cover <b>")
    assert "“No cover &lt;b&gt;”" in page(amir, "promise", programme)
    assert "“No cover &lt;b&gt;”" in page(programme.facilitator, "promises", programme)


def test_two_parts_are_answered_apart() -> None:
    programme = a_programme()
    programme.sponsor = bob = programme.facilitator
    programme.save()
    ask_for_promises(by=bob, programme=programme)
    give(bob, programme, level="sponsor", answer="accepted")
    assert standings(programme) == {"sponsor": "ACCEPTED", "facilitator": "WAITING"}
    response = give(bob, programme, level="pa", answer="accepted")
    assert "Answer for one of the parts below." in response.content.decode()


def test_grown_time_is_shown_to_the_person_and_to_the_facilitator() -> None:
    team = a_pair_team()
    programme = asked(team)
    answer(programme, Level.LEADER)
    a_session(team, minutes=60, released=False)
    alice = promise(programme, Level.LEADER).person
    text = page(alice, "promise", programme)
    assert "when it was 5 h. It has become more since then." in text
    assert "<strong>6 h</strong>" in text
    assert "I accept" in text
    assert "Accepted less" in page(programme.facilitator, "promises", programme)


def test_one_press_asks_those_who_were_not_asked() -> None:
    team = a_pair_team()
    programme = team.programme
    client = client_of(programme.facilitator)
    url = reverse("promises", args=[programme.pk])
    assert "Ask 4 people" in client.get(url).content.decode()
    text = client.post(url, follow=True).content.decode()
    assert "4 people get one message each with the time that is asked." in text
    assert "Ask 4 people" not in text
    text = client.post(url, follow=True).content.decode()
    assert "Everybody has been asked already." in text
    assert Email.objects.count() == 4


def test_a_closed_programme_is_read_and_asks_nobody() -> None:
    team = a_pair_team()
    programme = asked(team)
    make_member(team, "Grace Obi")
    alice = promise(programme, Level.LEADER).person
    Programme.objects.filter(pk=programme.pk).update(closed_on=today())
    assert "I accept" not in page(alice, "promise", programme)
    bob = programme.facilitator
    assert "Ask 1 person" not in page(bob, "promises", programme)
    client = client_of(bob)
    url = reverse("promises", args=[programme.pk])
    said = client.post(url, follow=True).content.decode()
    assert f"This programme closed on {format_date(today())}." in said


def test_the_chief_executive_reads_the_sheets_and_others_read_nothing() -> None:
    team = a_pair_team()
    organisation = team.programme.organisation
    acting = make_colleague("Ada Cole", organisation, RoleKind.ACTING_CHIEF_EXECUTIVE)
    staff = make_colleague("Sam Wood", organisation)
    got = {
        (person.name, route): client_of(person)
        .get(reverse(route, args=[team.programme.pk]))
        .status_code
        for person in (acting, staff)
        for route in ("role_sheets", "promise", "promises")
    }
    assert got == {
        ("Ada Cole", "role_sheets"): 200,
        ("Ada Cole", "promise"): 404,
        ("Ada Cole", "promises"): 404,
        ("Sam Wood", "role_sheets"): 404,
        ("Sam Wood", "promise"): 404,
        ("Sam Wood", "promises"): 404,
    }


def test_a_part_without_a_sheet_is_still_asked_for() -> None:
    team = a_pair_team()
    RoleSheet.objects.filter(level=Level.LEADER).delete()
    programme = asked(team)
    alice = promise(programme, Level.LEADER).person
    parts: list[Part] = parts_of(programme, alice)
    assert [(part.sheet, part.ask.minutes) for part in parts] == [(None, 180)]
    assert "3 h in 3 sessions, over 4 weeks." in page(alice, "promise", programme)


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_answers_of_many_take_no_more_queries(
    client: Client, pairs: int, django_assert_num_queries: Any
) -> None:
    team = make_team(a_programme())
    for number in range(pairs):
        make_pair(team, f"Leader {number}", f"PA {number}")
    programme = asked(team)
    client.force_login(programme.facilitator)
    url = reverse("promises", args=[programme.pk])
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)
