"""Reads: what was agreed and is still to do, whose it is, how late it is, who finished it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from accounts.models import Person
from productive_leader.core.dates import LONDON, format_date, format_near, today
from productive_leader.core.words import counted
from programmes.enums import ActionKind, SessionState
from programmes.models import Action, Membership, Pair, Session, Team
from programmes.permissions import actions_changed_by, people_answered_for, working_pairs

LATELY = timedelta(days=14)
DONE_SHOWN = timedelta(weeks=8)
WITHOUT_A_SESSION = timedelta(days=14)


def is_overdue(action: Action) -> bool:
    """Still to do, and its date has passed in London."""
    return not action.done_at and not action.dropped_at and action.due_on < today()


def actions_of(person: Person) -> QuerySet[Action]:
    """What a person has still to do, in any team, each with `owner` and `partners` (names)."""
    return _still_open(with_people(Action.objects.filter(owner=person)))


def with_people(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Each with its owner, who finished it, and the names of whom the owner works with there."""
    pairs = Pair.objects.live().filter(team=OuterRef("team"))
    pairs = pairs.filter(Q(leader=OuterRef("owner")) | Q(pa=OuterRef("owner")))
    other = Case(When(leader=OuterRef("owner"), then=F("pa__name")), default=F("leader__name"))
    partners = ArraySubquery(pairs.order_by().annotate(other=other).values("other"))
    return actions.select_related("owner", "done_by", "team__programme").annotate(partners=partners)


def _still_open(actions: QuerySet[Action]) -> QuerySet[Action]:
    return actions.filter(done_at=None, dropped_at=None).order_by("due_on", "pk")


def _ended_since(actions: QuerySet[Action], span: timedelta) -> QuerySet[Action]:
    """Done or dropped within the span, the last first."""
    since = timezone.now() - span
    ended = actions.filter(Q(done_at__gte=since) | Q(dropped_at__gte=since))
    return ended.order_by(F("done_at").desc(nulls_last=True), "-dropped_at", "pk")


@dataclass(frozen=True, slots=True)
class Line:
    """One action as a page shows it to somebody. `late` and `ended` are sentences, or empty."""

    action: Action
    partners: str
    due: str
    late: str
    ended: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class Agreed:
    """The actions or commitments of a team: what is still to do, and what ended lately."""

    still_open: list[Line]
    lately: list[Line]


def agreed_in(team: Team, kind: ActionKind, person: Person) -> Agreed:
    """What a team agreed, as this person sees it. Two queries."""
    actions = may_be_changed(with_people(Action.objects.filter(team=team, kind=kind)), person)
    return Agreed(lines_of(_still_open(actions)), lines_of(_ended_since(actions, LATELY)))


def may_be_changed(actions: QuerySet[Action], person: Person) -> QuerySet[Action]:
    """Each says whether this person may change it; in a closed programme nobody may."""
    theirs = Exists(actions_changed_by(person).filter(pk=OuterRef("pk")))
    allowed = Q(team__programme__closed_on=None) & Q(theirs)
    return actions.annotate(may_change=ExpressionWrapper(allowed, BooleanField()))


def lines_of(actions: Iterable[Action]) -> list[Line]:
    """As the page shows them; the actions went through `with_people` and `may_be_changed`."""
    return [line_of(action) for action in actions]


def line_of(action: Action) -> Line:
    partners: list[str] = getattr(action, "partners", [])
    return Line(
        action=action,
        partners=", ".join(partners),
        due=format_near(action.due_on, "by"),
        late=_late(action),
        ended=ended(action),
        may_change=getattr(action, "may_change", False),
    )


def _late(action: Action) -> str:
    if not is_overdue(action):
        return ""
    days = (today() - action.due_on).days
    return counted(days, "day late", "days late")


def ended(action: Action) -> str:
    """Who finished it and when, or when it was dropped; empty while it is to do."""
    if action.done_at:
        when = format_date(action.done_at.astimezone(LONDON).date())
        if action.done_by is None:
            return f"Done on {when}"
        behalf = f" for {action.owner.name}" if action.done_by_id != action.owner_id else ""
        return f"Done by {action.done_by.name}{behalf} on {when}"
    if action.dropped_at:
        return f"Dropped on {format_date(action.dropped_at.astimezone(LONDON).date())}"
    return ""


def people_to_act(team: Team) -> QuerySet[Person]:
    """Who can own an action of a team: its members today, and the facilitator."""
    members = Membership.objects.current().filter(team=team).values("person")
    return Person.objects.filter(Q(pk__in=members) | Q(pk=team.programme.facilitator_id)).order_by(
        "name", "pk"
    )


def people_to_commit(team: Team, person: Person) -> QuerySet[Person]:
    """For whom a person takes something on: themselves, and the leaders whose PA they are here."""
    return people_to_act(team).filter(pk__in=people_answered_for(person, team))


def owners_for(action: Action) -> QuerySet[Person]:
    """Who can own the action from now on; its owner stays in the list after leaving the team."""
    kept = Person.objects.filter(pk=action.owner_id)
    return (people_to_act(action.team) | kept).distinct().order_by("name", "pk")


def usual_due_date(session: Session) -> date:
    """The date of the session after this one, as people were told; else two weeks on."""
    told = Session.objects.filter(team=session.team_id, released__is_cancelled=False)
    told = told.exclude(pk=session.pk).exclude(state=SessionState.HELD)
    day = session.released.starts_at.date() if session.released else session.on
    from_then = max(filter(None, (day, today())))
    dates = (
        one.released.starts_at.date() for one in told.select_related("released") if one.released
    )
    later = [day for day in dates if day > from_then]
    return min(later, default=from_then + WITHOUT_A_SESSION)


def actions_beside(person: Person, *, done: bool) -> QuerySet[Action]:
    """What a person follows: their own, those of whom they work with, all of teams they run.

    `group`: 1 their own, 2 of their pairs, 3 of teams they run; in that order, then by team.
    `done`: those that ended in the last eight weeks instead of those still to do.
    """
    mine, pair = Q(owner=person), Q(pk__in=_of_pairs(person))
    actions = may_be_changed(with_people(actions_changed_by(person)), person)
    actions = actions.annotate(group=Case(When(mine, then=1), When(pair, then=2), default=3))
    chosen = _ended_since(actions, DONE_SHOWN) if done else _still_open(actions)
    others = ~mine & ~pair
    by_team = Case(When(others, then=F("team__name")), default=Value(""))
    by_team_pk = Case(When(others, then=F("team")), default=0)
    return chosen.order_by(F("group"), by_team, by_team_pk, *chosen.query.order_by)


def _of_pairs(person: Person) -> QuerySet[Action]:
    pairs = working_pairs().filter(team=OuterRef("team"))
    together = Q(leader=OuterRef("owner"), pa=person) | Q(pa=OuterRef("owner"), leader=person)
    return Action.objects.filter(Exists(pairs.filter(together)))
