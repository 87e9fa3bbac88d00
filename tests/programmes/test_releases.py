"""A release tells everybody concerned what changed, once, and nobody anything else."""

import datetime as dt

import pytest
from django.core import mail as django_mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from productive_leader.core import outbox
from productive_leader.core.models import AuditEvent, Email, OutboxItem
from programmes.enums import Answer, Audience, SessionState
from programmes.models import CalendarMessage, Edition, Invitation, Release, Room, Session, Team
from programmes.queries.releases import preview_of
from programmes.services.calendar_mail import write_release
from programmes.services.invitations import update_invitations
from programmes.services.releases import release_series, resend_series
from tests.factories.programmes import make_colleague, make_member, make_pair, make_team
from tests.factories.sessions import a_session, at, span
from tests.support.second_opinion import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Dr Alice Ahmed and Amir Khan; Bob Lane leads."""
    made = make_team()
    make_pair(made)
    return made


def press(team: Team) -> Release:
    """Look, then release, then let the worker write."""
    release = release_series(
        by=team.programme.facilitator, team=team, seen=preview_of(team).fingerprint
    )
    write_release(release_id=release.pk)
    return release


def change(session: Session, **fields) -> Session:
    """What an edit leaves: the plan alone is changed."""
    session.refresh_from_db()
    for name, value in fields.items():
        setattr(session, name, value)
    session.save()
    return session


def move(session: Session, days: int, hour: int = 10) -> Session:
    return change(session, during=span(at(days, hour), session.minutes))


def cancel(session: Session) -> Session:
    return change(session, state=SessionState.CANCELLED)


def told_of(session: Session) -> list[tuple[str, str, int]]:
    """The whole ledger of one session, in order of person and time."""
    rows = CalendarMessage.objects.filter(invitation__session=session)
    return list(
        rows.order_by("invitation__person__name", "stamp").values_list(
            "invitation__person__name", "method", "sequence"
        )
    )


def mails_since(release: Release) -> list[Email]:
    ids = release.messages.values("email")
    return list(Email.objects.filter(pk__in=ids).order_by("to"))


def by_name(team: Team, name: str):
    return team.memberships.get(person__name=name).person


def test_the_first_release_invites_everybody_to_everything_in_one_message_each(team):
    first, second = a_session(team, released=False), a_session(team, at(14), released=False)
    release = press(team)
    assert (release.number, release.people, len(release.plan)) == (1, 3, 6)
    assert told_of(first) == [
        ("Amir Khan", "REQUEST", 0),
        ("Bob Lane", "REQUEST", 0),
        ("Dr Alice Ahmed", "REQUEST", 0),
    ]
    assert [len(email.calendars) for email in mails_since(release)] == [2, 2, 2]
    for session in (first, second):
        session.refresh_from_db()
        assert (session.state, session.sequence) == (SessionState.SCHEDULED, 0)
        assert session.released.starts_at == session.starts_at
    event = AuditEvent.objects.get(action="series.released")
    assert event.detail == {"team": team.pk, "people": 3, "messages": 6}


def test_a_message_says_what_it_is_about(team):
    room = Room.objects.create(
        organisation=team.programme.organisation, name="Room 2", building="Trust HQ"
    )
    session = a_session(team, at(7, 10), released=False, room=room, before="Bring a list.")
    release = press(team)
    alice = by_name(team, "Dr Alice Ahmed")
    email = next(one for one in mails_since(release) if one.to == alice.email)
    day = at(7)
    when = f"{day:%A} {day.day} {day:%B} {day.year}, 10am to 11am"
    assert email.subject == "Your session date: Executive team, first wave"
    assert email.reply_to == team.programme.facilitator.email
    assert email.text == (
        "Dear Dr Alice Ahmed,\n\n"
        "Bob Lane has released dates for Executive team, first wave. This is what concerns you.\n\n"
        f"Topic 1\n{when}\nRoom 2, Trust HQ\n\nBring a list.\n\n"
        f"Agenda and your answer: http://127.0.0.1:8000/sessions/{session.pk}/\n\n"
        "Your calendar can take it from this message.\n\n"
        "Answer in your calendar or on the session's page. A reply to this message goes to "
        "Bob Lane.\n\n"
        "The Productive Leader\n"
    )
    (event,) = told(email)
    assert event["UID"] == f"{session.uid}@productive-leader"
    assert event["LOCATION"] == "Room 2, Trust HQ"


def test_edits_tell_nobody_until_they_are_released(team):
    session = a_session(team, released=False)
    press(team)
    sent = Email.objects.count()
    for days in (8, 9, 10):
        move(session, days)
    assert (Email.objects.count(), preview_of(team).people) == (sent, 3)
    press(team)
    assert Email.objects.count() == sent + 3
    assert told_of(session)[:2] == [("Amir Khan", "REQUEST", 0), ("Amir Khan", "REQUEST", 1)]
