"""Until a release says otherwise, everything stays for participants as they were told."""

from __future__ import annotations

import pytest

from programmes.enums import CalendarMethod
from programmes.models import Pair, Session
from programmes.services.answers import answer_invitation
from tests.factories.programmes import make_pair, make_team
from tests.factories.releases import come_back, press, remove
from tests.factories.sessions import a_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return make_pair(make_team())


@pytest.fixture
def session(pair: Pair) -> Session:
    """In a week; Alice, Amir and Bob, who leads it, are told of it."""
    return a_session(pair.team)


def test_a_slip_undone_before_a_release_keeps_the_answer(pair: Pair, session: Session) -> None:
    mine = session.invitations.get(person=pair.leader)
    answer_invitation(by=pair.leader, invitation=mine, answer="yes")

    remove(pair.team, pair.leader.name)
    come_back(pair.team, pair.leader.name)

    mine.refresh_from_db()
    assert (mine.withdrawn_at, mine.answer, mine.answered_by) == (None, "yes", pair.leader)


def test_whoever_was_told_to_stay_away_and_is_asked_again_starts_anew(
    pair: Pair, session: Session
) -> None:
    mine = session.invitations.get(person=pair.leader)
    answer_invitation(by=pair.leader, invitation=mine, answer="yes")

    remove(pair.team, pair.leader.name)
    press(pair.team)
    mine.refresh_from_db()
    assert mine.told_method == CalendarMethod.CANCEL

    come_back(pair.team, pair.leader.name)
    press(pair.team)
    mine.refresh_from_db()
    assert (mine.told_method, mine.answer) == (CalendarMethod.REQUEST, "")
