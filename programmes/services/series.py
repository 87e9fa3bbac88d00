"""Proposing the dates of a whole series in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from productive_leader.core.dates import format_date
from programmes.enums import SessionState
from programmes.models import Room, Series, Session, Team
from programmes.queries.busy import busy_for, span_of
from programmes.queries.days_off import days_off_for
from programmes.queries.series import in_series, series_of, weeks_in
from programmes.scheduling import NoFreeDay, Proposal, Wish, propose, span_at
from programmes.services.days import check_when, check_working_day
from programmes.services.invitations import update_invitations
from programmes.services.placing import (
    check_room,
    lock_sessions,
    lock_team,
    put,
    reserve,
    write_sessions,
)
from programmes.services.writing import saved

A_YEAR = dt.timedelta(days=366)
ALL_RELEASED = (
    "Every session of this team is released. Move one of them, and the sessions after it with it."
)


@dataclass(frozen=True, slots=True)
class Placed:
    """What happened to one session."""

    session: Session
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Proposed:
    """What happened to each session of a series."""

    series: Series
    placed: tuple[Placed, ...]

    @property
    def moved(self) -> list[Placed]:
        return [one for one in self.placed if one.proposal.moved]

    @property
    def clashing(self) -> list[Placed]:
        return [one for one in self.placed if one.proposal.clashes]


@transaction.atomic
def propose_series(
    *,
    by: Person,
    team: Team,
    first_on: dt.date,
    starts_at: dt.time,
    pace: str,
    room: Room | None = None,
    link: str = "",
) -> Proposed:
    """Give every session that is still planned a date; what was released stays where it is.

    `first_on` is the date of the first of them, `starts_at` the time of day in London. They go
    around days off and everything that is in the way; nobody is told. A room or link that a session
    has of its own stays. Raises ValidationError.
    """
    programme = lock_team(team, by)
    sessions = lock_sessions(team)
    planned = [one for one in in_series(sessions) if one.state == SessionState.PLANNED]
    if not planned:
        raise ValidationError(ALL_RELEASED)
    check_room(room, programme.organisation)
    check_working_day(first_on)
    check_when(span_at(first_on, starts_at, planned[0].minutes))
    before = series_of(team)
    for session in planned:
        _place_at(session, before, room, link)
    weeks = weeks_in(sessions, pace)
    first = first_on - dt.timedelta(weeks=weeks[planned[0].pk])
    series = before or Series(team=team)
    series.first_on, series.starts_at, series.pace = first, starts_at, pace
    series.room, series.link = room, link
    reserve(planned)
    wishes = _wishes(planned, sessions, series, weeks, by)
    placed = place(planned, wishes, team)
    write_sessions(planned, ["during", "room", "link"], by=by, without=[o.pk for o in planned])
    update_invitations(team)
    proposed = Proposed(series, placed)
    _save(proposed, by)
    return proposed


def place(sessions: Sequence[Session], wishes: Sequence[Wish], team: Team) -> tuple[Placed, ...]:
    """Dates for sessions that move together, set in memory, around the days off of their team."""
    first, last = min(one.day for one in wishes), max(one.day for one in wishes)
    days_off = days_off_for(team, first - dt.timedelta(weeks=1), last + A_YEAR)
    try:
        proposals = propose(wishes, days_off)
    except NoFreeDay as trouble:
        raise ValidationError(
            f"There is no free day for “{sessions[trouble.index].name}” in the half year from "
            f"{format_date(trouble.day)}. Choose another time, or take blocked dates away."
        ) from None
    for session, proposal in zip(sessions, proposals, strict=True):
        check_when(proposal.span)
        put(session, proposal.span)
    return tuple(map(Placed, sessions, proposals))


def _place_at(session: Session, before: Series | None, room: Room | None, link: str) -> None:
    if session.room_id is None or (before and session.room_id == before.room_id):
        session.room = room
    if not session.link or (before and session.link == before.link):
        session.link = link


def _wishes(
    planned: Sequence[Session],
    sessions: Sequence[Session],
    series: Series,
    weeks: dict[int, int],
    by: Person,
) -> list[Wish]:
    """Each wants its day, after now and what stays before it; the first not before its day."""
    busy = busy_for(planned, by=by, without=[one.pk for one in planned])
    first = span_at(
        series.first_on + dt.timedelta(weeks=weeks[planned[0].pk]), dt.time.min, 0
    ).start
    return [
        Wish(
            day=series.first_on + dt.timedelta(weeks=weeks[one.pk]),
            time=series.starts_at,
            minutes=one.minutes,
            busy=taken,
            after=_after(one, sessions) if index else max(_after(one, sessions), first),
        )
        for index, (one, taken) in enumerate(zip(planned, busy, strict=True))
    ]


def _after(session: Session, sessions: Sequence[Session]) -> dt.datetime:
    """When the last of the sessions before it, by number, that stay where they are is over."""
    staying = [
        one
        for one in in_series(sessions)
        if one.state != SessionState.PLANNED and one.number < session.number
    ]
    ends = [span.end for one in staying if (span := span_of(one))]
    return max([timezone.now(), *ends])


def _save(proposed: Proposed, by: Person) -> None:
    saved(
        proposed.series,
        by=by,
        action="series.proposed",
        organisation=proposed.series.team.programme.organisation,
        detail={
            "sessions": len(proposed.placed),
            "moved": len(proposed.moved),
            "clashing": len(proposed.clashing),
        },
    )
