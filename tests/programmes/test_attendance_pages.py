import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import RoleKind
from programmes.enums import Answer, Audience, SessionState
from programmes.models import Session, Team
from programmes.services.attendance import record_attendance
from tests.factories.programmes import make_colleague, make_pair, make_team
from tests.factories.sessions import a_session, at
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db

SEEN = re.compile(r'name="seen" value="([^"]*)"')
CHOSEN = re.compile(r'name="person_(\d+)" value="(\w+)" data-key="\w"( checked)?')

NOBODY = (
    "Nobody at Northvale University Hospitals has this name or address. Check the spelling; "
    "somebody new is added under People first."
)


@pytest.fixture
def team() -> Team:
    team: Team = make_pair(make_team()).team
    return team


@pytest.fixture
def session(team: Team) -> Session:
    return a_session(team, at(-1))


def url(session: Session) -> str:
    return f"/sessions/{session.pk}/attendance/"


def bob(session: Session) -> Client:
    return client_of(session.facilitator)


def chosen(text: str) -> dict[str, str]:
    """What the page has chosen, as its form would send it; with what it was opened with."""
    marks = {f"person_{one}": value for one, value, checked in CHOSEN.findall(text) if checked}
    return {"seen": SEEN.search(text).group(1), **marks}


def field(session: Session, name: str) -> str:
    return f"person_{session.invitations.get(person__name=name).person_id}"


def recorded(session: Session) -> dict[str, str]:
    return dict(session.invitations.values_list("person__name", "attendance"))


def test_only_exceptions_are_pressed(session: Session) -> None:
    session.invitations.filter(person__name="Amir Khan").update(answer=Answer.APOLOGIES)
    client = bob(session)
    form = chosen(client.get(url(session)).text)
    assert form[field(session, "Amir Khan")] == "apologies"

    response = client.post(url(session), form, follow=True)

    assert recorded(session) == {
        "Dr Alice Ahmed": "attended",
        "Amir Khan": "apologies",
        "Bob Lane": "attended",
    }
    assert "Attendance of 3 people is saved. The session counts as held." in response.text
    assert "<strong>2</strong> here" in response.text
    assert "<strong>1</strong> one of the two" in response.text
    assert "Last saved by Bob Lane" in response.text
    assert "Nothing counts until you press" not in response.text


def test_saving_again_says_that_nothing_changed(session: Session) -> None:
    client = bob(session)
    client.post(url(session), chosen(client.get(url(session)).text))
    form = chosen(client.get(url(session)).text)
    response = client.post(url(session), form, follow=True)
    assert "Nothing has changed: all of this is recorded already." in response.text


def test_nothing_chosen_is_no_success(session: Session) -> None:
    response = bob(session).post(url(session), {})
    assert response.status_code == 422
    assert "Nothing was recorded. Choose an answer for at least one person." in response.text
    session.refresh_from_db()
    assert session.state == SessionState.SCHEDULED


def test_an_answer_that_is_none_is_refused_in_words(session: Session) -> None:
    form = {field(session, "Amir Khan"): "asleep"}
    response = bob(session).post(url(session), form)
    assert response.status_code == 422
    assert "Choose one of the four for Amir Khan." in response.text


def test_before_it_opens_the_page_says_when(team: Team) -> None:
    session = a_session(team, at(7))
    client = bob(session)
    response = client.get(url(session))
    assert "Attendance opens at 9:30am on" in response.text
    assert "data-marks" not in response.text
    response = client.post(url(session), {field(session, "Amir Khan"): "attended"})
    assert response.status_code == 422
    assert recorded(session)["Amir Khan"] == ""


def test_half_an_hour_before_the_start_it_is_saved_and_not_yet_held(team: Team) -> None:
    session = a_session(team, timezone.now() + timedelta(minutes=20))
    client = bob(session)
    form = chosen(client.get(url(session)).text)
    response = client.post(url(session), form, follow=True)
    assert "It counts as held once it is over." in response.text


def test_after_fourteen_days_a_reason_is_asked(team: Team) -> None:
    session = a_session(team, at(-20))
    client = bob(session)
    page = client.get(url(session)).text
    assert "Why so late?" in page
    response = client.post(url(session), chosen(page))
    assert response.status_code == 422
    assert "More than 14 days have passed. Choose why so late." in response.text
    assert client.post(url(session), chosen(page) | {"reason": "no_time"}).status_code == 302


