"""Whether a release waits: the short form of the cockpit says the same as the release itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from programmes.enums import SessionState
from programmes.models import Room, Session, Team
from programmes.queries.dates import dates_of
from programmes.queries.glances import sessions_of
from programmes.queries.people import Waiting, waiting_to_be_told
from programmes.queries.releases import preview_of
from programmes.queries.unreleased import unreleased
from programmes.services.invitations import update_invitations
from tests.factories.programmes import make_colleague, make_member, make_pair, make_team
from tests.factories.releases import cancel, change, move, press, remove, restore
from tests.factories.sessions import a_session, at, span

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    """Told to Bob, who leads, Dr Alice Ahmed and Amir Khan."""
    team = make_team()
    make_pair(team)
    return a_session(team)


def somebody_joins(session: Session) -> None:
    make_member(session.team, "Jo Bell")


def somebody_leaves(session: Session) -> None:
    remove(session.team, "Amir Khan")


def the_room_changes(session: Session) -> None:
    organisation = session.team.programme.organisation
    change(session, room=Room.objects.create(organisation=organisation, name="Room 2"))


def somebody_else_leads(session: Session) -> None:
    ann = make_colleague("Ann Ito", session.team.programme.organisation)
    change(session, facilitator=ann)
    update_invitations(session.team)


def it_is_cancelled_and_begins(session: Session) -> None:
    cancel(session)
    began(session)


def began(session: Session) -> None:
    """As time leaves it."""
    edition = session.released
    assert edition
    edition.during = session.during = span(at(-1), 60)
    edition.save()
    Session.objects.filter(pk=session.pk).update(during=session.during)


def it_begins_and_somebody_joins(session: Session) -> None:
    began(session)
    somebody_joins(session)


def it_comes_back_after_all_heard(session: Session) -> None:
    cancel(session)
    press(session.team)
    restore(Session.objects.get(pk=session.pk))


def it_comes_back_before_anybody_heard(session: Session) -> None:
    restore(cancel(session))


def all_heard_that_it_is_cancelled(session: Session) -> None:
    cancel(session)
    press(session.team)


def whoever_joined_closed_their_account(session: Session) -> None:
    member = make_member(session.team, "Jo Bell")
    member.person.is_active = False
    member.person.save()


def another_is_dropped(session: Session) -> None:
    cancel(a_session(session.team, at(14), released=False))


def it_was_held(session: Session) -> None:
    began(session)
    Session.objects.filter(pk=session.pk).update(state=SessionState.HELD, held_at=at(-1, 11))


EDITS: tuple[tuple[Callable[[Session], object], bool], ...] = (
    (lambda _: None, False),
    (somebody_joins, True),
    (somebody_leaves, True),
    (lambda session: move(session, 9), True),
    (lambda session: change(session, name="Another name"), True),
    (lambda session: change(session, before="Bring a list."), True),
    (lambda session: change(session, link="https://meet.example/1"), True),
    (lambda session: change(session, output="A list."), False),
    (the_room_changes, True),
    (somebody_else_leads, True),
    (cancel, True),
    (it_is_cancelled_and_begins, False),
    (all_heard_that_it_is_cancelled, False),
    (it_comes_back_after_all_heard, True),
    (it_comes_back_before_anybody_heard, False),
    (began, False),
    (it_begins_and_somebody_joins, False),
    (it_was_held, False),
    (lambda session: change(session, during=span(at(-1), 60)), False),
    (lambda session: change(session, during=None, state=SessionState.PLANNED), False),
    (whoever_joined_closed_their_account, False),
    (lambda session: a_session(session.team, at(14), released=False), True),
    (lambda session: a_session(session.team, at(-1), released=False), False),
    (another_is_dropped, False),
)


@pytest.mark.parametrize(("edit", "waits"), EDITS)
def test_every_page_says_the_same_of_whether_a_release_waits(
    session: Session, edit: Callable[[Session], object], waits: bool
) -> None:
    edit(session)
    team = Team.objects.get(pk=session.team_id)
    preview, short = preview_of(team), unreleased(sessions_of(team.programme_id))
    assert (bool(preview), bool(short)) == (waits, waits)
    assert (short.people if short else 0) == preview.people
    dates = dates_of(team, by=team.programme.facilitator)
    assert dates.unreleased == len(preview.changes)


def test_the_dates_name_how_many_people_have_not_heard(session: Session) -> None:
    somebody_joins(session)
    somebody_leaves(session)
    (line,) = dates_of(session.team, by=session.facilitator).lines
    assert line.told == "1 person is invited. 1 person is no longer invited."
    assert waiting_to_be_told(session.team) == Waiting(joined=1, left=1)


def test_nobody_counts_as_new_where_a_cancelled_session_comes_back(session: Session) -> None:
    it_comes_back_after_all_heard(session)
    assert waiting_to_be_told(session.team) == Waiting(joined=0, left=0)


def test_a_date_that_passed_before_a_release_is_named(session: Session) -> None:
    late = a_session(session.team, at(-1), released=False)
    dates = dates_of(session.team, by=session.facilitator)
    assert (dates.unreleased, dates.too_late) == (0, (late,))
