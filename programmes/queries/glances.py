"""A programme's sessions and open actions at a glance: what its facilitator's morning needs.

One query each, compiled once, whatever the number of teams and people.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    BooleanField,
    Case,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models import When as DbWhen
from django.db.models.functions import Cast, Coalesce, JSONObject, Now

from accounts.models import Person
from productive_leader.core.dates import LONDON, today
from productive_leader.core.prepared import Prepared
from programmes.enums import LIVE, Answer, CalendarMethod, SessionState
from programmes.models import Action, Invitation, Pulse, Session
from programmes.permissions import sessions_led_by_facilitator
from programmes.queries.pulses import ASKED, OPEN_FOR, is_open


@dataclass(frozen=True, slots=True)
class When:
    """From when to when, aware, in London, and where; `place` may be empty."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str


@dataclass(frozen=True, slots=True)
class SessionGlance:
    """A session as it is planned now and as people were told, with who said what.

    `name` is as people were told. People are ids, of active accounts. `wanted` are all who belong
    there now, `has_it` all whose calendar has it. `invited` are in both, without the facilitator;
    `unanswered` are some of them. `without_pulse` are asked for a pulse and have given none.
    `says_other`: name, place, text or facilitator are planned otherwise than told.
    `led_by` leads the programme.
    """

    pk: int
    programme_id: int
    led_by: int
    team_id: int
    team: str
    number: int
    name: str
    state: str
    planned: When | None
    told: When | None
    is_called_off: bool
    held_at: dt.datetime | None
    says_other: bool
    wanted: frozenset[int]
    has_it: frozenset[int]
    invited: frozenset[int]
    unanswered: frozenset[int]
    apologies: int
    without_pulse: frozenset[int]

    @property
    def label(self) -> str:
        return f"session {self.number}, {self.name}"

    @property
    def takes_place(self) -> bool:
        """Told, and neither called off nor about to be."""
        return self.told is not None and not self.is_called_off and self.state in TO_TELL

    @property
    def has_held(self) -> bool:
        return self.held_at is not None

    @property
    def is_over(self) -> bool:
        return self.state not in LIVE

    def awaits_answers(self, now: dt.datetime, within: dt.timedelta) -> bool:
        """Whether people can answer it, and it is soon."""
        told = self.told
        if told is None or not self.takes_place or self.has_held:
            return False
        return now < told.starts_at <= now + within

    def takes_pulses(self, now: dt.datetime) -> bool:
        """Whether it has ended, or was held, and is not long ago."""
        told = self.told
        if told is None or not self.takes_place:
            return False
        return is_open(told.ends_at, self.held_at, now)


TO_TELL = (SessionState.SCHEDULED, SessionState.HELD)


@dataclass(frozen=True, slots=True)
class ActionGlance:
    """An action that is neither done nor dropped."""

    pk: int
    team_id: int
    text: str
    owner_id: int
    owner: str
    due_on: dt.date

    @property
    def is_late(self) -> bool:
        return self.due_on < today()


def sessions_of(programme_id: int) -> list[SessionGlance]:
    """Every session that was not dropped, by team and number. One query."""
    return [_glance(row) for row in _SESSIONS.rows(programme=programme_id)]


def actions_of_programme(programme_id: int) -> list[ActionGlance]:
    """Open actions of all teams, the most urgent first. One query."""
    return [ActionGlance(*row) for row in _ACTIONS.rows(programme=programme_id)]


def sessions_led_by(person: Person) -> list[SessionGlance]:
    """The same of running programmes: all of what the person leads, else the own ones. One query.

    Only while the person is a facilitator there.
    """
    return [_glance(row) for row in _LED.rows(person=person.pk, on=today())]


def _of_programme(programme: int) -> QuerySet[Session, Any]:
    return _rows(Session.objects.filter(team__programme=programme))


def _led_by(person: int, on: dt.date) -> QuerySet[Session, Any]:
    led = sessions_led_by_facilitator(person, on).filter(team__programme__closed_on=None)
    return _rows(led)


