"""What the database itself refuses about releases, invitations and what calendars were told."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.utils import timezone

from programmes.models import (
    CalendarFeed,
    CalendarMessage,
    Edition,
    Invitation,
    Release,
    Session,
    StrayAnswer,
    Team,
)
from tests.factories.programmes import make_pair, make_team
from tests.factories.releases import press
from tests.factories.sessions import a_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    made = make_team()
    make_pair(made)
    return made


@pytest.fixture
def session(team: Team) -> Session:
    made = a_session(team, released=False)
    press(team)
    return made


def again(row: Any) -> None:
    """The same row once more."""
    row.pk = None
    row._state.adding = True
    row.save()


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (Release, "release_number_is_used_once"),
        (Edition, "session_has_one_edition_in_a_release"),
        (Invitation, "person_is_invited_to_a_session_once"),
        (CalendarMessage, "calendar_is_told_once_in_a_release"),
    ],
)
def test_there_is_one_of_each(session, model, sentence):
    row = model.objects.first()
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        again(row)


def test_a_series_may_be_sent_again_any_number_of_times(session):
    message = CalendarMessage.objects.first()
    message.release = None
    again(message)
    again(message)
    assert CalendarMessage.objects.filter(release=None).count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"told_method": "REQUEST", "told_sequence": None},
        {"told_method": "", "told_sequence": 3},
        {"told_method": "ADD", "told_sequence": 3},
    ],
)
def test_what_was_told_has_a_method_and_a_number(session, fields):
    with pytest.raises(IntegrityError, match="told_calendar_has_a_sequence"):
        session.invitations.update(**fields)


def test_the_ledger_knows_two_methods(session):
    message = CalendarMessage.objects.first()
    message.release, message.method = None, "ADD"
    with pytest.raises(IntegrityError, match="calendar_method_is_known"):
        again(message)


def test_a_person_has_one_live_feed_and_any_number_of_old_ones(session, team):
    bob = team.programme.facilitator
    CalendarFeed.objects.create(person=bob, key_hash="1", revoked_at=timezone.now())
    CalendarFeed.objects.create(person=bob, key_hash="2", revoked_at=timezone.now())
    CalendarFeed.objects.create(person=bob, key_hash="3")
    with pytest.raises(IntegrityError, match="person_has_one_live_calendar_feed"):
        CalendarFeed.objects.create(person=bob, key_hash="4")


def test_a_stray_answer_is_kept_once_and_is_an_answer(session):
    StrayAnswer.objects.create(session=session, address="x@y.uk", answer="yes")
    with pytest.raises(IntegrityError, match="stray_answer_is_kept_once"), transaction.atomic():
        StrayAnswer.objects.create(session=session, address="x@y.uk", answer="perhaps")
    with pytest.raises(IntegrityError, match="stray_answer_is_known"):
        StrayAnswer.objects.create(session=session, address="z@y.uk", answer="maybe")


@pytest.mark.parametrize(
    "fields", [{"sequence": 9}, {"method": "CANCEL"}, {"release": None}, {"stamp": None}]
)
def test_the_ledger_is_never_changed(session, fields):
    """Trigger ledger_is_append_only."""
    with pytest.raises(InternalError, match="Cannot update rows"):
        CalendarMessage.objects.update(**fields)


def test_a_message_of_the_ledger_may_lose_its_mail(session):
    assert CalendarMessage.objects.update(email=None) == 3
