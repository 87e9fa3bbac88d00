"""What differs between plan and calendars, in short: enough to say that a release waits.

The page of the release says who is told what; this counts from what the cockpit has read anyway.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from programmes.enums import LIVE, SessionState
from programmes.queries.glances import SessionGlance

NEW, MOVED, ELSEWHERE, OTHER, CALLED_OFF, PEOPLE = (
    ("is new", "are new"),
    ("has moved", "have moved"),
    ("has another place", "have another place"),
    ("has other details", "have other details"),
    ("is called off", "are called off"),
    ("has other people", "have other people"),
)
IN_ORDER = (NEW, MOVED, CALLED_OFF, ELSEWHERE, OTHER, PEOPLE)


@dataclass(frozen=True, slots=True)
class Unreleased:
    """`changes`: "1 session has moved, 2 are new."; `people`: how many would get a message."""

    changes: str
    people: int

    @property
    def messages(self) -> str:
        return (
            "1 person will get a message."
            if self.people == 1
            else f"{self.people} people will get one message each."
        )


def unreleased(sessions: Iterable[SessionGlance]) -> Unreleased | None:
    """None when every calendar says what is planned, or nothing can be told of it."""
    now = timezone.now()
    found: Counter[tuple[str, str]] = Counter()
    people: set[int] = set()
    for session in sessions:
        kind = _kind(session, now)
        if kind is None or not (concerned := _concerned(session, kind)):
            continue
        found[kind] += 1
        people |= concerned
    if not found:
        return None
    return Unreleased(_in_words(found), len(people))


def _kind(session: SessionGlance, now: dt.datetime) -> tuple[str, str] | None:
    """The one thing that matters most; what has begun stays in calendars as it is."""
    planned, told = session.planned, session.told
    if session.state == SessionState.CANCELLED:
        return CALLED_OFF if told and told.starts_at > now else None
    if session.state not in LIVE or planned is None or planned.starts_at <= now:
        return None
    if told is None or session.is_called_off:
        return NEW
    if (planned.starts_at, planned.ends_at) != (told.starts_at, told.ends_at):
        return MOVED
    if planned.place != told.place:
        return ELSEWHERE
    return OTHER if session.says_other else PEOPLE


def _concerned(session: SessionGlance, kind: tuple[str, str]) -> frozenset[int]:
    if kind == CALLED_OFF:
        return session.has_it
    if kind == PEOPLE:
        return session.wanted ^ session.has_it
    return session.wanted | session.has_it


def _in_words(found: Counter[tuple[str, str]]) -> str:
    parts = [f"{found[kind]} {kind[found[kind] > 1]}" for kind in IN_ORDER if found[kind]]
    first = next(kind for kind in IN_ORDER if found[kind])
    noun = "session" if found[first] == 1 else "sessions"
    number, _, rest = parts[0].partition(" ")
    return ", ".join([f"{number} {noun} {rest}", *parts[1:]]) + "."
