"""Who reads the catalogue, and what opens it to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from accounts.enums import EXECUTIVE_ROLES, EligibilityState
from accounts.models import Eligibility, Organisation, Person
from accounts.permissions import is_national
from modules.models import Module
from modules.permissions import versions_open_to


@dataclass(frozen=True, slots=True)
class Reader:
    """What opens the catalogue to somebody: an office, a decision, or a programme.

    `decision` is the question they asked last, with its `trouble`, whatever became of it.
    `numbers` are the versions of the module that are open to them.
    """

    person: Person
    is_national: bool
    decision: Eligibility | None
    is_eligible: bool
    numbers: tuple[int, ...]

    @property
    def has_all(self) -> bool:
        """Every module is open to them."""
        return self.is_national or self.is_eligible

    @property
    def executive_team(self) -> Organisation | None:
        """Where they are a member of an executive team, or a PA to one."""
        if self.decision and self.is_eligible and self.decision.role in EXECUTIVE_ROLES:
            return self.decision.organisation
        return None


def reader_of(person: Person, module: Module | None) -> Reader:
    """`module` None: of the catalogue as a whole, where one open version will do."""
    open_to = versions_open_to(person).order_by()
    mine = open_to.filter(module=module) if module else open_to[:1]
    decision = _last_decision(person)
    return Reader(
        person=person,
        is_national=is_national(person),
        decision=decision,
        is_eligible=bool(decision and getattr(decision, "is_valid", False)),
        numbers=tuple(sorted(number for number in mine.values_list("number", flat=True) if number)),
    )


def _last_decision(person: Person) -> Eligibility | None:
    """The one that stands, else what lapsed last; what was replaced or taken back is past."""
    valid = Eligibility.objects.valid().filter(pk=OuterRef("pk"))
    mine = person.eligibilities.filter(Q(ended_at=None) | Q(state=EligibilityState.LAPSED))
    known = mine.with_trouble().annotate(is_valid=Exists(valid))
    latest_first = known.order_by(F("ended_at").desc(nulls_first=True), "-pk")
    return latest_first.select_related("organisation__successor").first()
