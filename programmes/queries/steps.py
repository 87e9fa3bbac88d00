"""How far the setting up of a team is: its programme, its people, its dates, its release."""

from __future__ import annotations

from dataclasses import dataclass

from programmes.enums import COUNTED
from programmes.models import Team
from programmes.queries.teams import current_members

NEW, PEOPLE, DATES, RELEASE = "new", "people", "dates", "release"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `route` names its page, empty where there is nothing to go to.

    `state` is done, current or later, as components/steps.html has it.
    """

    label: str
    state: str
    route: str


def setting_up_steps(team: Team | None = None, here: str = "") -> list[Step]:
    """The four steps for the partial _setting_up.html; `here` is the one whose page this is.

    Without `here` the first that is not done is the current one. Two queries; none without a team.
    """
    done = _done(team) if team else frozenset[str]()
    rows = (
        (NEW, "New programme", ""),
        (PEOPLE, "People", "team_people"),
        (DATES, "Dates", "team_dates"),
        (RELEASE, "Release", "team_release"),
    )
    current = here or next((step for step, _, _ in rows if step not in done), "")
    return [
        Step(
            label,
            "current" if step == current else "done" if step in done else "later",
            route if team and step != current else "",
        )
        for step, label, route in rows
    ]


def _done(team: Team) -> frozenset[str]:
    """People: somebody is in. Dates: every session has one. Release: every session was told."""
    sessions = list(team.sessions.filter(state__in=COUNTED).values_list("during", "released_id"))
    facts = {
        NEW: True,
        PEOPLE: current_members(team.memberships.all()).exists(),
        DATES: bool(sessions) and all(during for during, _ in sessions),
        RELEASE: bool(sessions) and all(released for _, released in sessions),
    }
    return frozenset(step for step, is_done in facts.items() if is_done)
