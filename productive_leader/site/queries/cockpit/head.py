"""A programme and its people, as the top of the cockpit and its tables need them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from accounts.models import Person
from productive_leader.core.dates import format_date, today
from productive_leader.core.prepared import Prepared
from programmes.enums import Level, PromiseAnswer
from programmes.models import Membership, Nudge, Pair, Programme, Promise
from programmes.models.templates import TemplateSession
from programmes.permissions import programmes_visible_to


@dataclass(frozen=True, slots=True)
class Promised:
    """What one person said to the time that is asked of them in one role; empty: nothing yet."""

    person_id: int
    level: str
    answer: str


@dataclass(frozen=True, slots=True)
class Head:
    """A programme as its viewer sees it. `runs`: leads it or is an administrator, and it is open.

    There is no sponsor once the sponsor's account is closed. `weeks`: how many its template takes;
    0 without one. `asked`: who was asked for their promise.
    """

    pk: int
    name: str
    organisation: str
    organisation_code: str
    template: str
    weeks: int
    facilitator_id: int
    facilitator: str
    sponsor_id: int | None
    sponsor: str
    sponsor_nudged_on: date | None
    starts_on: date
    closed_on: date | None
    asked: tuple[Promised, ...]
    runs: bool

    @property
    def stage(self) -> str:
        """ "week 13 of 16", or when it begins or was closed."""
        if self.closed_on:
            return f"closed on {format_date(self.closed_on)}"
        week = (today() - self.starts_on).days // 7 + 1
        if week < 1:
            return f"begins on {format_date(self.starts_on)}"
        return f"week {week} of {self.weeks}" if week <= self.weeks else f"week {week}"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a team today, with the names of whom they work with."""

    person_id: int
    name: str
    kind: str
    job_title: str
    partners: tuple[str, ...]
    nudged_on: date | None


def head_of(programme_id: int, viewer: Person) -> Head | None:
    """The programme, if it is visible to the viewer. One query."""
    if viewer.is_staff:
        row = _ANY_HEAD.row(programme=programme_id)
    else:
        row = _HEAD.row(programme=programme_id, person=viewer.pk, on=today())
    if row is None:
        return None
    pk, name, organisation, code, template, last_week, *people, starts_on, closed_on, asked = row
    facilitator_id, facilitator, sponsor_id, sponsor, nudged_on = people
    return Head(
        pk=pk,
        name=name,
        organisation=organisation,
        organisation_code=code,
        template=template or "",
        weeks=0 if last_week is None else last_week + 1,
        facilitator_id=facilitator_id,
        facilitator=facilitator,
        sponsor_id=sponsor_id,
        sponsor=sponsor or "",
        sponsor_nudged_on=nudged_on,
        starts_on=starts_on,
        closed_on=closed_on,
        asked=tuple(Promised(**json.loads(one)) for one in asked),
        runs=(viewer.is_staff or facilitator_id == viewer.pk) and closed_on is None,
    )


def members_of(programme_id: int) -> Mapping[int, list[Member]]:
    """The members of each team today, by team id, leaders before PAs, by name. One query."""
    found: dict[int, list[Member]] = defaultdict(list)
    for team, *rest, partners, nudged_on in _MEMBERS.rows(programme=programme_id, on=today()):
        person, name, kind, job_title = rest
        found[team].append(Member(person, name, kind, job_title, tuple(partners), nudged_on))
    return found


def still_asked(head: Head, members: Iterable[Member]) -> list[Promised]:
    """Of those who were asked for their promise, who still has that part."""
    parts = {(one.person_id, one.kind) for one in members}
    parts |= {(head.sponsor_id or 0, Level.SPONSOR), (head.facilitator_id, Level.FACILITATOR)}
    return [one for one in head.asked if (one.person_id, one.level) in parts]


def promises_in_words(asked: Iterable[Promised]) -> str:
    """ "9 of 12 accepted, 1 said no, 2 not answered yet."; empty if nobody was asked."""
    answers = [one.answer for one in asked]
    if not answers:
        return ""
    accepted = answers.count(PromiseAnswer.ACCEPTED)
    declined, waiting = answers.count(PromiseAnswer.DECLINED), answers.count("")
    words = [f"{accepted} of {len(answers)} accepted"]
    words += [f"{declined} said no"] * bool(declined)
    words += [f"{waiting} not answered yet"] * bool(waiting)
    return ", ".join(words) + "."


def _head(programme: int, person: int, on: date) -> QuerySet[Programme, Any]:
    visible = programmes_visible_to(Person(pk=person), on)
    return _rows(visible.filter(pk=programme))


def _any_head(programme: int) -> QuerySet[Programme, Any]:
    return _rows(Programme.objects.filter(pk=programme))


def _rows(programmes: QuerySet[Programme]) -> QuerySet[Programme, Any]:
    last_week = TemplateSession.objects.filter(version=OuterRef("template_version")).order_by()
    nudged = Nudge.objects.filter(person=OuterRef("sponsor")).order_by("-on")
    asked = Promise.objects.filter(programme=OuterRef("pk"), asked_at__isnull=False)
    return programmes.values_list(
        "pk",
        "name",
        "organisation__name",
        "organisation__code",
        "template_version__template__name",
        Subquery(last_week.values("version").annotate(last=Max("week")).values("last")),
        "facilitator_id",
        "facilitator__name",
        Case(When(sponsor__is_active=True, then=F("sponsor_id"))),
        Case(When(sponsor__is_active=True, then=F("sponsor__name"))),
        Subquery(nudged.values("on")[:1]),
        "starts_on",
        "closed_on",
        ArraySubquery(
            asked.order_by().values(
                row=JSONObject(person_id="person_id", level="level", answer="answer")
            )
        ),
    )


def _members(programme: int, on: date) -> QuerySet[Membership, Any]:
    theirs = Q(leader=OuterRef("person")) | Q(pa=OuterRef("person"))
    other = Case(When(leader=OuterRef("person"), then=F("pa__name")), default=F("leader__name"))
    pairs = Pair.objects.live(on).filter(team=OuterRef("team")).annotate(other=other)
    nudges = Nudge.objects.filter(person=OuterRef("person")).order_by("-on")
    members = Membership.objects.current(on).filter(team__programme=programme)
    return members.order_by("kind", "person__name", "pk").values_list(
        "team_id",
        "person_id",
        "person__name",
        "kind",
        "job_title",
        ArraySubquery(pairs.filter(theirs).order_by("other").values("other")),
        Subquery(nudges.values("on")[:1]),
    )


_HEAD, _ANY_HEAD, _MEMBERS = Prepared(_head), Prepared(_any_head), Prepared(_members)
