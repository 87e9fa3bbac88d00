import datetime as dt
import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError
from django.utils import timezone

from productive_leader.core import mail, outbox
from productive_leader.core.models import Email, OutboxItem
from tests.support.mail import add_test_templates, queue_greeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def templates(settings):
    add_test_templates(settings)


def run_mail():
    return [outbox.run_item(pk) for pk in OutboxItem.objects.values_list("pk", flat=True)]


def test_a_message_is_written_now_and_promised_on_the_mail_queue():
    email = queue_greeting(1)
    item = OutboxItem.objects.get()
    assert (email.to, email.subject) == ("person1@example.org", "Hello Person 1")
    assert email.text == "Dear Person 1,\n\nYour code is 031415.\n"
    assert "<p>Dear Person 1, your code is 031415.</p>" in email.html
    assert "<title>Hello Person 1</title>" in email.html
    assert (item.queue, item.payload) == ("mail", {"email_id": str(email.pk)})
    assert django_mail.outbox == []


def test_names_are_escaped_in_html_and_left_alone_in_text():
    context = {"name": "Róisín O'Brien <b>", "code": "1"}
    email = mail.queue_email(to="r@example.org", template="greeting", context=context)
    assert email.subject == "Hello Róisín O'Brien <b>"
    assert email.text.startswith("Dear Róisín O'Brien <b>,")
    assert "Dear Róisín O&#x27;Brien &lt;b&gt;, your" in email.html


def test_what_is_sent_is_what_was_written():
    email = queue_greeting(1)
    assert run_mail() == [True]
    (sent,) = django_mail.outbox
    email.refresh_from_db()
    assert (sent.subject, sent.body, sent.to) == (email.subject, email.text, [email.to])
    assert sent.alternatives[0].content == email.html
    assert email.sent_at is not None


def test_a_message_keeps_its_id_and_date():
    email = queue_greeting(1)
    first, second = mail.build_message(email).message(), mail.build_message(email).message()
    assert first["Message-ID"] == second["Message-ID"] == f"<{email.pk}@productive-leader.example>"
    assert first["Date"] == second["Date"]
    assert parsedate_to_datetime(first["Date"]) == email.queued_at.replace(microsecond=0)


def test_the_same_key_writes_one_message():
    first = queue_greeting(1, key="welcome:1")
    second = queue_greeting(1, key="welcome:1")
    assert (first, Email.objects.count(), OutboxItem.objects.count()) == (second, 1, 1)


def test_the_loser_of_a_race_for_a_key_leaves_no_message(monkeypatch):
    first = queue_greeting(1, key="welcome:1")
    monkeypatch.setattr(mail, "_queued_under", lambda _key: None)
    assert queue_greeting(1, key="welcome:1") == first
    assert Email.objects.count() == 1


def test_a_sent_message_is_not_sent_again():
    email = queue_greeting(1)
    mail.deliver(str(email.pk))
    mail.deliver(str(email.pk))
    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize(("is_kept", "text"), [(False, ""), (True, "Dear Person 1,")])
def test_a_secret_is_forgotten_once_sent_unless_mail_is_kept(settings, is_kept, text):
    settings.KEEP_SENT_MAIL = is_kept
    email = queue_greeting(1, secret=True)
    run_mail()
    email.refresh_from_db()
    assert email.text.partition("\n")[0] == text
    assert "031415" in django_mail.outbox[0].body


def test_a_secret_nobody_received_is_forgotten_and_the_reason_kept():
    email = queue_greeting(1, secret=True)
    mail.note_undelivered(str(email.pk), reason="The server refused it.")
    email.refresh_from_db()
    assert (email.text, email.html, email.sent_at) == ("", "", None)
    assert email.last_error == "The server refused it."


