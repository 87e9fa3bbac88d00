"""Moving a session, alone or with the sessions after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.dates import LONDON, format_date
from productive_leader.core.words import sentence
from programmes.models import Session
from programmes.queries.attendance import has_begun
from programmes.queries.busy import busy_for, span_of
from programmes.queries.days_off import days_off_for
from programmes.scheduling import Span, Wish, day_off
from programmes.services.days import check_when, start_of
from programmes.services.invitations import update_invitations
from programmes.services.placing import (
    check_free,
    check_live,
    lock_session,
    put,
    reserve,
    write_sessions,
)
from programmes.services.series import Placed, place


@dataclass(frozen=True, slots=True)
class Moved:
    """A session on its new date, what happened to those after it, and what is worth knowing."""

    session: Session
    rest: tuple[Placed, ...]
    notes: tuple[str, ...]


@transaction.atomic
def move_session(
    *, by: Person, session: Session, starts_at: dt.datetime, and_the_rest: bool = False
) -> Moved:
    """Give a session another date (aware), or its first; nobody is told before the next release.

    `and_the_rest`: the live sessions after it keep their distance to it, around days off. A day
    off, or a place before an earlier session or after a later one, is not refused but told in
    `notes`. Raises ValidationError when the date has passed or the facilitator, the room or the
    team is taken.
    """
    _, sessions, current = lock_session(session, by)
    check_live(current)
    before = span_of(current)
    start = start_of(starts_at)
    after = Span(start, start + dt.timedelta(minutes=current.minutes))
    check_when(after)
    rest = _rest(sessions, current) if and_the_rest else []
    reserve([current, *rest])
    together = [current.pk, *(one.pk for one in rest)]
    put(current, after)
    check_free([current], by=by, without=together)
    placed = _shift(rest, before, after, by, together) if before else ()
    write_sessions([current, *rest], ["during"], by=by, without=together)
    update_invitations(current.team)
    _record(current, before, after, rest, by)
    return Moved(current, placed, tuple(_notes(current, sessions, by)))


def _rest(sessions: Sequence[Session], current: Session) -> list[Session]:
    """The live sessions with a higher number that begin after it, the earliest first.

    None that has begun.
    """
    start, now = current.starts_at, timezone.now()
    later = [
        one
        for one in sessions
        if one.is_live and start and one.starts_at and one.starts_at > start
        if one.number > current.number and not has_begun(one, now)
    ]
    return sorted(later, key=lambda one: one.during.lower)


def _shift(
    rest: Sequence[Session], before: Span, after: Span, by: Person, together: Sequence[int]
) -> tuple[Placed, ...]:
    """The rest, as far along the clock in London as the first of them went."""
    if not rest:
        return ()
    step = after.local_start.replace(tzinfo=None) - before.local_start.replace(tzinfo=None)
    floor = max(timezone.now(), after.end)
    wishes = []
    for one, busy in zip(rest, busy_for(rest, by=by, without=together), strict=True):
        wanted = one.during.lower.astimezone(LONDON).replace(tzinfo=None) + step
        wishes.append(Wish(wanted.date(), wanted.time(), one.minutes, busy, floor))
    return place(rest, wishes, rest[0].team)


def _notes(current: Session, sessions: Sequence[Session], by: Person) -> list[str]:
    """What was not refused and may still surprise."""
    span = span_of(current)
    if span is None:
        return []
    notes = []
    if why := day_off(span.day, days_off_for(current.team, span.day, span.day)):
        notes.append(
            f"{format_date(span.day)} is {why}."
            if why.startswith("a ")
            else f"Nobody meets on {format_date(span.day)}: {why}."
        )
    for other in sessions:
        theirs = span_of(other) if other.is_live else None
        if theirs and other.number < current.number and theirs.start >= span.end:
            notes.append(f"It is now before session {other.number}, “{other.name}”.")
        if theirs and other.number > current.number and theirs.end <= span.start:
            notes.append(f"It is now after session {other.number}, “{other.name}”.")
    (busy,) = busy_for([current], by=by)
    clashes = Wish(span.day, span.time, span.minutes, busy).clashes(span)
    return [*notes, *(f"{sentence(one.why)} then." for one in clashes)]


def _record(
    current: Session, before: Span | None, after: Span, rest: Sequence[Session], by: Person
) -> None:
    organisation = current.team.programme.organisation_id
    audit.record(
        by=by,
        action="session.moved",
        target=current,
        organisation_id=organisation,
        detail={
            "from": before.start.isoformat() if before else None,
            "to": after.start.isoformat(),
            "rest": [one.pk for one in rest],
        },
    )
