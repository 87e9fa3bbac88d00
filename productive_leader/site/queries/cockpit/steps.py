"""Where a team stands: its sessions and its weeks in one line, one of them the present one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from assessments.enums import CaptureKind
from productive_leader.site.queries.cockpit.weeks import LoggingTeam, Week
from programmes.enums import SessionState
from programmes.queries.glances import SessionGlance

ROOM_FOR_WEEKS = 4  # sessions: the shortest programme that measures has six, workshops are three


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `has_begun` counts where it is not done: it is what goes on now."""

    label: str
    is_done: bool
    has_begun: bool = False


def steps_of(
    team: LoggingTeam, sessions: Sequence[SessionGlance], people: Sequence[int]
) -> tuple[tuple[str, str], ...]:
    """(label, "done", "current" or "later"), in order; once all is done no step is current.

    What goes on is the last step that has begun, else the one after the last that is done. Whoever
    is late with an earlier one is named in the table and holds nobody up here.
    """
    held = [one for one in sessions if one.state != SessionState.CANCELLED]
    set_up = bool(team.weeks) or any(one.has_held or _has_started(one) for one in held)
    steps = [Step("Setting up", set_up), *_in_order(team, held, people)]
    if not held:
        steps.append(Step("Results", team.result is not None))
    here = _here(steps)
    return tuple(
        (step.label, "done" if place < here else "current" if place == here else "later")
        for place, step in enumerate(steps)
    )


def _in_order(
    team: LoggingTeam, sessions: Sequence[SessionGlance], people: Sequence[int]
) -> list[Step]:
    """Sessions by number, with both weeks between them, also before those are open.

    A few workshops on their own leave no room for two weeks, unless one of them is open.
    """
    measures = not sessions or bool(team.weeks) or len(sessions) >= ROOM_FOR_WEEKS
    kinds = CaptureKind if measures else ()
    placed = [(place, 1, _session(one)) for place, one in enumerate(sessions)]
    placed += [(_place(team, kind, sessions), 0, _week(team, kind, people)) for kind in kinds]
    return [step for _, _, step in sorted(placed, key=lambda one: one[:2])]


def _here(steps: Sequence[Step]) -> int:
    begun = [place for place, one in enumerate(steps) if one.is_done or one.has_begun]
    last = max(begun, default=0)
    return last + 1 if steps[last].is_done else last


def _session(session: SessionGlance) -> Step:
    label = f"{session.number} {session.name}"
    return Step(label, session.has_held, has_begun=_has_started(session))


def _has_started(session: SessionGlance) -> bool:
    return session.told is not None and session.told.starts_at <= timezone.now()


def _week(team: LoggingTeam, kind: CaptureKind, people: Sequence[int]) -> Step:
    week = _known(team, kind)
    if week is None:
        return Step(kind.label, is_done=False)
    return Step(kind.label, week.is_settled(people), has_begun=week.has_begun)


def _place(team: LoggingTeam, kind: CaptureKind, sessions: Sequence[SessionGlance]) -> int:
    """How many sessions come before a week: by date, else after the first or before the last."""
    week = _known(team, kind)
    dates = [one.planned.starts_at.date() for one in sessions if one.planned]
    if week and dates:
        return sum(day <= week.starts_on for day in dates)
    if kind == CaptureKind.BASELINE:
        return min(1, len(sessions))
    return max(len(sessions) - 1, 0)


def _known(team: LoggingTeam, kind: CaptureKind) -> Week | None:
    return next((week for week in team.weeks if week.kind == kind), None)
