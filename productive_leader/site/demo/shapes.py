"""Believable days, pure and from a seed: what executives and their assistants do all day.

A shape fills the working window from its start, in quarters of an hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

Row = tuple[str, int] | tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Quarters of an hour in one category, perhaps with the title of a meeting."""

    slug: str
    quarters: int
    note: str = ""


Shape = tuple[Stretch, ...]


def _shapes(*days: Sequence[Row]) -> tuple[Shape, ...]:
    return tuple(tuple(Stretch(*row) for row in day) for day in days)


LEADER_DAYS = _shapes(
    [
        ("reading", 2, "Papers for the executive meeting"),
        ("email", 3),
        ("meetings-attend", 8, "Executive team meeting"),
        ("phone", 2),
        ("meetings-lead", 4, "Directorate review"),
        ("break", 2),
        ("meetings-attend", 6, "Quality committee"),
        ("waiting", 2, "Room taken, papers missing"),
        ("one-to-ones", 3, "One-to-one"),
        ("email", 4),
        ("papers", 3, "Board paper, second draft"),
        ("working-with-pa", 1),
    ],
    [
        ("email", 4),
        ("meetings-attend", 6, "Operational performance group"),
        ("admin", 2, "Expenses and leave forms"),
        ("meetings-attend", 5, "Workforce board"),
        ("break", 2),
        ("visiting", 3, "Outpatients"),
        ("urgent", 4, "Staffing gap for tonight"),
        ("meetings-attend", 5, "Digital programme board"),
        ("email", 4),
        ("admin", 2),
        ("planning", 3),
    ],
    [
        ("travelling", 3),
        ("meetings-attend", 9, "Integrated care partnership"),
        ("travelling", 3),
        ("break", 2),
        ("email", 4),
        ("meetings-lead", 5, "Senior leaders’ meeting"),
        ("phone", 3),
        ("papers", 5, "Comments on the annual plan"),
        ("waiting", 2),
        ("email", 3),
        ("planning", 1),
    ],
    [
        ("email", 3),
        ("one-to-ones", 4, "One-to-ones"),
        ("meetings-attend", 6, "Finance and investment committee"),
        ("waiting", 2, "Meeting began late"),
        ("meetings-attend", 4, "Contract review"),
        ("break", 2),
        ("partners", 3, "Public engagement panel"),
        ("email", 4),
        ("admin", 3),
        ("meetings-lead", 4, "Team meeting"),
        ("papers", 3),
        ("phone", 2),
    ],
    [
        ("reading", 3, "Papers for Monday"),
        ("email", 4),
        ("meetings-attend", 8, "Board seminar"),
        ("phone", 2),
        ("break", 2),
        ("planning", 4),
        ("email", 4),
        ("urgent", 3, "Media enquiry"),
        ("papers", 4),
        ("working-with-pa", 2, "Next fortnight"),
        ("admin", 2),
        ("waiting", 2),
    ],
)
PA_DAYS = _shapes(
    [
        ("diary", 4),
        ("email-leader", 5),
        ("email-own", 2),
        ("meetings-papers", 5, "Pack for the quality committee"),
        ("break", 2),
        ("rearranging", 3, "Quality committee moved again"),
        ("calls", 2),
        ("minutes", 4, "Executive team meeting"),
        ("chasing", 2, "Late papers"),
        ("briefing", 1),
        ("waiting", 2),
    ],
    [
        ("email-leader", 4),
        ("diary", 3),
        ("briefing", 2),
        ("travel-rooms", 3, "Rooms for the away day"),
        ("meetings-papers", 4, "Workforce board"),
        ("break", 2),
        ("minutes", 5),
        ("email-own", 2),
        ("chasing", 3, "Answers for the board seminar"),
        ("filing", 2),
        ("wider-team", 2),
    ],
    [
        ("diary", 4),
        ("email-leader", 4),
        ("rearranging", 2),
        ("meetings-papers", 6, "Senior leaders’ meeting"),
        ("break", 2),
        ("calls", 3),
        ("projects", 3, "Figures for the annual plan"),
        ("chasing", 2),
        ("email-own", 2),
        ("covering", 3, "Front desk"),
        ("waiting", 1),
    ],
    [
        ("email-leader", 5),
        ("diary", 3),
        ("minutes", 6, "Finance and investment committee"),
        ("break", 2),
        ("travel-rooms", 3),
        ("rearranging", 3, "Contract review"),
        ("email-own", 2),
        ("chasing", 2),
        ("wider-team", 3),
        ("briefing", 1),
        ("filing", 2),
    ],
    [
        ("email-leader", 4),
        ("diary", 4),
        ("meetings-papers", 5, "Board seminar"),
        ("projects", 2),
        ("break", 2),
        ("learning", 2),
        ("filing", 3),
        ("chasing", 2, "Actions from Monday"),
        ("email-own", 3),
        ("waiting", 2),
        ("calls", 3),
    ],
)
LEADERS_RELEASABLE = {
    "meetings-attend",
    "email",
    "phone",
    "travelling",
    "waiting",
    "papers",
    "admin",
}
PAS_RELEASABLE = {
    "email-own",
    "minutes",
    "travel-rooms",
    "filing",
    "chasing",
    "rearranging",
    "waiting",
}
RELEASABLE = LEADERS_RELEASABLE | PAS_RELEASABLE
GAINS = {
    "leader": ("planning", "visiting", "one-to-ones", "reading"),
    "pa": ("projects", "wider-team", "briefing", "learning"),
}


def baseline_day(kind: str, weekday: int, random: Random) -> Shape:
    """A day before anything was changed; each person's differs a little from the pattern."""
    days = LEADER_DAYS if kind == "leader" else PA_DAYS
    return _shifted(days[weekday % len(days)], random)


def repeat_day(kind: str, weekday: int, freed: int, random: Random) -> Shape:
    """The same kind of day with `freed` quarters moved from what is worth a look to what helps."""
    shape = list(baseline_day(kind, weekday, random))
    gain = random.choice(GAINS[kind])
    for _ in range(freed):
        place = max(
            (place for place, one in enumerate(shape) if one.slug in RELEASABLE),
            key=lambda place: shape[place].quarters,
        )
        shape[place] = replace(shape[place], quarters=shape[place].quarters - 1)
        shape = _with_quarter_after(shape, place, gain)
    return tuple(one for one in shape if one.quarters)


def part_of(shape: Shape) -> Shape:
    """The first four of ten stretches: somebody was called away."""
    return shape[: max(1, len(shape) * 4 // 10)]


def _with_quarter_after(shape: list[Stretch], place: int, slug: str) -> list[Stretch]:
    following = shape[place + 1] if place + 1 < len(shape) else None
    if following and following.slug == slug:
        grown = replace(following, quarters=following.quarters + 1)
        return [*shape[: place + 1], grown, *shape[place + 2 :]]
    return [*shape[: place + 1], Stretch(slug, 1), *shape[place + 1 :]]


def _shifted(shape: Shape, random: Random) -> Shape:
    """A quarter of an hour goes from one stretch to its neighbour, three times."""
    stretches = list(shape)
    for _ in range(3):
        place = random.randrange(len(stretches) - 1)
        longer, shorter = stretches[place], stretches[place + 1]
        if longer.quarters > 1:
            stretches[place] = replace(longer, quarters=longer.quarters - 1)
            stretches[place + 1] = replace(shorter, quarters=shorter.quarters + 1)
    return tuple(stretches)
