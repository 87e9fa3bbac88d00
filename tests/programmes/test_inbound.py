"""What comes back by mail: answers from calendars, failures, and everything that is neither."""

import io
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from hypothesis import given, settings
from hypothesis import strategies as st

from productive_leader.core.models import AuditEvent, Email
from programmes.calendars.replies import read_message
from programmes.enums import Answer
from programmes.management.commands import receive_mail
from programmes.models import Session, StrayAnswer, Team
from programmes.queries.ledger import ledger_of
from programmes.services.inbound import Taken, take_message
from tests.factories.programmes import make_pair, make_team
from tests.factories.releases import by_name, cancel, move, press, remove
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


@pytest.fixture
def alice(team: Team):
    return by_name(team, "Dr Alice Ahmed")


def a_reply(
    session: Session,
    address: str,
    status: str = "ACCEPTED",
    *,
    sender: str = "",
    sequence: int = 0,
    more: str = "",
    headers: dict[str, str] | None = None,
) -> bytes:
    """As Outlook writes it."""
    message = EmailMessage()
    message["From"] = f"Somebody <{sender or address}>"
    message["To"] = "sessions@trust.example"
    message["Subject"] = "Accepted: Topic 1"
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content("Somebody has answered.")
    lines = [
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "PRODID:Microsoft Exchange Server 2010",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f'ATTENDEE;PARTSTAT={status};CN="Ahmed, Alice":MAILTO:{address}',
        *more.splitlines(),
        f"UID:{session.uid}@productive-leader",
        "DTSTART:20260303T100000Z",
        "DTSTAMP:20260301T100000Z",
        f"SEQUENCE:{sequence}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    calendar = "\r\n".join(lines)
    message.add_alternative(calendar, subtype="calendar", params={"method": "REPLY"}, cte="8bit")
    return bytes(message)


def answers(session: Session) -> dict[str, tuple[str, str]]:
    return {
        one.person.name: (one.answer, one.reason)
        for one in session.invitations.select_related("person")
        if one.answer
    }


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        ("ACCEPTED", Answer.YES, ""),
        ("TENTATIVE", Answer.PERHAPS, ""),
        ("DECLINED", Answer.APOLOGIES, "Declined in the calendar."),
        ("declined", Answer.APOLOGIES, "Declined in the calendar."),
    ],
)
def test_an_answer_from_a_calendar_is_recorded(session, alice, status, answer, reason):
    assert take_message(a_reply(session, alice.email, status)) == Taken.ANSWERED
    assert answers(session) == {"Dr Alice Ahmed": (answer, reason)}
    invitation = session.invitations.get(person=alice)
    assert invitation.answered_by == alice


def test_what_was_written_with_a_refusal_is_the_reason(session, alice):
    data = a_reply(session, alice.email, "DECLINED", more="COMMENT:On leave\\, sorry\\nAlice")
    assert take_message(data) == Taken.ANSWERED
    assert answers(session) == {"Dr Alice Ahmed": (Answer.APOLOGIES, "On leave, sorry Alice")}


def test_capitals_in_an_address_are_the_same_address(session, alice):
    assert take_message(a_reply(session, alice.email.upper())) == Taken.ANSWERED


def test_an_answer_under_another_address_changes_nothing_and_is_shown(team, session, alice):
    data = a_reply(session, alice.email, sender="alice@home.example")
    assert take_message(data) == Taken.STRAY
    assert take_message(data) == Taken.STRAY
    assert answers(session) == {}
    stray = StrayAnswer.objects.get()
    assert ledger_of(team).strays == (stray,)
    assert (stray.address, stray.answer) == ("alice@home.example", Answer.YES)
    event = AuditEvent.objects.get(action="answer.stray")
    assert (event.actor_id, event.detail) == (None, {"session": session.pk, "answer": "yes"})


def test_an_answer_of_somebody_who_was_not_invited_changes_nothing(session):
    assert take_message(a_reply(session, "guest@trust.example")) == Taken.STRAY
    assert (answers(session), StrayAnswer.objects.count()) == ({}, 1)


def test_a_flood_of_answers_is_kept_short(session):
    taken = [take_message(a_reply(session, f"x{number}@y.uk")) for number in range(22)]
    assert (taken.count(Taken.STRAY), taken[-2:]) == (20, [Taken.IGNORED] * 2)


def test_an_answer_to_an_earlier_date_is_not_one_to_this(team, session, alice):
    move(session, 9)
    press(team)
    assert take_message(a_reply(session, alice.email)) == Taken.OUTDATED
    assert answers(session) == {}
    assert take_message(a_reply(session, alice.email, sequence=1)) == Taken.ANSWERED


def test_an_answer_that_comes_too_late_is_not_recorded(team, session, alice):
    cancel(session)
    press(team)
    assert take_message(a_reply(session, alice.email, sequence=1)) == Taken.REFUSED
    assert answers(session) == {}


def test_an_answer_of_somebody_taken_out_is_not_recorded(team, session, alice):
    """Once a release has told them so; until then they are expected."""
    remove(team, "Dr Alice Ahmed")
    assert take_message(a_reply(session, alice.email)) == Taken.ANSWERED
    press(team)
    assert take_message(a_reply(session, alice.email, sequence=9)) == Taken.REFUSED


def test_an_answer_to_a_session_called_off_is_taken_until_the_release(team, session, alice):
    cancel(session)
    assert take_message(a_reply(session, alice.email)) == Taken.ANSWERED


