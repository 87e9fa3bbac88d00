"""What must hold before sessions get their dates, the locks for it, and the one write."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.models import Organisation, Person
from productive_leader.core.dates import format_date, format_hours_between
from productive_leader.core.words import sentence
from programmes.models import Edition, Programme, Room, Session, Team
from programmes.queries.attendance import has_begun
from programmes.queries.busy import busy_for, span_of
from programmes.scheduling import Busy, BusyKind, Span
from programmes.services.writing import running

FIXES = {
    BusyKind.FACILITATOR: "Choose another time or another facilitator.",
    BusyKind.ROOM: "Choose another time or another room.",
    BusyKind.TEAM: "Choose another time.",
}
TAKEN = "The facilitator or the room was booked for that time a moment ago. Choose another time."
HAS_BEGUN = (
    "has begun, so it stays as calendars have it. Record who was there, also if nobody was; for "
    "another date, add a session."
)
GUARDS = "facilitator_leads_one_session_at_a_time, room_holds_one_session_at_a_time"


def lock_team(team: Team, by: Person) -> Programme:
    """The programme of a team that `by` runs, open, locked with its team."""
    programme = running(team, by)
    Team.objects.select_for_update().get(pk=team.pk)
    return programme


def hold_sessions(team: Team) -> None:
    """Locks all sessions of the team by their ids, for whoever reads them another way."""
    list(Session.objects.filter(team=team).select_for_update().order_by("pk").values("pk"))


def lock_sessions(team: Team) -> list[Session]:
    """All sessions of the team, in the order of their numbers, locked."""
    hold_sessions(team)
    related = ("team__programme", "facilitator", "room", "template_session", "released")
    own = Session.objects.filter(team=team).select_related(*related)
    return list(own.order_by("number", "pk"))


def lock_session(session: Session, by: Person) -> tuple[Programme, list[Session], Session]:
    """The programme, all sessions of the team and this one of them, locked as above."""
    programme = lock_team(session.team, by)
    sessions = lock_sessions(session.team)
    return programme, sessions, next(one for one in sessions if one.pk == session.pk)


def check_live(session: Session) -> None:
    """Only what is planned or scheduled can change, unless it has begun as people were told."""
    if not session.is_live:
        state = session.get_state_display().lower()
        raise ValidationError(f"“{session.name}” is {state}, so it stays as it is.")
    if session.released and has_begun(session, timezone.now()):
        raise ValidationError(f"“{session.name}” {HAS_BEGUN}")


def put_as_told(session: Session, edition: Edition) -> None:
    """Takes the plan back, in memory, to the name, date and facilitator that people were told."""
    length = edition.during.upper - edition.during.lower
    session.name, session.facilitator_id = edition.name, edition.facilitator_id
    session.during, session.minutes = edition.during, round(length.total_seconds() / 60)


AS_TOLD = ("name", "facilitator", "during", "minutes")


def reserve(sessions: Sequence[Session]) -> None:
    """Locks the facilitators and rooms, so that nobody books them until this is written."""
    people = {one.facilitator_id for one in sessions}
    rooms = {one.room_id for one in sessions if one.room_id}
    for locked, wanted in ((Person.objects, people), (Room.objects, rooms)):
        list(locked.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))


def check_room(room: Room | None, organisation: Organisation) -> None:
    if room is not None and room.organisation_id != organisation.pk:
        raise ValidationError(
            f"{room} is a room of another organisation. Choose one of {organisation}, or add one."
        )


def check_free(sessions: Sequence[Session], *, by: Person, without: Collection[int] = ()) -> None:
    """Refuses, in words, when a facilitator, a room or the team is taken at the time."""
    for session, busy in zip(sessions, busy_for(sessions, by=by, without=without), strict=True):
        span = span_of(session)
        taken = [one for one in busy if span and one.is_hard and one.span.overlaps(span)]
        if taken:
            raise ValidationError(refusal(taken[0]))


def refusal(busy: Busy) -> str:
    """What is in the way, when it is, and what to do."""
    hours = format_hours_between(busy.span.start, busy.span.end)
    when = f"on {format_date(busy.span.day)} from {hours}"
    return f"{sentence(busy.why)} {when}. {FIXES[busy.kind]}"


def put(session: Session, span: Span) -> None:
    """Sets the date in memory."""
    session.during = DateTimeTZRange(span.start, span.end)


@contextmanager
def refused_in_words(
    sessions: Sequence[Session], *, by: Person, without: Collection[int] = ()
) -> Iterator[None]:
    """What is written inside may still meet somebody who booked at the same moment.

    The constraints of the database are the last defence; whoever meets them is told in words.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        check_free(sessions, by=by, without=without)
        raise ValidationError(TAKEN) from None


def write_sessions(
    sessions: Sequence[Session], fields: Sequence[str], *, by: Person, without: Collection[int] = ()
) -> None:
    """Writes sessions that move together; the database looks at the result, not at the way there.

    Raises ValidationError where it finds a facilitator or a room taken after all.
    """
    with refused_in_words(sessions, by=by, without=without), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {GUARDS} DEFERRED")
        Session.objects.bulk_update(sessions, fields)
        cursor.execute(f"SET CONSTRAINTS {GUARDS} IMMEDIATE")
