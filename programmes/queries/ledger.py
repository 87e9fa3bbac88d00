"""The facilitator's ledger: what each person's calendar was told last, and whether it arrived."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Person
from productive_leader.core.mail import KEPT
from productive_leader.core.models import Email
from productive_leader.core.words import counted
from programmes.calendars.changes import when
from programmes.enums import CalendarMethod
from programmes.models import CalendarMessage, Release, Session, StrayAnswer, Team
from programmes.queries.releases import content_of_edition

BULKY = ("email__text", "email__html", "email__calendars")
SERVER_SAID = re.compile(r"\(?(\d{3}), b?(['\"])(.*?)\2\)")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whether a message arrived: a word or two, their colour, and the reason if it did not."""

    text: str
    colour: str
    reason: str = ""
    at: dt.datetime | None = None

    @property
    def is_trouble(self) -> bool:
        return self.colour == "red"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What one calendar was told last of one session."""

    session: Session
    name: str
    when: str
    is_cancelled: bool
    told_at: dt.datetime
    sequence: int
    is_to_come: bool
    arrival: Arrival


@dataclass(frozen=True, slots=True)
class PersonLedger:
    person: Person
    rows: tuple[LedgerRow, ...]
    may_send: bool

    @property
    def troubles(self) -> int:
        return sum(row.arrival.is_trouble for row in self.rows)

    @property
    def in_short(self) -> str:
        count = len(self.rows)
        entries = counted(count, "session", "sessions")
        if self.troubles:
            return f"{entries}, {self.troubles} did not arrive"
        if any(row.arrival.colour == "blue" for row in self.rows):
            return f"{entries}, on the way"
        return f"{entries}, all sent"


@dataclass(frozen=True, slots=True)
class Ledger:
    """`waiting`: the release that a worker is writing; `strays`: answers from other addresses."""

    people: tuple[PersonLedger, ...]
    waiting: Release | None
    strays: tuple[StrayAnswer, ...]

    @property
    def troubled(self) -> list[PersonLedger]:
        return [one for one in self.people if one.troubles]


def ledger_of(team: Team) -> Ledger:
    """Those whom something did not reach come first. Three queries at any size."""
    rows: dict[Person, list[LedgerRow]] = defaultdict(list)
    for message in _last_messages(team):
        rows[message.invitation.person].append(_row(message))
    people = [_of_person(person, found) for person, found in rows.items()]
    people.sort(key=lambda one: (not one.troubles, one.person.name, one.person.pk))
    waiting = Release.objects.filter(team=team, written_at=None).select_related("by")
    strays = StrayAnswer.objects.filter(session__team=team).select_related("session")
    return Ledger(tuple(people), waiting.order_by("number").last(), tuple(strays))


def _last_messages(team: Team) -> list[CalendarMessage]:
    """The last message to each calendar about each session, by the session's date."""
    messages = (
        CalendarMessage.objects.filter(invitation__session__team=team)
        .select_related("invitation__person", "invitation__session", "edition", "email")
        .defer(*BULKY)
        .order_by("invitation_id", "-stamp", "-pk")
        .distinct("invitation_id")
    )
    return sorted(messages, key=lambda one: (one.edition.during.lower, one.pk))


def _of_person(person: Person, rows: list[LedgerRow]) -> PersonLedger:
    may_send = any(row.is_to_come and not row.is_cancelled for row in rows)
    return PersonLedger(person, tuple(rows), may_send)


def _row(message: CalendarMessage) -> LedgerRow:
    return LedgerRow(
        session=message.invitation.session,
        name=message.edition.name,
        when=when(content_of_edition(message.edition)),
        is_cancelled=message.method == CalendarMethod.CANCEL,
        told_at=message.stamp,
        sequence=message.sequence,
        is_to_come=message.edition.during.lower > timezone.now(),
        arrival=arrival_of(message.email, message.stamp),
    )


def arrival_of(email: Email | None, told_at: dt.datetime) -> Arrival:
    """How a message fared; messages are thrown away after ninety days."""
    if email is None:
        if told_at < timezone.now() - KEPT:
            return Arrival("Sent", "grey", "more than ninety days ago")
        return Arrival("Not sent", "red", "This person can no longer be written to.")
    if email.bounced_at:
        return Arrival("Came back", "red", email.bounce_reason, email.bounced_at)
    if email.sent_at:
        return Arrival("Sent", "green", at=email.sent_at)
    if email.last_error:
        return Arrival("Refused", "red", refusal_in_words(email.last_error))
    return Arrival("Waiting", "blue")


def refusal_in_words(error: str) -> str:
    """The mail server's own words out of what the outbox kept of an error.

    >>> refusal_in_words("SMTPRecipientsRefused: {'a@b.uk': (550, b'5.1.1 No such mailbox')}")
    '550 5.1.1 No such mailbox'
    >>> refusal_in_words("SMTPDataError: (554, b'Spam')")
    '554 Spam'
    >>> refusal_in_words("ValueError: odd")
    'odd'
    """
    if found := SERVER_SAID.search(error):
        return f"{found[1]} {found[3]}"
    return error.partition(": ")[2] or error
