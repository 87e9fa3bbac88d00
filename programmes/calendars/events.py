"""A session as an iCalendar object: an invitation, a cancellation, or one of many in a feed.

Times are written in UTC, because Outlook misreads zones; readers show them in their own. One
object holds one event, and no rule of repetition (RFC 5546 allows several only for one UID).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vDuration, vUri

PRODUCT = "-//The Productive Leader//Sessions//EN"
# Never changes, not even when the site moves: it is a part of each identity for life.
UID_DOMAIN = "productive-leader"
REFRESH = timedelta(hours=1)
PARTSTAT = {"": "NEEDS-ACTION", "yes": "ACCEPTED", "perhaps": "TENTATIVE", "apologies": "DECLINED"}
ANSWERS = {status: answer for answer, status in PARTSTAT.items() if answer}


@dataclass(frozen=True, slots=True)
class Mailbox:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one calendar is told of one session. Moments are aware; `answer` as in enums.Answer."""

    uid: UUID
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    name: str
    place: str
    text: str
    url: str
    organiser: Mailbox
    attendee: Mailbox
    answer: str = ""
    is_cancelled: bool = False


def invitation(entry: Entry) -> str:
    """METHOD:REQUEST: add it, or change it if the calendar has it already."""
    return _written("REQUEST", [_personal(entry, status="CONFIRMED")])


def cancellation(entry: Entry) -> str:
    """METHOD:CANCEL: take it away."""
    return _written("CANCEL", [_personal(entry, status="CANCELLED")])


def feed(entries: Iterable[Entry], *, name: str) -> str:
    """METHOD:PUBLISH: all of a person's sessions, for a calendar that reads an address."""
    calendar = _calendar("PUBLISH")
    calendar.add("name", one_line(name))
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("refresh-interval", vDuration(REFRESH, params={"VALUE": "DURATION"}))
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for entry in entries:
        calendar.add_component(_event(entry, "CANCELLED" if entry.is_cancelled else "CONFIRMED"))
    return _text(calendar)


def uid_of(session: UUID) -> str:
    return f"{session}@{UID_DOMAIN}"


def one_line(text: str) -> str:
    """Without what could begin another line or property; spaces are drawn together.

    >>> one_line("Jo\\r\\nATTENDEE:x  Bell\\x00")
    'Jo ATTENDEE:x Bell'
    """
    return " ".join(_plain(text).split())


def many_lines(text: str) -> str:
    r"""Lines of plain characters, ended by a line feed alone.

    >>> many_lines("Read\r\nthis\x07.")
    'Read\nthis .'
    """
    return "\n".join(map(_plain, text.splitlines())).strip()


def _plain(text: str) -> str:
    """A space for every control character, surrogate and separator of lines."""
    unwanted = ("Cc", "Cs", "Zl", "Zp")
    return "".join(" " if unicodedata.category(each) in unwanted else each for each in text)


def _personal(entry: Entry, *, status: str) -> Event:
    event = _event(entry, status)
    attendee = _mailbox(entry.attendee)
    attendee.params["PARTSTAT"] = PARTSTAT[entry.answer]
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["RSVP"] = "FALSE" if status == "CANCELLED" else "TRUE"
    event.add("attendee", attendee, encode=False)
    return event


def _event(entry: Entry, status: str) -> Event:
    event = Event()
    event.add("uid", uid_of(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", one_line(entry.name))
    if place := one_line(entry.place):
        event.add("location", place)
    if text := many_lines(entry.text):
        event.add("description", text)
    event.add("url", vUri(one_line(entry.url)))
    event.add("organizer", _mailbox(entry.organiser), encode=False)
    event.add("status", status)
    event.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    return event


def _mailbox(mailbox: Mailbox) -> vCalAddress:
    """A parameter cannot hold a double quote, so a name gets single ones."""
    address = vCalAddress(f"mailto:{quote(one_line(mailbox.address), safe=_SAFE)}")
    address.params["CN"] = one_line(mailbox.name.replace('"', "'").replace("^", " "))
    return address


_SAFE = "@!#$&'*+-/=?^_`{|}~."


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _written(method: str, events: Iterable[Event]) -> str:
    calendar = _calendar(method)
    for event in events:
        calendar.add_component(event)
    return _text(calendar)


def _text(calendar: Calendar) -> str:
    return bytes(calendar.to_ical(sorted=False)).decode()