def _rows(sessions: QuerySet[Session]) -> QuerySet[Session, Any]:
    return (
        sessions.exclude(state=SessionState.DROPPED)
        .order_by("-team__programme", "team", "number", "pk")
        .values_list(
            "pk",
            "team__programme_id",
            "team__programme__facilitator_id",
            "team_id",
            "team__name",
            "number",
            Coalesce("released__name", "name"),
            "state",
            "during__startswith",
            "during__endswith",
            "room__name",
            "room__building",
            "link",
            "released__during__startswith",
            "released__during__endswith",
            "released__place",
            "released__link",
            "released__is_cancelled",
            "released__building",
            "held_at",
            "facilitator_id",
            Coalesce(_SAYS_OTHER, Value(False)),  # noqa: FBT003 - a value in SQL
            Case(DbWhen(_MATTERS, then=_people())),
        )
    )


# Of sessions held long ago nobody asks any more who was told what.
_MATTERS = Q(held_at=None) | Q(held_at__gt=Now() - Cast(Value(2 * OPEN_FOR), DurationField()))
_SAYS_OTHER = ExpressionWrapper(
    ~Q(name=F("released__name"))
    | ~Q(before=F("released__text"))
    | ~Q(facilitator=F("released__facilitator")),
    BooleanField(),
)


def _people() -> Subquery:
    """Who was told, who said what, who gave a pulse, as lists of ids in one object."""
    told = Q(told_method=CalendarMethod.REQUEST)
    wanted = Q(withdrawn_at=None)
    invitations = Invitation.objects.filter(session=OuterRef("pk"), person__is_active=True)
    pulses = Pulse.objects.filter(session=OuterRef("session")).order_by().values("session")
    return Subquery(
        invitations.order_by()
        .values("session")
        .annotate(
            people=JSONObject(
                wanted=ArrayAgg("person", filter=wanted),
                has_it=ArrayAgg("person", filter=told),
                unanswered=ArrayAgg("person", filter=wanted & Q(answer="")),
                apologies=ArrayAgg("person", filter=wanted & Q(answer=Answer.APOLOGIES)),
                asked=ArrayAgg("person", filter=ASKED),
                pulses=Subquery(pulses.annotate(people=ArrayAgg("person")).values("people")),
            )
        )
        .values("people")
    )


def _actions(programme: int) -> QuerySet[Action, Any]:
    still_open = Action.objects.filter(
        team__programme=programme, done_at=None, dropped_at=None
    ).order_by("due_on", "pk")
    return still_open.values_list("pk", "team_id", "text", "owner_id", "owner__name", "due_on")


_SESSIONS, _LED, _ACTIONS = Prepared(_of_programme), Prepared(_led_by), Prepared(_actions)


def _glance(row: tuple[Any, ...]) -> SessionGlance:
    pk, programme_id, led_by, team_id, team, *rest = row
    number, name, state, *when, held_at, facilitator_id, says_other, people = rest
    start, end, room, building, link, *told = when
    told_start, told_end, told_place, told_link, is_called_off, told_building = told
    planned = _when(start, end, ", ".join(filter(None, (room, building))), link)
    known = {key: frozenset(ids or ()) for key, ids in json.loads(people or "{}").items()}
    wanted, has_it = known.get("wanted", _NOBODY), known.get("has_it", _NOBODY)
    invited = (wanted & has_it) - {facilitator_id}
    return SessionGlance(
        pk=pk,
        programme_id=programme_id,
        led_by=led_by,
        team_id=team_id,
        team=team,
        number=number,
        name=name,
        state=state,
        planned=planned,
        told=_when(told_start, told_end, told_place, told_link),
        is_called_off=bool(is_called_off),
        held_at=held_at,
        says_other=says_other or (building or "", link) != (told_building, told_link),
        wanted=wanted,
        has_it=has_it,
        invited=invited,
        unanswered=known.get("unanswered", _NOBODY) & invited,
        apologies=len(known.get("apologies", _NOBODY) & invited),
        without_pulse=known.get("asked", _NOBODY) - known.get("pulses", _NOBODY),
    )


_NOBODY: frozenset[int] = frozenset()


def _when(
    start: dt.datetime | None, end: dt.datetime | None, place: str | None, link: str | None
) -> When | None:
    if start is None or end is None:
        return None
    where = place or ("online" if link else "")
    return When(start.astimezone(LONDON), end.astimezone(LONDON), where)