@pytest.mark.parametrize(
    "to",
    [
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\n",
        "a@example.org, b@example.org",
        "Alice <a@example.org>",
        "a@example.org\x00",
        "",
        "nobody",
    ],
)
def test_only_one_plain_address_is_written_to(to):
    with pytest.raises(mail.UnsafeHeader):
        mail.queue_email(to=to, template="greeting", context={"name": "A", "code": "1"})
    assert (Email.objects.count(), OutboxItem.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "name", ["A\nBcc: b@example.org", "A\rB", "A\x00", "A\x85B", "A\u2028B", "A\u202eB"]
)
def test_a_subject_cannot_smuggle_a_header(name):
    with pytest.raises(mail.UnsafeHeader):
        mail.queue_email(
            to="a@example.org", template="greeting", context={"name": name, "code": ""}
        )
    assert Email.objects.count() == 0


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ("an_email_goes_to_one_address", {"to": "a@b.uk\nBcc: c@d.uk"}),
        ("an_email_goes_to_one_address", {"to": "a@b.uk,c@d.uk"}),
        ("an_email_subject_is_one_line", {"subject": "a\r\nb"}),
        ("an_email_subject_is_one_line", {"subject": ""}),
        ("only_a_secret_email_has_no_text", {"text": ""}),
        ("an_email_is_answered_at_one_address", {"reply_to": "a@b.uk\nBcc: c@d.uk"}),
        ("an_email_is_answered_at_one_address", {"reply_to": "a@b.uk,c@d.uk"}),
    ],
)
def test_the_database_holds_what_a_message_may_be(sentence, fields):
    whole = {"to": "a@b.uk", "subject": "Hello", "text": "Hello", "message_id": "<1@x>"}
    with pytest.raises(IntegrityError, match=sentence):
        Email.objects.create(**{**whole, **fields})


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        (ConnectionRefusedError(), 0),
        (TimeoutError(), 0),
        (smtplib.SMTPServerDisconnected("gone"), 0),
        (smtplib.SMTPConnectError(421, b"busy"), 0),
        (smtplib.SMTPAuthenticationError(535, b"no"), 0),
        (smtplib.SMTPDataError(451, b"later"), 0),
        (smtplib.SMTPRecipientsRefused({"a@b.uk": (450, b"later")}), 0),
        (smtplib.SMTPRecipientsRefused({"a@b.uk": (550, b"no such mailbox")}), 1),
        (smtplib.SMTPDataError(554, b"spam"), 1),
        (smtplib.SMTPSenderRefused(550, b"no", "x@y.uk"), 1),
        (smtplib.SMTPNotSupportedError("8BITMIME"), 1),
    ],
)
def test_only_a_refusal_of_the_message_itself_counts_as_an_attempt(monkeypatch, error, attempts):
    def fail(*_, **__):
        raise error

    queue_greeting(1)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    assert run_mail() == [False]
    item = OutboxItem.objects.get()
    assert (item.state, item.attempts) == ("waiting", attempts)


def test_old_messages_are_thrown_away_at_night():
    old, new = queue_greeting(1), queue_greeting(2)
    Email.objects.filter(pk=old.pk).update(queued_at=timezone.now() - dt.timedelta(days=91))
    assert mail.delete_old() == 1
    assert Email.objects.get() == new


def test_the_demo_keeps_mail_and_sends_none(settings):
    settings.EMAIL_BACKEND = "productive_leader.core.mail.KeepBackend"
    email = queue_greeting(1)
    assert run_mail() == [True]
    email.refresh_from_db()
    assert (email.sent_at is not None, django_mail.outbox) == (True, [])


def a_calendar(method: str = "REQUEST", filename: str = "session-1.ics") -> mail.Calendar:
    ics = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nX-NAME:Róisín\r\nEND:VCALENDAR\r\n"
    return {"method": method, "filename": filename, "ics": ics}


def received(email: Email) -> EmailMessage:
    """As a mail program reads it."""
    return message_from_bytes(mail.build_message(email).message().as_bytes(), policy=policy.default)


def parts(message: EmailMessage) -> list[tuple[str, str | None, str | None]]:
    return [
        (part.get_content_type(), part.get_param("method"), part.get_filename())
        for part in message.walk()
        if not part.is_multipart()
    ]


def test_one_calendar_is_a_third_way_to_read_the_message():
    message = received(queue_greeting(1, calendars=[a_calendar("CANCEL")]))
    assert message.get_content_type() == "multipart/alternative"
    assert parts(message) == [
        ("text/plain", None, None),
        ("text/html", None, None),
        ("text/calendar", "CANCEL", None),
    ]
    calendar = list(message.walk())[-1]
    assert calendar["Content-Type"] == 'text/calendar; method="CANCEL"; charset="utf-8"'
    assert calendar.get_content().splitlines() == a_calendar("CANCEL")["ics"].splitlines()


