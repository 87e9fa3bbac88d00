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
from programmes.enums import AWAY, PRESENT, Answer, SessionState
from programmes.models import TOLD, WANTED_OR_TOLD, Invitation, Pulse, Session, Team
from programmes.permissions import TAKES_PART
from programmes.queries.sessions import name_of

FEWEST = 5
OPEN_FOR = dt.timedelta(days=14)
TENTH = Decimal("0.1")
_THERE = Q(attendance__in=PRESENT)
_AWAY = Q(attendance__in=AWAY) | Q(attendance="", answer=Answer.APOLOGIES)
# Invitations of those who are asked for a pulse: told of the session, or there all the same; not
# whoever was away or said they would be, nor whoever led it, unless one of the team.
ASKED = WANTED_OR_TOLD & (TOLD | _THERE) & Q(person__is_active=True) & ~_AWAY & TAKES_PART


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
    """How many have given a pulse, and who of those asked has not; nothing of what was said."""

    given: int
    invited: int
    missing: tuple[str, ...]


def window_of(session: Session) -> PulseWindow | None:
    """None for a session that was never released, or is cancelled."""
    edition = session.released
    if edition is None or edition.is_cancelled or session.state == SessionState.CANCELLED:
        return None
    return _window(edition.ends_at, session.held_at)


def is_open(ends_at: dt.datetime, held_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether pulses are taken now of a session that takes place; moments are aware."""
    return _window(ends_at, held_at).holds(now)


def open_now(now: dt.datetime) -> Q:
    """The same of sessions in the database, with whether they take place."""
    first_day = now.astimezone(LONDON).date() - OPEN_FOR
    begun = Q(released__during__endswith__lte=now) | Q(held_at__lte=now)
    return begun & Q(
        state__in=(SessionState.SCHEDULED, SessionState.HELD),
        released__is_cancelled=False,
        released__during__endswith__gte=dt.datetime.combine(first_day, dt.time(), LONDON),
    )


def _window(ends_at: dt.datetime, held_at: dt.datetime | None) -> PulseWindow:
    """From the end, or from when it was held if that was earlier, to fourteen days after the day.

    Days are those of London.
    """
    ends = ends_at.astimezone(LONDON)
    opens = min(ends, held_at.astimezone(LONDON)) if held_at else ends
    after = ends.date() + OPEN_FOR + dt.timedelta(days=1)
    return PulseWindow(opens, dt.datetime.combine(after, dt.time(), LONDON))


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
    asked = Invitation.objects.filter(ASKED | Q(person__in=given), session=session)
    people = dict(asked.order_by("person__name").values_list("person", "person__name"))
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
