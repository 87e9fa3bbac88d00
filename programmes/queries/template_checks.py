"""What keeps a draft from being published, and where two contents differ, each in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from productive_leader.core.dates import format_duration
from programmes.enums import Level
from programmes.queries.contents import Contents, PlannedSession


def problems_of(contents: Contents) -> list[str]:
    """What stands in the way of publishing, each a sentence that names where."""
    return [*_of_sessions(contents.sessions), *_of_weeks(contents.sessions), *_of_sheets(contents)]


def _of_sessions(sessions: tuple[PlannedSession, ...]) -> Iterator[str]:
    if not sessions:
        yield "There is no session yet. Add the first one."
    for session in sessions:
        if not session.adds_up:
            yield (
                f"The agenda of “{session.name}” adds up to "
                f"{format_duration(session.agenda_minutes)}, but the session takes "
                f"{format_duration(session.minutes)}. Change one of them."
            )
    for name in repeated(session.name for session in sessions):
        yield f"More than one session is called “{name}”. Give each its own name."


def _of_weeks(sessions: tuple[PlannedSession, ...]) -> Iterator[str]:
    if sessions and sessions[0].week:
        yield f"“{sessions[0].name}” comes first, so it is in week 0. Later weeks count from it."
    for earlier, later in pairwise(sessions):
        if later.week < earlier.week:
            yield (
                f"“{later.name}” is in week {later.week}, but stands after “{earlier.name}” "
                f"in week {earlier.week}. Move it up, or give it a later week."
            )


def _of_sheets(contents: Contents) -> Iterator[str]:
    written = {sheet.level for sheet in contents.sheets}
    for level in Level:
        if level not in written:
            yield f"The role sheet “{level.label}” says nothing yet. Write what is asked of it."


def repeated(names: Iterable[str]) -> list[str]:
    """Names that stand more than once, whatever their capitals, as first written."""
    written: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for name in names:
        counted[name.casefold()] += 1
        written.setdefault(name.casefold(), name)
    return [written[key] for key, times in counted.items() if times > 1]


def differences(before: Contents, after: Contents) -> list[str]:
    """Where two contents differ, each in a few words: “Session “Results”: agenda”."""
    return [*_of_heads(before, after), *_session_changes(before, after), *_rest(before, after)]


def _of_heads(before: Contents, after: Contents) -> Iterator[str]:
    if before.name != after.name:
        yield "Name of the template"
    if before.summary != after.summary:
        yield "Summary of the template"


def _session_changes(before: Contents, after: Contents) -> Iterator[str]:
    old = {session.name: session for session in before.sessions}
    new = {session.name: session for session in after.sessions}
    for name, session in new.items():
        if name not in old:
            yield f"Session “{name}”: added"
        elif changed := _changed(old[name], session):
            yield f"Session “{name}”: {', '.join(changed)}"
    yield from (f"Session “{name}”: removed" for name in old if name not in new)
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield "Order of the sessions"


def _changed(old: PlannedSession, new: PlannedSession) -> list[str]:
    words = {
        "week": "week",
        "minutes": "minutes",
        "audience": "who it is for",
        "before": "before it",
        "output": "what comes out of it",
        "is_optional": "whether it can be left out",
        "module": "module",
        "agenda": "agenda",
    }
    return [word for field, word in words.items() if getattr(old, field) != getattr(new, field)]


def _rest(before: Contents, after: Contents) -> Iterator[str]:
    if before.moments != after.moments:
        yield "Between the sessions"
    old = {sheet.level: sheet for sheet in before.sheets}
    new = {sheet.level: sheet for sheet in after.sheets}
    yield from (
        f"Role sheet “{level.label}”" for level in Level if old.get(level) != new.get(level)
    )
