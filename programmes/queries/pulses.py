"""Reads of pulses: only what at least five people have said together, never one of them alone."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from django.db.models import Q

from accounts.models import Person
from productive_leader.core.dates import LONDON
from programmes.enums import Attendance, SessionState
from programmes.models import Invitation, Pulse, Session, Team
from programmes.queries.sessions import name_of

FEWEST = 5
OPEN_FOR = dt.timedelta(days=14)
TENTH = Decimal("0.1")
AWAY = (Attendance.ABSENT, Attendance.APOLOGIES)


@dataclass(frozen=True, slots=True)
class PulseWindow:
    """When pulses of a session are taken, aware, in London; `closes_at` is a midnight."""

    opens_at: dt.datetime
    closes_at: dt.datetime

    def holds(self, moment: dt.datetime) -> bool:
        return self.opens_at <= moment < self.closes_at

    @property
    def last_on(self) -> dt.date:
        """The last day on which one can be given."""
        return self.closes_at.date() - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PulseResult:
    """What `count` people said, `count` being a multiple of five. Means are of 1 to 5."""

    count: int
    control: Decimal
    energy: Decimal
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionPulse:
    """One point of a team's way through its sessions."""

    session: Session
    result: PulseResult

    @property
    def name(self) -> str:
        """As people were told."""
        return name_of(self.session)


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many have given a pulse, and who has not; nothing of what was said.

    Whoever was marked away is not waited for.
    """

    given: int
    invited: int
    missing: tuple[str, ...]


def window_of(session: Session) -> PulseWindow | None:
    """From the end, or from when it was held if that was earlier, to fourteen days after the day.

    None for a session that was never released, or is cancelled.
    """
    edition = session.released
    if edition is None or edition.is_cancelled or session.state == SessionState.CANCELLED:
        return None
    ends = edition.ends_at
    opens = min(ends, session.held_at.astimezone(LONDON)) if session.held_at else ends
    last_on = ends.date() + OPEN_FOR
    midnight = dt.datetime.combine(last_on + dt.timedelta(days=1), dt.time(), LONDON)
    return PulseWindow(opens, midnight)


def places_beside(place: int) -> range:
    """The five places that are shown together with this one, or not at all.

    The rest wait. Were a sixth added to five that somebody has read, the change would tell it. For
    the same reason nobody takes the place of an answer that was erased: its five are shown no more.
    """
    first = place - (place - 1) % FEWEST
    return range(first, first + FEWEST)


def result_of(session: Session) -> PulseResult | None:
    """What the session's people said, or None until five have."""
    return _result(Pulse.objects.filter(session=session).order_by("place"))


def trend_of(team: Team) -> list[SessionPulse]:
    """The sessions of a team that have a result, in their order. One query for any number."""
    pulses = (
        Pulse.objects.filter(session__team=team)
        .select_related("session__released")
        .order_by("session__during", "session__number", "session", "place")
    )
    found = (
        SessionPulse(session, result)
        for session, group in groupby(pulses, key=lambda pulse: pulse.session)
        if (result := _result(group))
    )
    return list(found)


def pulse_of(session: Session, person: Person) -> Pulse | None:
    """The person's own."""
    return Pulse.objects.filter(session=session, person=person).first()


def is_part_of_result(pulse: Pulse) -> bool:
    """Whether others have been shown this answer among five or more; then it stays as it is."""
    together = places_beside(pulse.place)
    beside = Pulse.objects.filter(session=pulse.session_id, place__in=together)
    return beside.count() == FEWEST


def turnout_of(session: Session) -> Turnout:
    """For the facilitator. Names of those missing say nothing of what the others answered."""
    given = set(Pulse.objects.filter(session=session).values_list("person", flat=True))
    invited = Invitation.objects.wanted_or_told().filter(session=session)
    expected = invited.exclude(~Q(person__in=given), attendance__in=AWAY).order_by("person__name")
    people = dict(expected.values_list("person", "person__name"))
    missing = tuple(name for person, name in people.items() if person not in given)
    return Turnout(len(people) - len(missing), len(people), missing)


def _result(pulses: Iterable[Pulse]) -> PulseResult | None:
    """`pulses` by place."""
    taken = [pulse for five in _whole_fives(pulses) for pulse in five]
    if not taken:
        return None
    return PulseResult(
        count=len(taken),
        control=_mean([pulse.control for pulse in taken]),
        energy=_mean([pulse.energy for pulse in taken]),
        lines=tuple(pulse.line for pulse in sorted(taken, key=_shuffled) if pulse.line),
    )


def _whole_fives(pulses: Iterable[Pulse]) -> Iterator[list[Pulse]]:
    """Of five places all filled. One that lost somebody is never shown again."""
    for _, group in groupby(pulses, key=lambda pulse: places_beside(pulse.place)):
        five = list(group)
        if len(five) == FEWEST:
            yield five


def _mean(values: Sequence[int]) -> Decimal:
    """With one decimal, halves rounded up."""
    return (Decimal(sum(values)) / len(values)).quantize(TENTH, ROUND_HALF_UP)


def _shuffled(pulse: Pulse) -> str:
    """The same order every time, and none that tells who came first."""
    return hashlib.sha256(f"{pulse.session_id}:{pulse.pk}:{pulse.line}".encode()).hexdigest()
