"""Reads: the dates of a team as its facilitator plans them, with what is in the way of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Organisation, Person
from accounts.queries import facilitators_at
from productive_leader.core.dates import (
    format_date,
    format_hours_between,
    format_when,
    today,
)
from productive_leader.core.words import sentence
from programmes.calendars.changes import differences, in_a_sentence
from programmes.enums import CALLED_OFF, LIVE, SessionState
from programmes.models import BlockedDates, Room, Series, Session, Team
from programmes.queries.attendance import has_begun
from programmes.queries.busy import busy_for, span_of
from programmes.queries.days_off import DayOff, blocked_dates, days_off_between, days_off_for
from programmes.queries.order import out_of_order
from programmes.queries.releases import SessionPlan, content_of, content_of_edition, preview_of
from programmes.queries.series import days_in, in_series, series_of
from programmes.scheduling import (
    Busy,
    BusyKind,
    Span,
    Wish,
    alternatives,
    day_off,
    moved_from,
    why_not,
)

NEARBY = dt.timedelta(days=13)
MARGIN = dt.timedelta(weeks=2)
HALF_A_YEAR = dt.timedelta(weeks=26)


@dataclass(frozen=True, slots=True)
class DateLine:
    """One session. `troubles` are sentences; `alternatives` are offered while there are any.

    `order`: that it comes after others with a higher number.
    `moved`: why it is not on the day it wanted. `told`: what people know instead, if anything.
    `may_change`: it is planned or scheduled, and has not begun.
    """

    session: Session
    moved: str = ""
    is_unreleased: bool = False
    told: str = ""
    may_change: bool = False
    order: str = ""
    troubles: tuple[str, ...] = ()
    alternatives: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamDates:
    """`days_off`: the bank holidays and days added to them, on working days, within the series.

    `too_late`: what a release cannot tell any more, as its date has passed.
    """

    team: Team
    series: Series | None
    lines: tuple[DateLine, ...]
    called_off: tuple[DateLine, ...]
    blocked: tuple[BlockedDates, ...]
    days_off: tuple[DayOff, ...]
    first_planned: Session | None
    first_on: dt.date
    too_late: tuple[Session, ...]

    @property
    def has_dates(self) -> bool:
        return any(one.session.during for one in self.lines)

    @property
    def troubled(self) -> int:
        return sum(bool(one.troubles) for one in self.lines)

    @property
    def was_released(self) -> bool:
        return any(one.session.released_id for one in (*self.lines, *self.called_off))

    @property
    def disordered(self) -> int:
        return sum(bool(one.order) for one in self.lines)

    @property
    def still_told(self) -> int:
        """How many people know otherwise than they are planned."""
        lines = (*self.lines, *self.called_off)
        return sum(one.is_unreleased and bool(one.session.released_id) for one in lines)

    @property
    def unreleased(self) -> int:
        return sum(one.is_unreleased for one in (*self.lines, *self.called_off))


def dates_of(team: Team, *, by: Person) -> TeamDates:
    """Everything on the page of a team's dates. The same few queries, however many sessions.

    What is not released is what a release would tell now.
    """
    sessions = list(_with_what_was_told(team))
    series = series_of(team)
    wanted = days_in(sessions, series) if series else {}
    counted = in_series(sessions)
    planned = [one for one in counted if one.state == SessionState.PLANNED]
    first_on = _first_on(team, planned, wanted)
    days = [first_on, *wanted.values(), *(one.on for one in counted if one.on)]
    last = max(days) if len(days) > 1 else first_on + HALF_A_YEAR
    off = days_off_for(team, min(days) - MARGIN, last + MARGIN)
    called_off = [one for one in sessions if one.state in CALLED_OFF]
    preview = preview_of(team)
    untold = {plan.session.pk: plan for plan in preview.changes}
    return TeamDates(
        team=team,
        series=series,
        lines=tuple(_lines(counted, wanted, off, untold, by)),
        called_off=tuple(_line(one, untold) for one in called_off),
        blocked=tuple(blocked_dates(team)),
        days_off=tuple(
            one
            for one in days_off_between(max(min(days), today()), last)
            if not day_off(one.day, {})
        ),
        first_planned=planned[0] if planned else None,
        first_on=first_on,
        too_late=preview.too_late,
    )


def other_times(session: Session, *, by: Person) -> tuple[Span, ...]:
    """Up to three other times for one session; none while it has no date."""
    span = span_of(session)
    if span is None:
        return ()
    off = days_off_for(session.team, span.day - MARGIN, span.day + MARGIN)
    (busy,) = busy_for([session], by=by)
    return _alternatives(session, span, busy, off)


def later_sessions(session: Session) -> QuerySet[Session]:
    """The live sessions of its team with a higher number, by date; none while it has no date."""
    later = Session.objects.filter(team=session.team_id, state__in=LIVE, number__gt=session.number)
    return later.exclude(during=None).order_by("during") if session.during else later.none()


def rooms_of(organisation: Organisation) -> QuerySet[Room]:
    return organisation.rooms.all()


def people_to_lead(session: Session) -> QuerySet[Person]:
    """The facilitators of the organisation today, and whoever leads the session already."""
    programme = session.team.programme
    here = facilitators_at(programme.organisation_id)
    known = (session.facilitator_id, programme.facilitator_id)
    return Person.objects.filter(Q(pk__in=known) | Q(pk__in=here)).order_by("name")


def _with_what_was_told(team: Team) -> QuerySet[Session]:
    related = ("team__programme", "facilitator", "room", "template_session", "released")
    return Session.objects.filter(team=team).select_related(*related).order_by("number", "pk")


def _first_on(team: Team, planned: Sequence[Session], wanted: Mapping[int, dt.date]) -> dt.date:
    """The date to begin with: as proposed last, else the first day; from tomorrow on."""
    day = wanted.get(planned[0].pk) if planned else None
    day = max(day or team.programme.starts_on, today() + dt.timedelta(days=1))
    while day_off(day, {}):
        day += dt.timedelta(days=1)
    return day


def _lines(
    sessions: Sequence[Session],
    wanted: Mapping[int, dt.date],
    off: Mapping[dt.date, str],
    untold: Mapping[int, SessionPlan],
    by: Person,
) -> Iterator[DateLine]:
    for session, busy in zip(sessions, busy_for(sessions, by=by), strict=True):
        span = span_of(session)
        if span is None or not session.is_live:
            yield _line(session, untold)
            continue
        order = out_of_order(session, sessions) if span.start > timezone.now() else ""
        troubles = _troubles(session, span, busy, off)
        yield _line(
            session,
            untold,
            moved=_moved(session, span, busy, off, wanted.get(session.pk)),
            order=order,
            troubles=troubles,
            alternatives=_alternatives(session, span, busy, off) if troubles else (),
        )


def _wish(session: Session, span: Span, busy: tuple[Busy, ...]) -> Wish:
    return Wish(span.day, span.time, session.minutes, busy)


def _troubles(
    session: Session, span: Span, busy: tuple[Busy, ...], off: Mapping[dt.date, str]
) -> tuple[str, ...]:
    """Sentences; a session that has begun has none any more."""
    if span.start <= timezone.now():
        return ()
    found = [_on_a_day_off(span, off)] if day_off(span.day, off) else []
    return (*found, *map(_clash, _wish(session, span, busy).clashes(span)))


def _on_a_day_off(span: Span, off: Mapping[dt.date, str]) -> str:
    return f"{format_date(span.day)} is a day off: {day_off(span.day, off)}."


def _clash(busy: Busy) -> str:
    times = format_hours_between(busy.span.start, busy.span.end)
    return f"{sentence(busy.why)}, {times}."


def _alternatives(
    session: Session, span: Span, busy: tuple[Busy, ...], off: Mapping[dt.date, str]
) -> tuple[Span, ...]:
    """Between the sessions of the team before and after it."""
    team = [one.span for one in busy if one.kind is BusyKind.TEAM]
    return alternatives(
        _wish(session, span, busy),
        span,
        off,
        not_before=max([timezone.now(), *(one.end for one in team if one.end <= span.start)]),
        not_after=min(
            [span.end + HALF_A_YEAR, *(one.start for one in team if one.start >= span.end)]
        ),
    )


def _moved(
    session: Session,
    span: Span,
    busy: tuple[Busy, ...],
    off: Mapping[dt.date, str],
    wanted: dt.date | None,
) -> str:
    """Why it is near the day it wanted and not on it; empty when it was moved by hand."""
    if wanted is None or wanted == span.day or abs(span.day - wanted) > NEARBY:
        return ""
    others = tuple(one for one in busy if one.kind is not BusyKind.TEAM)
    why = why_not(Wish(wanted, span.time, session.minutes, others), off)
    moved = moved_from(wanted, why)
    return f"{sentence(moved)}." if why else ""


def _line(session: Session, untold: Mapping[int, SessionPlan], **more: Any) -> DateLine:
    plan = untold.get(session.pk)
    return DateLine(
        session,
        is_unreleased=bool(plan),
        told=_told(session, plan),
        may_change=session.is_live and not has_begun(session, timezone.now()),
        **more,
    )


def _told(session: Session, plan: SessionPlan | None) -> str:
    """What people know instead of the plan, or who does not know it; empty when nothing."""
    edition = session.released
    if plan is None or edition is None:
        return ""
    if plan.is_cancelled:
        return "People think that it takes place."
    if edition.is_cancelled:
        return "People think that it is cancelled."
    now = content_of(session)
    if now and (now.starts_at, now.ends_at) != (edition.during.lower, edition.during.upper):
        return f"Was {format_when(edition.starts_at)}."
    phrases = differences(content_of_edition(edition), now) if now else []
    return in_a_sentence(phrases) if phrases else _whom(plan)


def _whom(plan: SessionPlan) -> str:
    """How many have not heard that they belong there, or no longer."""
    sentences = ((len(plan.come), "invited"), (len(plan.gone), "no longer invited"))
    return " ".join(
        f"{number} {'person is' if number == 1 else 'people are'} {what}."
        for number, what in sentences
        if number
    )