@pytest.mark.parametrize(
    "changed",
    [
        (b"METHOD:REPLY", b"METHOD:REQUEST"),
        (b"@productive-leader", b"@somewhere.else"),
        (b"PARTSTAT=ACCEPTED", b"PARTSTAT=NEEDS-ACTION"),
        (b"PARTSTAT=ACCEPTED", b"PARTSTAT=DELEGATED"),
        (b"From: Somebody", b"X-From: Somebody"),
        (b"END:VEVENT", b"END:VEVENT\r\nBEGIN:VEVENT\r\nEND:VEVENT"),
    ],
)
def test_what_is_no_answer_to_us_is_ignored(session, alice, changed):
    data = a_reply(session, alice.email)
    assert changed[0] in data
    assert take_message(data.replace(*changed)) == Taken.IGNORED
    assert (answers(session), StrayAnswer.objects.count()) == ({}, 0)


def test_an_unknown_identity_is_ignored(session, alice):
    data = a_reply(session, alice.email)
    unknown = data.replace(str(session.uid).encode(), b"6b1d4f3e-9a43-4a5e-8e0e-0b6c1d2e3f40")
    assert take_message(unknown) == Taken.IGNORED


def test_an_automatic_answer_is_ignored(session, alice):
    headers = {"Auto-Submitted": "auto-replied"}
    assert take_message(a_reply(session, alice.email, headers=headers)) == Taken.IGNORED
    assert answers(session) == {}


# What could not be delivered


def a_report(email: Email, *, action: str = "failed", returned: str = "message/rfc822") -> bytes:
    """As Postfix writes it."""
    original = f"Message-ID: {email.message_id}\r\nSubject: Your session dates\r\n\r\n"
    return "\r\n".join(
        [
            "From: MAILER-DAEMON@mx.example",
            "To: sessions@trust.example",
            "Subject: Undelivered Mail Returned to Sender",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            "I am sorry.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example",
            "",
            f"Final-Recipient: rfc822; {email.to}",
            f"Action: {action}",
            "Status: 5.1.1",
            "Diagnostic-Code: smtp; 550 5.1.1 No such",
            "    mailbox",
            "",
            "--b",
            f"Content-Type: {returned}",
            "",
            original,
            "--b--",
            "",
        ]
    ).encode()


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_message_that_came_back_is_noted_and_shown(team, session, alice, returned):
    email = Email.objects.get(to=alice.email)
    assert take_message(a_report(email, returned=returned)) == Taken.BOUNCED
    email.refresh_from_db()
    assert email.bounce_reason == "550 5.1.1 No such mailbox"
    first = ledger_of(team).people[0]
    assert (first.person, first.rows[0].arrival.text, first.rows[0].arrival.reason) == (
        alice,
        "Came back",
        "550 5.1.1 No such mailbox",
    )


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_delay_or_a_receipt_is_no_failure(session, alice, action):
    email = Email.objects.get(to=alice.email)
    assert take_message(a_report(email, action=action)) == Taken.IGNORED
    email.refresh_from_db()
    assert email.bounced_at is None


def test_a_report_that_returns_nothing_is_known_by_its_headers(session, alice):
    email = Email.objects.get(to=alice.email)
    report = a_report(email).replace(b"Message-ID:", b"X-Gone:")
    named = f"In-Reply-To: {email.message_id}\r\nFrom:".encode()
    assert take_message(report.replace(b"From:", named, 1)) == Taken.BOUNCED
    assert take_message(report) == Taken.IGNORED


def test_a_report_about_somebody_elses_message_is_ignored(session, alice):
    report = a_report(Email.objects.get(to=alice.email))
    assert take_message(report.replace(b"productive-leader", b"else")) == Taken.IGNORED


def test_out_of_office_is_no_failure(session, alice):
    message = EmailMessage()
    message["From"] = alice.email
    message["Subject"] = "Automatic reply: Your session dates"
    message["In-Reply-To"] = Email.objects.get(to=alice.email).message_id
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content("I am away until Monday.")
    assert take_message(bytes(message)) == Taken.IGNORED
    assert Email.objects.filter(bounced_at__isnull=False).count() == 0


# The command


def receive(monkeypatch, data: bytes) -> str:
    out = io.StringIO()
    monkeypatch.setattr(receive_mail.sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    call_command("receive_mail", stdout=out)
    return out.getvalue().strip()


def test_a_mail_server_hands_an_answer_over(monkeypatch, session, alice):
    assert receive(monkeypatch, a_reply(session, alice.email)) == Taken.ANSWERED
    assert answers(session) == {"Dr Alice Ahmed": (Answer.YES, "")}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff" * 1000,
        b"From: a@b.uk\n\nHello",
        b"Content-Type: text/calendar; charset=utf-999\n\nBEGIN:VCALENDAR",
        b"Content-Type: text/calendar\nFrom: a@b.uk\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT",
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status",
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 10_000,
        b"From: " + b"(" * 100_000 + b"\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR",
        b"x" * 6_000_000,
    ],
)
def test_nonsense_changes_nothing_and_raises_nothing(monkeypatch, data):
    assert receive(monkeypatch, data) in {"", Taken.IGNORED}


def test_a_broken_answer_raises_nothing(monkeypatch, session, alice):
    data = a_reply(session, alice.email)
    for cut in range(0, len(data), 97):
        receive(monkeypatch, data[:cut])
        receive(monkeypatch, data[:cut] + b"\x00;:\xff" + data[cut + 4 :])
    assert set(answers(session)) <= {"Dr Alice Ahmed"}


def test_the_mail_server_tries_again_while_the_database_is_away(monkeypatch):
    def away(_data: bytes) -> Taken:
        raise OperationalError

    monkeypatch.setattr(receive_mail, "take_message", away)
    with pytest.raises(CommandError) as error:
        receive(monkeypatch, b"")
    assert error.value.returncode == 75


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_noise_is_nothing(noise):
    assert read_message(b"From: a@b.uk\r\n" + noise) is None
