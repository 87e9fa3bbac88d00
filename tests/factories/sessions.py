"""Templates and sessions for tests; a released session is left as a release leaves it."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.models import Person
from productive_leader.core.dates import LONDON, today
from programmes.enums import Audience, CalendarMethod, Level, SessionState
from programmes.models import (
    Action,
    AgendaItem,
    Edition,
    ProgrammeTemplate,
    Release,
    RoleSheet,
    Session,
    Team,
    TemplateItem,
    TemplateSession,
    TemplateVersion,
)
from programmes.services.invitations import update_invitations

_numbers = count(1)
AGENDA = ((20, "Look at our measures"), (30, "Reflect"), (10, "Close and pulse"))


def a_template(
    weeks: tuple[int, ...] = (0, 2, 4), *, optional: tuple[int, ...] = (), name: str = "Standard"
) -> TemplateVersion:
    """A published template with an hour's session in each of the given weeks.

    `optional`: positions (from 1) of sessions that can be left out.
    """
    template = ProgrammeTemplate.objects.create(
        slug=f"template-{next(_numbers)}", name=name, summary="A template for tests."
    )
    version = TemplateVersion.objects.create(
        template=template, number=1, published_at=timezone.now()
    )
    for position, week in enumerate(weeks, start=1):
        session = TemplateSession.objects.create(
            version=version,
            position=position,
            name=f"Topic {position}",
            week=week,
            minutes=sum(minutes for minutes, _ in AGENDA),
            is_optional=position in optional,
        )
        TemplateItem.objects.bulk_create(
            TemplateItem(session=session, position=place, minutes=minutes, title=title)
            for place, (minutes, title) in enumerate(AGENDA, start=1)
        )
    RoleSheet.objects.bulk_create(
        RoleSheet(
            version=version,
            level=level,
            minutes=120,
            summary=f"What a {level.label} does.",
            text="Come to the sessions.\nSay what gets in the way.",
        )
        for level in Level
    )
    return version


def at(days: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """So many days from today (negative: before), on the clock of London."""
    day = today() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON)


def span(starts_at: dt.datetime, minutes: int) -> DateTimeTZRange:
    start = starts_at.astimezone(dt.UTC)
    return DateTimeTZRange(start, start + dt.timedelta(minutes=minutes))


def a_session(
    team: Team,
    starts_at: dt.datetime | None = None,
    *,
    minutes: int = 60,
    released: bool = True,
    **fields: Any,
) -> Session:
    """A session with an agenda and its invitations; by default in a week, and released.

    One in the past is made with everybody invited, as if it had been released before it.
    """
    starts_at = starts_at or at(7)
    number = fields.pop("number", team.sessions.count() + 1)
    session = Session.objects.create(
        team=team,
        number=number,
        name=fields.pop("name", f"Topic {number}"),
        audience=fields.pop("audience", Audience.EVERYBODY),
        minutes=minutes,
        facilitator=fields.pop("facilitator", team.programme.facilitator),
        **fields,
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(session=session, position=place, minutes=length, title=title)
        for place, (length, title) in enumerate(AGENDA, start=1)
    )
    update_invitations(team)
    session.during = span(starts_at, minutes)
    session.save()
    return release(session) if released else session


def release(session: Session) -> Session:
    """What a release of this one session leaves behind, without a message."""
    number = session.team.releases.count() + 1
    made = Release.objects.create(
        team=session.team, number=number, by=session.facilitator, written_at=timezone.now()
    )
    edition = Edition.objects.create(
        session=session,
        release=made,
        sequence=session.sequence,
        during=session.during,
        name=session.name,
        place=str(session.room or ""),
        building=session.room.building if session.room else "",
        link=session.link,
        text=session.before,
        facilitator=session.facilitator,
    )
    session.invitations.filter(withdrawn_at=None).update(
        told_method=CalendarMethod.REQUEST, told_sequence=session.sequence, told_edition=edition
    )
    session.released, session.state = edition, SessionState.SCHEDULED
    session.save()
    return session


def an_action(team: Team, owner: Person, text: str = "Cut the Monday meeting") -> Action:
    """Something the owner has still to do, by today."""
    action: Action = team.actions.create(text=text, owner=owner, due_on=today(), made_by=owner)
    return action
