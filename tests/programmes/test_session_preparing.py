"""The agenda and the materials of a session, typed into tables that need no script."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction

from programmes.enums import SessionState
from programmes.models import AgendaItem, Pair, Session
from tests.factories.programmes import make_pair, make_team
from tests.factories.sessions import a_session
from tests.programmes.pages import get, post, words

pytestmark = pytest.mark.django_db
CANARY = "CANARY-7b1f"


@pytest.fixture
def pair() -> Pair:
    return make_pair(make_team())


@pytest.fixture
def session(pair: Pair) -> Session:
    return a_session(pair.team)


def row(*cells: object) -> dict[str, object]:
    return dict(zip(("minutes", "title", "note"), cells, strict=False))


def rows(*typed: dict[str, object], **more: object) -> dict[str, object]:
    """A table of rows as a browser sends it."""
    data: dict[str, object] = {"form-TOTAL_FORMS": len(typed), "form-INITIAL_FORMS": 0, **more}
    for place, one in enumerate(typed):
        data |= {f"form-{place}-{name}": value for name, value in one.items()}
    return data


def agenda(session: Session) -> list[tuple[int, str, str]]:
    return list(session.agenda.values_list("minutes", "title", "note"))


def test_an_agenda_is_replaced_in_the_order_sent(session: Session) -> None:
    sent = rows(row(40, "First"), row("", ""), row(20, "Second", "A note"))
    response = post(session.facilitator, "session_agenda", session, **sent)
    assert "The agenda is saved." in words(response)
    assert agenda(session) == [(40, "First", ""), (20, "Second", "A note")]


def test_an_agenda_that_does_not_add_up_is_kept_and_says_by_how_much(session: Session) -> None:
    sent = rows(row(75, "All of it"))
    response = post(session.facilitator, "session_agenda", session, **sent)
    assert "It is 15 min longer than the session." in words(response)
    assert "The agenda takes 1 h 15 min, the session 1 h." in words(response)


def test_a_row_that_was_emptied_or_ticked_is_gone(session: Session) -> None:
    sent = rows(row("", ""), row(20, "Stays"), {**row("many", "Goes"), "DELETE": "on"})
    post(session.facilitator, "session_agenda", session, **sent)
    assert agenda(session) == [(20, "Stays", "")]


@pytest.mark.parametrize(
    ("pressed", "titles"),
    [
        ({"up": 2}, ["Second", "First", "Third"]),
        ({"down": 2}, ["First", "Third", "Second"]),
        ({"up": 1}, ["First", "Second", "Third"]),
        ({"down": "x" * 50}, ["First", "Second", "Third"]),
        ({"add": "rows"}, ["First", "Second", "Third", "", "", ""]),
    ],
)
def test_moving_and_adding_keep_what_was_typed_and_save_nothing(
    session: Session, pressed: dict[str, object], titles: list[str]
) -> None:
    before = agenda(session)
    typed = rows(row("many", "First"), row(20, "Second"), row(5, "Third"), **pressed)
    response = post(session.facilitator, "session_agenda", session, **typed)
    assert response.status_code == 200
    found = re.findall(r'name="form-\d+-title"(?: value="(\w*)")?', response.content.decode())
    assert found[: len(titles)] == titles
    assert 'value="many"' in response.content.decode()
    assert agenda(session) == before


def test_a_bad_row_is_named_and_nothing_typed_is_lost(session: Session) -> None:
    before = agenda(session)
    typed = rows(row(0, "First"), row(10, ""), row(10, CANARY))
    response = post(session.facilitator, "session_agenda", session, **typed)
    assert response.status_code == 422
    for sentence in (
        "Row 1: Type the minutes as a number from 1 to 480.",
        "Row 2: Say what these minutes are for.",
    ):
        assert sentence in words(response)
    assert CANARY in response.content.decode()
    assert agenda(session) == before


def test_a_table_that_lost_its_numbers_says_so(session: Session) -> None:
    response = post(session.facilitator, "session_agenda", session, **{"form-0-title": "x"})
    assert response.status_code == 422
    assert "Part of this page is missing. Load it again" in words(response)


@pytest.mark.parametrize(
    "link",
    ["http://a.example/", "javascript:alert(1)", "ftp://a.example/", "https://", "a b", "//"],
)
def test_links_that_are_not_safe_are_named(session: Session, link: str) -> None:
    sent = rows({"title": "Worksheet", "url": link})
    response = post(session.facilitator, "session_materials", session, **sent)
    assert response.status_code == 422
    sentence = "Row 1: Type the whole address, beginning with https://."
    assert words(response).count(sentence) == 2
    assert not session.materials.exists()


def test_materials_are_replaced_and_shown_to_the_team(pair: Pair, session: Session) -> None:
    sent = rows(
        {"title": "Worksheet", "url": "papers.example/a"},
        {"title": "Guide", "url": "https://papers.example/b"},
    )
    assert "The materials are saved." in words(
        post(session.facilitator, "session_materials", session, **sent)
    )
    post(session.facilitator, "session_materials", session, **sent)
    seen = get(pair.leader, "session", session).content.decode()
    assert re.findall(r'href="(https://papers[^"]+)"', seen) == [
        "https://papers.example/a",
        "https://papers.example/b",
    ]


def test_too_many_rows_are_refused_in_words(session: Session) -> None:
    sent = rows(*[row(1, "One")] * 41)
    response = post(session.facilitator, "session_agenda", session, **sent)
    assert response.status_code == 422
    assert "There can be at most 40 rows. Take some away." in words(response)


def test_a_cancelled_session_needs_no_preparing(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    response = post(session.facilitator, "session_agenda", session, **rows(row(60, CANARY)))
    assert response.status_code == 422
    assert "This session is cancelled, so there is nothing to prepare." in words(response)
    assert CANARY in response.content.decode()


def test_a_place_in_the_agenda_is_used_once(session: Session) -> None:
    with pytest.raises(IntegrityError, match="agenda_position_is_used_once"), transaction.atomic():
        AgendaItem.objects.filter(session=session).update(position=1)
