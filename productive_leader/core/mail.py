"""Mail: written and kept inside a transaction, sent by a worker after it.

A message keeps its Message-ID and Date through every attempt, so a mailbox can tell a repeat.
A message that must not overtake another names it as `after`.
"""

import datetime as dt
import re
import smtplib
import uuid
from collections.abc import Sequence
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any, TypedDict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.core.validators import validate_email
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone

from productive_leader.core import outbox
from productive_leader.core.housekeeping import nightly
from productive_leader.core.models import Email, OutboxItem, Queue

KEPT = dt.timedelta(days=90)


class UnsafeHeader(ValueError):
    """An address or subject that could smuggle another header or recipient into a message."""


class Calendar(TypedDict):
    """An iCalendar object that goes with a message. `method` is the METHOD inside `ics`."""

    method: str
    filename: str
    ics: str


def queue_email(
    *,
    to: str,
    template: str,
    context: dict[str, Any],
    key: str | None = None,
    secret: bool = False,
    calendars: Sequence[Calendar] = (),
    after: uuid.UUID | None = None,
    reply_to: str = "",
) -> Email:
    """Write a message now and promise to send it; with a key, once.

    Renders emails/<template>.subject.txt, .txt and .html. Needs an open transaction. A `secret`
    message (a sign-in code) loses its bodies once sent. `after` is the id of a message that has to
    leave first, or be given up. Raises UnsafeHeader.
    """
    if key and (known := _queued_under(key)):
        return known
    email = Email.objects.create(
        **_written(to, template, context),
        secret=secret,
        calendars=[_checked(one) for one in calendars],
        after_id=after,
        reply_to=_one_address(reply_to) if reply_to else "",
    )
    item = outbox.enqueue(
        "core.deliver_email", payload={"email_id": str(email.pk)}, key=key, queue=Queue.MAIL
    )
    if item.payload["email_id"] != str(email.pk):  # another transaction was first with this key
        email.delete()
        return Email.objects.get(pk=item.payload["email_id"])
    return email


def _queued_under(key: str) -> Email | None:
    item = OutboxItem.objects.filter(key=key, task="core.deliver_email").first()
    return Email.objects.filter(pk=item.payload["email_id"]).first() if item else None


def _written(to: str, template: str, context: dict[str, Any]) -> dict[str, Any]:
    email_id = uuid.uuid4()
    subject = _render_text(f"emails/{template}.subject.txt", context).strip()
    return {
        "id": email_id,
        "to": _one_address(to),
        "subject": _one_line(subject),
        "text": _render_text(f"emails/{template}.txt", context).strip() + "\n",
        "html": render_to_string(f"emails/{template}.html", {**context, "subject": subject}),
        "message_id": f"<{email_id}@{_domain()}>",
    }


def _render_text(name: str, context: dict[str, Any]) -> str:
    """Plain text needs no escaping: O'Brien stays O'Brien."""
    template = get_template(name).template  # type: ignore[attr-defined]  # Django's own engine
    return str(template.render(Context(context, autoescape=False)))


def _one_address(to: str) -> str:
    try:
        validate_email(to)
    except ValidationError:
        raise UnsafeHeader("This is not one e-mail address.") from None
    return to


def _one_line(subject: str) -> str:
    if not subject.isprintable():
        raise UnsafeHeader("A subject is one line of plain characters.")
    return subject


def _checked(calendar: Calendar) -> Calendar:
    """A calendar whose header will say what its body says, and nothing else."""
    lines = calendar["ics"].split("\r\n")
    plain = re.fullmatch(r"[A-Z]{1,20}", calendar["method"])
    named = re.fullmatch(r"[a-z0-9-]{1,60}\.ics", calendar["filename"])
    if not (plain and named) or lines.count(f"METHOD:{calendar['method']}") != 1:
        raise UnsafeHeader("A calendar has one method and a plain file name.")
    return calendar


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def build_message(email: Email) -> EmailMultiAlternatives:
    """The message to send; the same row always gives the same Message-ID and Date.

    One calendar is a third way to read the message, as RFC 6047 asks; several are attached.
    """
    message = EmailMultiAlternatives(
        subject=email.subject,
        body=email.text,
        from_email=_sender(email),
        to=[email.to],
        reply_to=[email.reply_to] if email.reply_to else None,
        headers={"Message-ID": email.message_id, "Date": format_datetime(email.queued_at)},
    )
    if email.html:
        message.attach_alternative(email.html, "text/html")
    for calendar in email.calendars:
        content_type = f"text/calendar; method={calendar['method']}"  # Django adds the charset
        if len(email.calendars) == 1:
            message.attach_alternative(calendar["ics"], content_type)
        else:
            message.attach(calendar["filename"], calendar["ics"], content_type)
    return message


def _sender(email: Email) -> str:
    """What has a calendar comes from the mailbox that its answers and failures go back to."""
    if not email.calendars:
        return str(settings.DEFAULT_FROM_EMAIL)
    name = parseaddr(settings.DEFAULT_FROM_EMAIL)[0]
    return formataddr((name, settings.CALENDAR_ADDRESS))


def deliver(email_id: str) -> None:
    """Hand one message to the mail server, unless that has happened already."""
    email = Email.objects.filter(pk=email_id, sent_at=None).select_related("after").first()
    if email is None:
        return
    if email.after and email.after.is_waiting:
        raise outbox.TryLater("An earlier message to the same person has not left yet.")
    try:
        build_message(email).send()
    except OSError as error:  # smtplib's errors are OSErrors too
        if _will_pass(error):
            raise outbox.TryLater(f"The mail server is not ready: {error}") from error
        raise
    email.sent_at = timezone.now()
    email.last_error = ""
    if email.secret and not settings.KEEP_SENT_MAIL:
        email.text = email.html = ""
    email.save(update_fields=["sent_at", "last_error", "text", "html"])


def _will_pass(error: OSError) -> bool:
    """Whether the same message may be taken later: all but a plain refusal of this message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return 400 <= error.smtp_code < 500
    return not isinstance(error, smtplib.SMTPNotSupportedError)


def note_undelivered(email_id: str, reason: str) -> None:
    """Keep why a message was given up; a secret nobody received is not kept."""
    emails = Email.objects.filter(pk=email_id)
    emails.update(last_error=reason)
    if not settings.KEEP_SENT_MAIL:
        emails.filter(secret=True).update(text="", html="")


def note_bounce(message_id: str, reason: str) -> Email | None:
    """Keep that a message came back, as the first report says; None when it is none of ours."""
    email = Email.objects.filter(message_id=message_id).first()
    if email and email.bounced_at is None:
        email.bounced_at, email.bounce_reason = timezone.now(), reason
        email.save(update_fields=["bounced_at", "bounce_reason"])
    return email


@nightly
def delete_old() -> int:
    """Delete messages older than ninety days."""
    deleted, _ = Email.objects.filter(queued_at__lt=timezone.now() - KEPT).delete()
    return deleted


class KeepBackend(BaseEmailBackend):
    """For the demo: the row is the message, shown at /demo/mail/; nothing leaves the machine."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return len(email_messages)
