"""What comes back by mail: answers that calendars send, and reports of what was not delivered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from icalendar import Calendar

from programmes.calendars.events import ANSWERS, UID_DOMAIN, one_line

LARGEST = 5_000_000  # bytes of a message
LARGEST_CALENDAR = 100_000  # bytes; an answer has about a thousand
LONGEST_COMMENT, LONGEST_REASON = 300, 500  # characters
MESSAGE_ID = re.compile(r"<[^<>\s]{1,198}>")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer (enums.Answer) to a session. Addresses are in lower case.

    `attendee` is whose answer it says it is, `sender` who sent it.
    """

    uid: UUID
    sequence: int
    sender: str
    attendee: str
    answer: str
    comment: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message of ours did not arrive, and why, in the words of the mail server."""

    message_id: str
    reason: str


def read_message(data: bytes) -> Reply | Bounce | None:
    """What a message is to us; None for everything else, automatic replies among it.

    May raise whatever the libraries raise at nonsense.
    """
    if len(data) > LARGEST:
        return None
    message = message_from_bytes(data)
    if message.get_content_type() == "multipart/report":
        return _bounce(message)
    if _is_automatic(message):
        return None
    found = (_reply(part, message) for part in message.walk())
    return next(filter(None, found), None)


def _is_automatic(message: Message) -> bool:
    return str(message.get("Auto-Submitted", "no")).strip().lower() != "no"


def _bounce(message: Message) -> Bounce | None:
    """Only what failed for good: a delay is no failure, nor is an answer of "out of office"."""
    reports = [block for part in message.walk() for block in _status_blocks(part)]
    failed = [one for one in reports if str(one.get("Action", "")).strip().lower() == "failed"]
    original = _original_id(message)
    if not failed or not original:
        return None
    said = str(failed[0].get("Diagnostic-Code") or failed[0].get("Status") or "")
    reason = one_line(said.partition(";")[2] or said) or "It could not be delivered."
    return Bounce(original, reason[:LONGEST_REASON])


def _status_blocks(part: Message) -> Iterator[Message]:
    """message/delivery-status holds a block for the message and one for each address."""
    blocks = part.get_payload()
    if part.get_content_type() == "message/delivery-status" and isinstance(blocks, list):
        yield from (block for block in blocks if isinstance(block, Message))


def _original_id(report: Message) -> str:
    """The Message-ID of what came back: from the part that returns it, else from the headers."""
    kinds = {"message/rfc822", "text/rfc822-headers", "message/global-headers"}
    returned = [str(part) for part in report.walk() if part.get_content_type() in kinds]
    named = [re.search(r"(?im)^Message-ID:\s*(<[^<>\s]{1,198}>)", text) for text in returned]
    if found := next(filter(None, named), None):
        return found[1]
    headers = f"{report.get('In-Reply-To', '')} {report.get('References', '')}"
    first = MESSAGE_ID.search(headers)
    return first[0] if first else ""


def _reply(part: Message, message: Message) -> Reply | None:
    if part.get_content_type() not in {"text/calendar", "application/ics"}:
        return None
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or len(data) > LARGEST_CALENDAR:
        return None
    calendar: Any = Calendar.from_ical(data.decode(_charset(part), "replace"))
    events = calendar.walk("VEVENT")
    if str(calendar.get("METHOD", "")).upper() != "REPLY" or len(events) != 1:
        return None
    return _read_event(events[0], sender=parseaddr(str(message.get("From", "")))[1].lower())


def _charset(part: Message) -> str:
    named = str(part.get_content_charset() or "utf-8")
    return named if named in {"utf-8", "us-ascii", "iso-8859-1", "windows-1252"} else "utf-8"


def _read_event(event: Any, *, sender: str) -> Reply | None:
    """An event of ours with one attendee and an answer that we know."""
    attendee = event.get("ATTENDEE")
    uid, _, domain = str(event.get("UID", "")).strip().partition("@")
    if attendee is None or isinstance(attendee, list) or domain != UID_DOMAIN:
        return None
    answer = ANSWERS.get(str(attendee.params.get("PARTSTAT", "")).upper())
    address = re.sub(r"(?i)^mailto:", "", str(attendee)).strip().lower()
    if answer is None or not address or not sender:
        return None
    comment = event.get("COMMENT", "")
    return Reply(
        uid=UUID(uid),
        sequence=int(event.get("SEQUENCE", 0)),
        sender=sender,
        attendee=address,
        answer=answer,
        comment=one_line("" if isinstance(comment, list) else str(comment))[:LONGEST_COMMENT],
    )
