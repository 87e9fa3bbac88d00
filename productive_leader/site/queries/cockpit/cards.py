"""The cards beside the tables: the next session, what is not released yet, open actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from productive_leader.core.dates import format_day_month, format_when
from productive_leader.core.words import counted
from productive_leader.site.queries.cockpit.weeks import Week
from programmes.enums import SessionState
from programmes.queries.glances import ActionGlance, SessionGlance, When

ACTIONS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class NextSession:
    """The session to come; `when` is empty before it has a date, `answers` before it is told."""

    pk: int
    label: str
    when: str
    where: str
    answers: str


@dataclass(frozen=True, slots=True)
class ToRecord:
    """A session that is over by the clock and whose attendance is not recorded."""

    pk: int
    number: int
    name: str

    @property
    def label(self) -> str:
        return f"Session {self.number}, {self.name}"


@dataclass(frozen=True, slots=True)
class OpenAction:
    text: str
    owner: str
    due: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week by its name, its dates in words, and the length of its slots in minutes."""

    label: str
    span: str
    slot_minutes: int


@dataclass(frozen=True, slots=True)
class OpenActions:
    """The first few, and how many there are."""

    shown: tuple[OpenAction, ...]
    number: int


def week_lines(weeks: Iterable[Week]) -> tuple[WeekLine, ...]:
    return tuple(WeekLine(week.label, week.span, week.slot_minutes) for week in weeks)


def next_session(sessions: Sequence[SessionGlance], *, runs: bool) -> NextSession | None:
    """By plan for whoever runs the team, as told for everybody else; without a date comes last."""
    now = timezone.now()
    to_come = [
        (one, when)
        for one in sessions
        if not one.is_over and ((when := _when(one, runs=runs)) is None or when.ends_at > now)
        if runs or when
    ]
    if not to_come:
        return None
    session, when = min(to_come, key=_by_date)
    return NextSession(
        pk=session.pk,
        label=session.label,
        when=format_when(when.starts_at, when.ends_at) if when else "",
        where=when.place if when else "",
        answers=_answers(session),
    )


def _when(session: SessionGlance, *, runs: bool) -> When | None:
    return session.planned if runs else session.told if session.takes_place else None


def _by_date(pair: tuple[SessionGlance, When | None]) -> tuple[bool, dt.datetime, int]:
    session, when = pair
    start = when.starts_at if when else timezone.now()
    return when is None, start, session.number


def _answers(session: SessionGlance) -> str:
    """ "11 of 12 have answered, 1 apology"."""
    if not session.takes_place:
        return "Nobody has been told yet."
    invited = len(session.invited)
    words = f"{invited - len(session.unanswered)} of {invited} have answered"
    if session.apologies:
        words += f", {counted(session.apologies, 'apology', 'apologies')}"
    return words


def to_record(sessions: Iterable[SessionGlance]) -> ToRecord | None:
    """The first of them."""
    now = timezone.now()
    over = (
        ToRecord(one.pk, one.number, one.name)
        for one in sessions
        if one.state == SessionState.SCHEDULED and one.told and one.told.ends_at <= now
    )
    return next(over, None)


def open_actions(actions: Sequence[ActionGlance]) -> OpenActions:
    shown = tuple(
        OpenAction(one.text, one.owner, format_day_month(one.due_on), one.is_late)
        for one in actions[:ACTIONS_SHOWN]
    )
    return OpenActions(shown, len(actions))
