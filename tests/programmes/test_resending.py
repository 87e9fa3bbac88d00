"""A person's whole series again: the same numbers, a newer stamp."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from programmes.models import Team
from programmes.queries.releases import preview_of
from programmes.services.releases import release_series, resend_series
from tests.factories.programmes import make_pair, make_team
from tests.factories.releases import (
    by_name,
    move,
    press,
)
from tests.factories.sessions import a_session, at
from tests.support.second_opinion import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Dr Alice Ahmed and Amir Khan; Bob Lane leads."""
    made = make_team()
    make_pair(made)
    return made


def test_a_series_is_sent_again_with_the_same_numbers_and_a_newer_stamp(team):
    first, second = a_session(team, released=False), a_session(team, at(14), released=False)
    press(team)
    move(second, 15)  # not released: nobody hears of it
    alice = by_name(team, "Dr Alice Ahmed")
    email = resend_series(by=alice, team=team, person=alice)
    assert (email.to, email.subject) == (
        alice.email,
        "All your session dates: Executive team, first wave",
    )
    assert [event["SEQUENCE"] for event in told(email)] == ["0", "0"]
    assert [event.moment("DTSTART") for event in told(email)] == [at(7), at(14)]
    for session in (first, second):
        before, again = session.invitations.get(person=alice).messages.order_by("stamp")
        assert (before.sequence, again.sequence, again.release) == (0, 0, None)
        assert again.stamp > before.stamp
        assert email.after_id == before.email_id


def test_a_release_after_sending_again_has_a_newer_stamp_still(team):
    session = a_session(team, released=False)
    press(team)
    alice = by_name(team, "Dr Alice Ahmed")
    resend_series(by=alice, team=team, person=alice)
    move(session, 9)
    press(team)
    stamps = list(
        session.invitations.get(person=alice)
        .messages.order_by("pk")
        .values_list("stamp", flat=True)
    )
    assert stamps == sorted(set(stamps))
    assert all(stamp.microsecond == 0 for stamp in stamps)


def test_a_series_is_sent_again_once_in_ten_minutes(team):
    a_session(team, released=False)
    press(team)
    alice, bob = by_name(team, "Dr Alice Ahmed"), team.programme.facilitator
    resend_series(by=bob, team=team, person=alice)
    with pytest.raises(ValidationError) as refused:
        resend_series(by=alice, team=team, person=alice)
    assert refused.value.messages[0].startswith("The series was sent at ")
    assert resend_series(by=bob, team=team, person=bob).to == bob.email


def test_a_leader_sends_no_other_persons_series(team):
    a_session(team, released=False)
    press(team)
    with pytest.raises(PermissionDenied):
        resend_series(
            by=by_name(team, "Dr Alice Ahmed"), team=team, person=by_name(team, "Amir Khan")
        )


def test_there_may_be_nothing_to_send_again(team):
    a_session(team, at(-3))
    alice, bob = by_name(team, "Dr Alice Ahmed"), team.programme.facilitator
    for by, who in ((alice, "You have"), (bob, "Dr Alice Ahmed has")):
        with pytest.raises(ValidationError) as refused:
            resend_series(by=by, team=team, person=alice)
        assert refused.value.messages == [f"{who} no session to come that was released."]


def test_a_series_waits_for_a_release_that_is_being_sent(team):
    a_session(team, released=False)
    press(team)
    a_session(team, at(14), released=False)
    bob = team.programme.facilitator
    release_series(by=bob, team=team, seen=preview_of(team).fingerprint)
    with pytest.raises(ValidationError) as refused:
        resend_series(by=bob, team=team, person=bob)
    assert refused.value.messages == [
        "A release is being sent at this moment. Wait a minute, then send the series again."
    ]
