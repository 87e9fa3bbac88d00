"""What to tell one calendar: what is true of a session now, less what the calendar was told last.

The rules are those of RFC 5546, 2.1.4 and 3.2: the same identity for life; a number that rises for
every cancellation and for whatever may change whether somebody comes; never down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from productive_leader.core.dates import format_when

SECOND = timedelta(seconds=1)


class Method(StrEnum):
    """As enums.CalendarMethod, which knows the framework."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Content:
    """What an entry in a calendar says of a session. Moments are aware."""

    starts_at: datetime
    ends_at: datetime
    name: str
    place: str = ""
    building: str = ""
    link: str = ""
    text: str = ""
    facilitator: int = 0
    facilitator_name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What a calendar was told last."""

    method: str
    sequence: int
    content: Content


@dataclass(frozen=True, slots=True)
class Change:
    """One message to one calendar. `raises`: it needs a number above all before it.

    `content` is what it says; of a cancellation, what the calendar was told.
    """

    method: Method
    content: Content
    raises: bool = False
    resets_answer: bool = False


def change_for(told: Told | None, now: Content | None) -> Change | None:
    """The change that brings a calendar up to date, or None when it is.

    `now` is None where the person is not wanted, or no longer.
    """
    if now is None:
        if told is None or told.method == Method.CANCEL:
            return None
        return Change(Method.CANCEL, told.content, raises=True)
    if told is None:
        return Change(Method.REQUEST, now)
    if told.method == Method.CANCEL:
        return Change(Method.REQUEST, now, raises=True, resets_answer=True)
    if told.content == now:
        return None
    return Change(
        Method.REQUEST,
        now,
        raises=is_material(told.content, now),
        resets_answer=_times(told.content) != _times(now),
    )


def is_material(before: Content, now: Content) -> bool:
    """Whether it may change who can come: another time, another building, another facilitator.

    Another name, text, link or room in the same building is not.
    """
    return (_times(before), before.building, before.facilitator) != (
        _times(now),
        now.building,
        now.facilitator,
    )


def sequence_of_release(session_sequence: int, changes: Iterable[Change]) -> int:
    """The highest number of a session after a release: one higher if any message needs it."""
    return session_sequence + any(change.raises for change in changes)


def sequence_of(change: Change, told: Told | None, highest: int) -> int:
    """The number of one message; `highest` is the session's, after this release."""
    return highest if told is None or change.raises else told.sequence


def next_stamp(now: datetime, *before: datetime | None) -> datetime:
    """DTSTAMP of what is told now: whole seconds, later than all before it."""
    earlier = [moment + SECOND for moment in before if moment]
    return max([now.replace(microsecond=0), *earlier])


def _times(content: Content) -> tuple[datetime, datetime]:
    return content.starts_at, content.ends_at


def when(content: Content) -> str:
    """In London, in words: Tuesday 3 March 2026, 10am to 11:30am."""
    return format_when(content.starts_at, content.ends_at)


def differences(before: Content | None, now: Content) -> list[str]:
    """What is different, each a phrase that follows the name of the session."""
    if before is None:
        return [f"new: {when(now)}"]
    found = []
    if _times(before) != _times(now):
        found.append(f"moves from {when(before)}, to {when(now)}")
    if before.name != now.name:
        found.append(f"was called {before.name}")
    if before.facilitator != now.facilitator:
        found.append(f"is led by {now.facilitator_name or 'somebody else'}")
    if (before.building, before.place) != (now.building, now.place):
        found.append(_other_place(before.place, now.place))
    if before.link != now.link:
        found.append("has another link to join" if now.link else "has no link to join any more")
    if before.text != now.text:
        found.append("has other words on what to do beforehand")
    return found


def in_a_sentence(phrases: Sequence[str]) -> str:
    """Those phrases of a session that was named before.

    >>> in_a_sentence(["was called Launch", "is led by Ann Ito", "is in HQ"])
    'It was called Launch, is led by Ann Ito and is in HQ.'
    """
    *others, last = phrases
    return f"It {', '.join(others)} and {last}." if others else f"It {last}."


def _other_place(before: str, now: str) -> str:
    if not now:
        return f"is not in {before} any more"
    return f"is in {now} now, not in {before}" if before else f"is in {now}"