def test_several_calendars_are_attached_each_with_its_method():
    calendars = [a_calendar("REQUEST"), a_calendar("CANCEL", "session-2.ics")]
    message = received(queue_greeting(1, calendars=calendars))
    assert message.get_content_type() == "multipart/mixed"
    assert parts(message) == [
        ("text/plain", None, None),
        ("text/html", None, None),
        ("text/calendar", "REQUEST", "session-1.ics"),
        ("text/calendar", "CANCEL", "session-2.ics"),
    ]
    kinds = [part["Content-Type"] for part in message.walk() if part.get_param("method")]
    assert kinds == [
        'text/calendar; method="REQUEST"; charset="utf-8"',
        'text/calendar; method="CANCEL"; charset="utf-8"',
    ]


def test_a_calendar_comes_from_the_mailbox_that_reads_answers(settings):
    settings.CALENDAR_ADDRESS = "sessions@trust.example"
    plain, invitation = queue_greeting(1), queue_greeting(2, calendars=[a_calendar()])
    assert received(plain)["From"] == settings.DEFAULT_FROM_EMAIL
    assert received(invitation)["From"] == "The Productive Leader <sessions@trust.example>"


def test_an_answer_by_hand_goes_to_who_is_named():
    assert received(queue_greeting(1, reply_to="bob@trust.example"))["Reply-To"] == (
        "bob@trust.example"
    )
    assert received(queue_greeting(2))["Reply-To"] is None
    with pytest.raises(mail.UnsafeHeader):
        queue_greeting(3, reply_to="bob@trust.example\nBcc: all@trust.example")


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "CANCEL"},
        {"method": "REQUEST; charset=utf-8"},
        {"method": "REQUEST\r\nBcc: all@trust.example"},
        {"filename": 'a.ics"; x="'},
        {"filename": "a\r\nb.ics"},
        {"ics": a_calendar()["ics"] * 2},
        {"ics": ""},
    ],
)
def test_a_calendar_says_one_method_in_header_and_body(wrong):
    with pytest.raises(mail.UnsafeHeader):
        queue_greeting(1, calendars=[{**a_calendar(), **wrong}])
    assert Email.objects.count() == 0


def test_a_message_waits_for_the_one_before_it():
    first = queue_greeting(1)
    second = queue_greeting(2, after=first.pk)
    items = {item.payload["email_id"]: item for item in OutboxItem.objects.all()}
    assert outbox.run_item(items[str(second.pk)].pk) is False
    held = OutboxItem.objects.get(pk=items[str(second.pk)].pk)
    assert (held.state, held.attempts, django_mail.outbox) == ("waiting", 0, [])
    assert held.last_error == ("TryLater: An earlier message to the same person has not left yet.")
    assert outbox.run_item(items[str(first.pk)].pk) is True
    OutboxItem.objects.update(due_at=timezone.now())
    assert outbox.run_item(held.pk) is True
    assert [sent.to for sent in django_mail.outbox] == [[first.to], [second.to]]


@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_message_does_not_wait_for_one_that_was_given_up(is_deleted):
    first = queue_greeting(1)
    second = queue_greeting(2, after=first.pk)
    if is_deleted:
        first.delete()
    else:
        mail.note_undelivered(str(first.pk), reason="No such mailbox.")
    mail.deliver(str(second.pk))
    assert [sent.to for sent in django_mail.outbox] == [[second.to]]


def test_a_message_that_came_back_keeps_the_first_reason():
    email = queue_greeting(1)
    mail.deliver(str(email.pk))
    assert mail.note_bounce(email.message_id, "550 No such mailbox") == email
    assert mail.note_bounce(email.message_id, "Once more") == email
    assert mail.note_bounce("<somebody@else>", "550") is None
    email.refresh_from_db()
    assert (email.bounced_at is not None, email.bounce_reason) == (True, "550 No such mailbox")
