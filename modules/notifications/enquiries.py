"""The messages of a conversation with somebody outside."""

from __future__ import annotations

import datetime as dt

from accounts.models import Person
from modules.models import Enquiry, EnquiryMessage
from modules.queries.enquiries import due_on
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email
from productive_leader.core.words import counted


def acknowledge(enquiry: Enquiry, message: EnquiryMessage) -> None:
    """Say that it has arrived, what happens next, and where the conversation is."""
    queue_email(
        to=enquiry.email,
        template="modules/enquiry_arrived",
        context={
            "enquiry": enquiry,
            "message": message,
            "due_on": due_on(message.written_at),
            "url": absolute("contact_thread", enquiry.key),
        },
        key=f"enquiry-arrived:{enquiry.pk}",
    )


def send_answer(message: EnquiryMessage, *, by: Person) -> None:
    """What we answer. A reply to the mail reaches the person who wrote it."""
    enquiry = message.enquiry
    queue_email(
        to=enquiry.email,
        template="modules/enquiry_answered",
        context={
            "enquiry": enquiry,
            "message": message,
            "by": by,
            "url": absolute("contact_thread", enquiry.key),
        },
        key=f"enquiry-answered:{message.pk}",
        reply_to=by.email,
    )


def tell_of_waiting(person: Person, *, number: int, since: dt.datetime, key: str) -> None:
    """Tell an administrator how many wait. Nothing of what they wrote travels by mail."""
    queue_email(
        to=person.email,
        template="modules/enquiries_waiting",
        context={
            "person": person,
            "counted": counted(number, "enquiry waits", "enquiries wait"),
            "since": since,
            "due_on": due_on(since),
            "url": absolute("enquiries"),
        },
        key=key,
    )
