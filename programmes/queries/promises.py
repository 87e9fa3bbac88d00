"""The promise of time: who is asked for how much, and what they said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Person
from programmes.enums import Level, PromiseAnswer
from programmes.models import Membership, Programme, Promise, RoleSheet
from programmes.queries.time_asked import Ask, plan_of

AS = {
    Level.LEADER: "as a leader",
    Level.PA: "as a PA",
    Level.SPONSOR: "as the sponsor",
    Level.FACILITATOR: "as the facilitator",
}


class Standing(IntEnum):
    """What came of asking, in the order in which a facilitator needs to see it."""

    DECLINED = 1
    GROWN = 2  # accepted, and since then the time asked has grown by more than a tenth
    WAITING = 3
    UNASKED = 4
    ACCEPTED = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One part that one person has in a programme, and what it asks now."""

    person: Person
    level: Level
    ask: Ask
    sheet: RoleSheet | None
    promise: Promise | None

    @property
    def as_what(self) -> str:
        return AS[self.level]

    @property
    def is_settled(self) -> bool:
        return self.standing in {Standing.ACCEPTED, Standing.DECLINED}

    @property
    def standing(self) -> Standing:
        promise = self.promise
        if promise is None or promise.asked_at is None:
            return Standing.UNASKED
        if not promise.answer:
            return Standing.WAITING
        if promise.answer == PromiseAnswer.DECLINED:
            return Standing.DECLINED
        return Standing.GROWN if has_grown(promise.minutes, self.ask) else Standing.ACCEPTED


def has_grown(promised: int, ask: Ask) -> bool:
    """Whether more than a tenth is asked beyond the minutes that were promised."""
    return ask.minutes * 10 > promised * 11


def parts_of(programme: Programme, person: Person | None = None) -> list[Part]:
    """Every part that people have in a programme today, or one person's; whoever said no first."""
    plan = plan_of(programme)
    rows = Promise.objects.filter(programme=programme)
    known = {(row.person_id, row.level): row for row in rows}
    parts = [
        Part(
            person=who,
            level=level,
            ask=plan.ask(level, teams),
            sheet=plan.sheets.get(level),
            promise=known.get((who.pk, level)),
        )
        for who, level, teams in _places(programme, person)
    ]
    return sorted(parts, key=lambda one: (one.standing, one.person.name, one.person.pk))


def _places(
    programme: Programme, person: Person | None
) -> Iterable[tuple[Person, Level, frozenset[int]]]:
    """Who takes part as what, and for members in which teams."""
    members = Membership.objects.current().filter(team__programme=programme)
    if person:
        members = members.filter(person=person)
    teams: dict[tuple[Person, Level], set[int]] = defaultdict(set)
    for member in members.select_related("person"):
        teams[member.person, Level(member.kind)].add(member.team_id)
    for level, leading in (
        (Level.SPONSOR, programme.sponsor),
        (Level.FACILITATOR, programme.facilitator),
    ):
        if leading and leading.is_active and person in (None, leading):
            teams[leading, level] = set()
    for (who, level), theirs in teams.items():
        yield who, level, frozenset(theirs)


def unanswered_promises(programme: Programme) -> QuerySet[Promise]:
    """Those of one programme that still wait for an answer, each with the person."""
    return all_unanswered().filter(programme=programme).select_related("person")


def all_unanswered() -> QuerySet[Promise]:
    """Of people who have that part today: asked, and no answer yet."""
    member = Membership.objects.current().filter(
        team__programme=OuterRef("programme"), person=OuterRef("person"), kind=OuterRef("level")
    )
    still = (
        Q(Exists(member))
        | Q(level=Level.SPONSOR, programme__sponsor=F("person"))
        | Q(level=Level.FACILITATOR, programme__facilitator=F("person"))
    )
    open_accounts = Promise.objects.filter(person__is_active=True)
    return open_accounts.filter(still, answer="", asked_at__isnull=False)
