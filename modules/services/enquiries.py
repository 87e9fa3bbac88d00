"""Conversations with people outside. Whoever knows the key of one may write in it.

Each service locks the enquiry, writes, and promises the messages in the same transaction.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from modules.enums import EnquiryState, Outcome
from modules.models import Enquiry, EnquiryMessage
from modules.notifications.enquiries import acknowledge, send_answer, tell_of_waiting
from modules.permissions import enquiries_answered_by
from modules.queries.enquiries import (
    closed_before,
    fingerprint_of,
    next_full_hour,
    oldest_open,
)
from modules.queries.office import administrators
from productive_leader.core import audit, outbox
from productive_leader.core.housekeeping import nightly
from productive_leader.core.permissions import Permission, require

TASK = "modules.tell_of_enquiries"
KEPT = timedelta(days=2 * 365)  # after an enquiry was closed
CLOSED_ALREADY = "It is closed already. Reopen it to change how it ended."


class StaleThread(Exception):
    """Somebody wrote, or closed it, since the conversation was read."""


@transaction.atomic
def send_enquiry(
    *,
    form_key: uuid.UUID,
    person: Person | None,
    name: str,
    email: str,
    organisation: str,
    nation: str,
    topic: str,
    text: str,
) -> Enquiry:
    """Begin a conversation, acknowledged by mail. The same form with the same words begins one."""
    enquiry, is_new = Enquiry.objects.get_or_create(
        form_key=uuid.uuid5(form_key, f"{email.lower()}\n{text}"),
        defaults={
            "person": person,
            "name": name,
            "email": email,
            "organisation": organisation,
            "nation": nation,
            "topic": topic,
        },
    )
    if is_new:
        acknowledge(enquiry, enquiry.messages.create(text=text))
        audit.record(by=person, action="enquiry.sent", target=enquiry)
        _promise_to_tell()
    return enquiry


@transaction.atomic
def write_again(*, enquiry: Enquiry, text: str) -> EnquiryMessage:
    """The enquirer writes; the conversation is open again. The same words twice are one message."""
    locked = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    last = locked.messages.last()
    if last and not last.is_ours and last.text == text:
        return last
    message = locked.messages.create(text=text)
    _set_state(locked, EnquiryState.OPEN)
    audit.record(by=None, action="enquiry.written", target=locked)
    _promise_to_tell()
    return message


@transaction.atomic
def answer_enquiry(*, by: Person, enquiry: Enquiry, text: str, seen: str) -> EnquiryMessage:
    """Answer, by mail and on the page. `seen`: the fingerprint of what was read before.

    Raises StaleThread when something was written meanwhile. My own words twice are one answer.
    """
    locked = _locked(by, enquiry)
    last = locked.messages.last()
    if last and last.by == by and last.text == text:
        return last
    _require_seen(locked, seen)
    message = locked.messages.create(by=by, is_ours=True, text=text)
    _set_state(locked, EnquiryState.ANSWERED)
    send_answer(message, by=by)
    audit.record(by=by, action="enquiry.answered", target=locked)
    return message


@transaction.atomic
def close_enquiry(*, by: Person, enquiry: Enquiry, outcome: Outcome, seen: str) -> Enquiry:
    """End it with an outcome. Raises StaleThread as above, ValidationError when it is closed."""
    locked = _locked(by, enquiry)
    if locked.state == EnquiryState.CLOSED:
        if locked.outcome == outcome and locked.closed_by == by:
            return locked
        raise ValidationError(CLOSED_ALREADY)
    _require_seen(locked, seen)
    locked.outcome, locked.closed_at, locked.closed_by = outcome, timezone.now(), by
    locked.state = EnquiryState.CLOSED
    locked.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
    audit.record(by=by, action="enquiry.closed", target=locked, detail={"outcome": str(outcome)})
    return locked


@transaction.atomic
def reopen_enquiry(*, by: Person, enquiry: Enquiry) -> Enquiry:
    """It waits for us again. One that is open stays as it is."""
    locked = _locked(by, enquiry)
    if locked.state == EnquiryState.CLOSED:
        _set_state(locked, EnquiryState.OPEN)
        audit.record(by=by, action="enquiry.reopened", target=locked)
    return locked


@transaction.atomic
def tell_of_enquiries(*, hour: str) -> int:
    """Tell every administrator how many wait, once for each hour; returns how many were told."""
    number, since = oldest_open()
    if since is None:
        return 0
    people = list(administrators())
    for person in people:
        key = f"enquiries-waiting:{hour}:{person.pk}"
        tell_of_waiting(person, number=number, since=since, key=key)
    return len(people)


@nightly
def forget_old_enquiries() -> int:
    """Delete conversations two years after they were closed."""
    old = closed_before(timezone.now() - KEPT)
    number = old.count()
    old.delete()
    return number


def _promise_to_tell() -> None:
    """One message for all that comes in before the next full hour."""
    due = next_full_hour()
    hour = f"{due:%Y-%m-%dT%H}"
    outbox.enqueue(TASK, payload={"hour": hour}, key=f"{TASK}:{hour}", due_at=due)


def _locked(by: Person, enquiry: Enquiry) -> Enquiry:
    require(Permission.ANSWER_ENQUIRIES, obj=enquiry, among=enquiries_answered_by(by))
    return Enquiry.objects.select_for_update().get(pk=enquiry.pk)


def _require_seen(enquiry: Enquiry, seen: str) -> None:
    if fingerprint_of(enquiry) != seen:
        raise StaleThread


def _set_state(enquiry: Enquiry, state: EnquiryState) -> None:
    """Open or answered: neither has an outcome."""
    enquiry.state, enquiry.outcome = state, ""
    enquiry.closed_at = enquiry.closed_by = None
    enquiry.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
