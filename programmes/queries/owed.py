"""What people of a team have still to do, in words that they and their facilitator read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from productive_leader.core.dates import format_date, format_when
from productive_leader.core.words import counted
from programmes.models import Team
from programmes.queries.glances import (
    ActionGlance,
    SessionGlance,
    When,
    actions_of_programme,
    sessions_of,
)
from programmes.queries.promises import unanswered_promises

ANSWER_WITHIN = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing a person has still to do.

    `brief` is for a column, `heading`, `lines` and `note` for a message; `link` are the words for
    `path`, where it is done.
    """

    brief: str
    heading: str
    lines: tuple[str, ...]
    path: str
    link: str
    note: str = ""


OwedByPerson = Mapping[int, Sequence[Owed]]


def owed_in(team: Team) -> OwedByPerson:
    """Answers, late actions, promises and pulses of one team, by person id. Three queries.

    Whoever has nothing open is not in it. Who still belongs to the team is for the caller to say.
    """
    waiting = unanswered_promises(team.programme)
    return owed(
        programme_id=team.programme_id,
        sessions=[one for one in sessions_of(team.programme_id) if one.team_id == team.pk],
        actions=[one for one in actions_of_programme(team.programme_id) if one.team_id == team.pk],
        promises=waiting.values_list("person", flat=True),
    )


def owed(
    *,
    programme_id: int,
    sessions: Sequence[SessionGlance],
    actions: Iterable[ActionGlance],
    promises: Iterable[int],
) -> OwedByPerson:
    """The same from what was read before: sessions and open actions of one team, and the people
    who were asked for their promise of time and have not answered."""
    now = timezone.now()
    found: dict[int, list[Owed]] = defaultdict(list)
    for session in sessions:
        if session.told and session.awaits_answers(now, ANSWER_WITHIN):
            _add(found, session.unanswered, _answer_to(session, session.told))
    for person, late in _late_by_owner(actions).items():
        found[person].append(_late_actions(late))
    _add(found, dict.fromkeys(promises), _promise(programme_id))
    if last := last_over(sessions, now):
        _add(found, last.without_pulse, _pulse_of(last))
    return found


def last_over(sessions: Iterable[SessionGlance], now: dt.datetime) -> SessionGlance | None:
    """The latest session that pulses are still taken of."""
    over = [
        (one.told.starts_at, one.pk, one) for one in sessions if one.told if one.takes_pulses(now)
    ]
    return max(over)[2] if over else None


def _add(found: dict[int, list[Owed]], people: Iterable[int], thing: Owed) -> None:
    for person in people:
        found[person].append(thing)


def _answer_to(session: SessionGlance, told: When) -> Owed:
    return Owed(
        brief=f"no answer to session {session.number}",
        heading=f"Your answer to {session.label}",
        lines=(in_words(told),),
        path=reverse("session", args=[session.pk]),
        link="Say whether you come",
    )


def _late_by_owner(actions: Iterable[ActionGlance]) -> dict[int, list[ActionGlance]]:
    late: dict[int, list[ActionGlance]] = defaultdict(list)
    for action in actions:
        if action.is_late:
            late[action.owner_id].append(action)
    return late


def _late_actions(late: Sequence[ActionGlance]) -> Owed:
    number = counted(len(late), "action", "actions")
    return Owed(
        brief=f"{number} late",
        heading=f"{number} past the agreed date",
        lines=tuple(f"{one.text}, by {format_date(one.due_on)}" for one in late),
        path=reverse("actions"),
        link="Say what is done, or agree another date",
    )


def _promise(programme_id: int) -> Owed:
    return Owed(
        brief="promise of time",
        heading="The promise of time",
        lines=("The programme says how much time it asks of you. Accept it, or say why not.",),
        path=reverse("promise", args=[programme_id]),
        link="See what it asks",
    )


def _pulse_of(session: SessionGlance) -> Owed:
    return Owed(
        brief=f"pulse of session {session.number}",
        heading=f"One minute after {session.label}",
        lines=("Two questions and one line. Nobody sees what one person alone has said.",),
        path=reverse("session_pulse", args=[session.pk]),
        link="Give your pulse",
    )


def in_words(when: When) -> str:
    """ "Tuesday 3 March 2026, 2pm to 3:30pm, Boardroom"."""
    return ", ".join(filter(None, (format_when(when.starts_at, when.ends_at), when.place)))