def test_two_at_once_lose_nothing(session: Session) -> None:
    """Carol has Amir not here; Bob, who opened the page before, has Alice for part of it."""
    carol = make_colleague("Carol Dean", session.team.programme.organisation, RoleKind.FACILITATOR)
    carol.is_staff = True
    carol.save()
    first, second = bob(session), client_of(carol)
    alice, amir = field(session, "Dr Alice Ahmed"), field(session, "Amir Khan")
    opened = first.get(url(session)).text
    second.post(url(session), chosen(second.get(url(session)).text) | {amir: "absent"})

    response = first.post(url(session), chosen(opened) | {alice: "part"})

    assert response.status_code == 409
    assert "Carol Dean saved attendance at" in response.text
    assert "Saved meanwhile: Not here" in response.text
    form = chosen(response.text)
    assert (form[alice], form[amir]) == ("part", "absent")
    assert recorded(session)["Dr Alice Ahmed"] == "attended"
    assert first.post(url(session), form).status_code == 302
    assert recorded(session) == {
        "Dr Alice Ahmed": "part",
        "Amir Khan": "absent",
        "Bob Lane": "attended",
    }


def test_an_error_does_not_hide_what_somebody_saved_meanwhile(session: Session) -> None:
    client, amir = bob(session), field(session, "Amir Khan")
    form = chosen(client.get(url(session)).text)
    record_attendance(
        by=session.facilitator, session=session, presence={int(amir[7:]): "absent"}, seen={}
    )
    wrong = client.post(url(session), form | {"colleague": "Nobody Known", "add": "1"})
    response = client.post(url(session), chosen(wrong.text))
    assert response.status_code == 409
    assert recorded(session)["Amir Khan"] == "absent"


def test_a_colleague_is_added_by_name_or_address_and_counts_once_saved(session: Session) -> None:
    sam = make_colleague("Sam Wood", session.team.programme.organisation)
    for words in ("sam  wood", sam.email.upper()):
        client = bob(session)
        form = chosen(client.get(url(session)).text)
        form[field(session, "Amir Khan")] = "part"
        page = client.post(url(session), form | {"colleague": words, "add": "1"}).text
        assert "was not invited" in page
        assert chosen(page)[f"person_{sam.pk}"] == "attended"
        assert chosen(page)[field(session, "Amir Khan")] == "part"
        assert "Sam Wood" not in recorded(session)
    client.post(url(session), chosen(page) | {"walk_in": sam.pk})
    assert recorded(session)["Sam Wood"] == "attended"


def test_a_member_who_was_not_invited_is_chosen_from_the_team(team: Team) -> None:
    session = a_session(team, at(-1), audience=Audience.LEADERS)
    client, amir = bob(session), team.pairs.get().pa
    page = client.get(url(session)).text
    assert f'<option value="{amir.pk}">Amir Khan</option>' in page
    client.post(url(session), chosen(page) | {"member": amir.pk})  # Save takes it along
    assert recorded(session)["Amir Khan"] == "attended"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Choose somebody, or type a name or an e-mail address."),
        (
            "Eve Stone",
            NOBODY,
        ),
        ("Amir Khan", "Amir Khan is in the list already."),
        ("Jo Bell", "Several people have this name. Type the e-mail address instead."),
    ],
)
def test_whoever_cannot_be_added_is_said_in_words(
    session: Session, words: str, sentence: str
) -> None:
    for _ in range(2):
        make_colleague("Jo Bell", session.team.programme.organisation)
    client = bob(session)
    form = chosen(client.get(url(session)).text)
    response = client.post(url(session), form | {"colleague": words, "add": "1"})
    assert response.status_code == 422
    assert sentence in response.text
    assert set(recorded(session).values()) == {""}


def test_members_do_not_find_the_page(session: Session) -> None:
    assert client_of(session.team.pairs.get().leader).get(url(session)).status_code == 404


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_page_takes_as_many_queries_for_three_pairs_as_for_one(
    team: Team, pairs: int, django_assert_num_queries
) -> None:
    for number in range(pairs - 1):
        make_pair(team, f"Leader {number}", f"PA {number}")
    session = a_session(team, at(-1))
    client = bob(session)
    client.get(url(session))
    with django_assert_num_queries(7):
        client.get(url(session))
