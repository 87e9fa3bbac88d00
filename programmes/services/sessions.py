"""Changing what a session is about, who leads it and where; adding one."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import Person
from modules.models import Module
from productive_leader.core import audit
from programmes.enums import Audience
from programmes.models import Programme, Room, Session, Team
from programmes.queries.busy import span_of
from programmes.scheduling import Span
from programmes.services.days import check_when, start_of
from programmes.services.invitations import update_invitations
from programmes.services.modules import keep_versions
from programmes.services.placing import (
    check_free,
    check_live,
    check_room,
    lock_session,
    lock_team,
    put,
    refused_in_words,
    reserve,
    write_sessions,
)
from programmes.services.writing import require_facilitator, saved

SHORTEST, LONGEST = 10, 480  # minutes
CHANGEABLE = (
    "name",
    "before",
    "output",
    "minutes",
    "audience",
    "facilitator",
    "room",
    "link",
    "module",
)


@transaction.atomic
def edit_session(
    *,
    by: Person,
    session: Session,
    name: str,
    minutes: int,
    audience: str,
    facilitator: Person,
    before: str = "",
    output: str = "",
    room: Room | None = None,
    link: str = "",
    module: Module | None = None,
) -> Session:
    """Change a session that is planned or scheduled. Nobody is told before the next release."""
    programme, _, current = lock_session(session, by)
    check_live(current)
    old = {field: getattr(current, field) for field in CHANGEABLE}
    _describe(
        current,
        name=name,
        before=before,
        output=output,
        minutes=minutes,
        audience=audience,
        link=link,
    )
    current.facilitator, current.room, current.module = facilitator, room, module
    _check(current, programme)
    _check_date(current, by, moved=old["minutes"] != minutes)
    current.full_clean()
    write_sessions([current], [*CHANGEABLE, "during"], by=by)
    update_invitations(current.team)
    keep_versions(programme)
    changed = [field for field in CHANGEABLE if getattr(current, field) != old[field]]
    audit.record(
        by=by,
        action="session.edited",
        target=current,
        organisation_id=programme.organisation_id,
        detail={"changed": changed},
    )
    return current


@transaction.atomic
def add_session(
    *,
    by: Person,
    team: Team,
    name: str,
    minutes: int,
    starts_at: dt.datetime | None = None,
    audience: str = Audience.EVERYBODY,
    facilitator: Person | None = None,
    before: str = "",
    output: str = "",
    room: Room | None = None,
    link: str = "",
    module: Module | None = None,
) -> Session:
    """Add a session after the others, planned, with or without a date (aware)."""
    programme = lock_team(team, by)
    last = Session.objects.filter(team=team).aggregate(last=Max("number"))["last"] or 0
    session = Session(team=team, number=last + 1, facilitator=facilitator or programme.facilitator)
    _describe(
        session,
        name=name,
        before=before,
        output=output,
        minutes=minutes,
        audience=audience,
        link=link,
    )
    session.room, session.module = room, module
    _check(session, programme)
    if starts_at:
        start = start_of(starts_at)
        put(session, Span(start, start + dt.timedelta(minutes=minutes)))
    _check_date(session, by, moved=True)
    with refused_in_words([session], by=by):
        saved(session, by=by, action="session.added", organisation=programme.organisation)
    update_invitations(team)
    keep_versions(programme)
    return session


def _describe(session: Session, **details: str | int) -> None:
    for field, detail in details.items():
        setattr(session, field, detail.strip() if isinstance(detail, str) else detail)
    if not session.name:
        raise ValidationError("Give the session a name.")
    if not SHORTEST <= session.minutes <= LONGEST:
        raise ValidationError("A session takes 10 minutes to 8 hours. Check the minutes.")
    if session.link and not session.link.startswith("https://"):
        raise ValidationError("Give a link that begins with https://.")
    session.clean_fields(exclude=["facilitator", "team"])


def _check(session: Session, programme: Programme) -> None:
    """Who leads is a facilitator there, or was already; the room is one of theirs."""
    known = Session.objects.filter(pk=session.pk, facilitator=session.facilitator_id)
    if session.facilitator_id != programme.facilitator_id and not known.exists():
        require_facilitator(session.facilitator, programme.organisation)
    check_room(session.room, programme.organisation)


def _check_date(session: Session, by: Person, *, moved: bool) -> None:
    """Its end follows from its minutes; a new time must be possible, and everybody needed free."""
    span = span_of(session)
    if span is None:
        return
    span = Span(span.start, span.start + dt.timedelta(minutes=session.minutes))
    if moved:
        check_when(span)
    put(session, span)
    reserve([session])
    check_free([session], by=by)
