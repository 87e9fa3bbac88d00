"""Whoever leads one session of somebody else's programme prepares it and keeps its attendance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import today
from programmes.models import Pair
from programmes.services.agendas import ItemDraft, set_agenda
from programmes.services.attendance import record_attendance
from tests.factories.programmes import make_colleague, make_pair, make_team
from tests.factories.sessions import a_session, at
from tests.programmes.pages import get, words
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
LED = ("session", "attendance", "session_agenda", "session_materials")
RUN = ("session_move", "session_edit", "session_cancel")


@pytest.fixture
def pair() -> Pair:
    return make_pair(make_team())


@pytest.fixture
def carol(pair: Pair) -> Person:
    """A facilitator of the organisation, but not of the programme."""
    return make_colleague("Carol Next", pair.team.programme.organisation, RoleKind.FACILITATOR)


def test_the_session_is_theirs_to_prepare_and_record_not_to_move(pair: Pair, carol: Person) -> None:
    session = a_session(pair.team, at(-1), facilitator=carol)
    other = a_session(pair.team, at(-2))
    assert {get(carol, page, session).status_code for page in LED} == {200}
    assert {get(carol, page, session).status_code for page in RUN} == {404}
    assert {get(carol, page, other).status_code for page in (*LED, *RUN)} == {404}
    assert "Move it" not in get(carol, "attendance", session).text
    set_agenda(by=carol, session=session, items=[ItemDraft(60, "Everything")])
    recorded = record_attendance(
        by=carol, session=session, presence={pair.leader.pk: "attended"}, seen={}
    )
    assert recorded.held_now


def test_it_is_on_their_home_and_nothing_to_release(pair: Pair, carol: Person) -> None:
    over = a_session(pair.team, at(-1), facilitator=carol)
    to_come = a_session(pair.team, at(7), facilitator=carol)
    home = client_of(carol).get("/")
    assert f"/sessions/{over.pk}/attendance/" in home.text
    assert f"/sessions/{to_come.pk}/" in home.text
    assert "A release waits" not in words(home)


def test_it_is_theirs_while_the_role_lasts(pair: Pair, carol: Person) -> None:
    session = a_session(pair.team, at(-1), facilitator=carol)
    carol.roles.update(ends_on=today() - timedelta(days=1))
    assert get(carol, "attendance", session).status_code == 404
    assert "Record attendance" not in client_of(carol).get("/").text
