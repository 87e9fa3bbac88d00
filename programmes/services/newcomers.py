"""Who may be brought in by address: found among the known, or added with a role."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from accounts.permissions import kinds_appointed_by
from accounts.services import add_person, appoint
from programmes.queries.people import domains_in_use, people_by_address

STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody named by a facilitator. `is_sure`: the address is right, strange as it looks."""

    name: str
    email: str
    is_sure: bool = False


@dataclass
class Newcomers:
    """People of given addresses as candidates for an organisation, on behalf of `by`.

    Reads everything once: three queries, however many there are. Addresses are in lower case.
    """

    by: Person
    organisation: Organisation
    emails: Collection[str]
    is_sure: bool = False
    known: dict[str, Person] = field(init=False)
    kinds: dict[int, dict[int | None, set[str]]] = field(init=False)
    strangers: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.known = people_by_address(self.emails)
        self.kinds = {}
        people = [one.pk for one in self.known.values()]
        for person, organisation, kind in (
            Role.objects.current()
            .filter(person__in=people)
            .values_list("person", "organisation", "kind")
        ):
            self.kinds.setdefault(person, {}).setdefault(organisation, set()).add(kind)
        self.domains = domains_in_use(self.organisation)
        self.appointed = kinds_appointed_by(self.by, self.organisation)

    def refusal(self, email: str) -> str:
        """Why this address cannot be brought in, in a sentence; empty if it can."""
        person = self.known.get(email)
        if person and not person.is_active:
            return f"The account of {email} is closed. Ask an administrator to open it again."
        places = self.kinds.get(person.pk, {}) if person else {}
        if self.organisation.pk in places:
            return ""
        if places:
            return (
                f"{email} belongs to somebody at another organisation. If they work here too, "
                f"give them a role on the page of {self.organisation} first."
            )
        if not self.appointed:
            return f"Only a facilitator at {self.organisation} can add somebody new."
        return "" if person else self._strange(email)

    def _strange(self, email: str) -> str:
        domain = email.rpartition("@")[2]
        if self.is_sure or domain in self.domains:
            return ""
        self.strangers.add(email)
        return (
            f"Nobody at {self.organisation} has an address at {domain}. If {email} is right, "
            "tick “These addresses are right”."
        )

    def bring_in(self, name: str, email: str, kind: RoleKind, job_title: str = "") -> Person:
        """The person of this address, with this role here from today if they have it not yet."""
        person = self.known.get(email) or add_person(
            by=self.by, organisation=self.organisation, name=name, email=email
        )
        self.known[email] = person
        mine = self.kinds.setdefault(person.pk, {}).setdefault(self.organisation.pk, set())
        if kind not in mine and kind in self.appointed:
            appoint(
                by=self.by,
                person=person,
                kind=kind,
                organisation=self.organisation,
                job_title=job_title,
            )
            mine.add(kind)
        return person


def bring_in_colleague(*, by: Person, organisation: Organisation, colleague: Colleague) -> Person:
    """A colleague by name and address; somebody new becomes a member of staff.

    Raises ValidationError, with the code STRANGER where ticking a box would let them in.
    """
    email = colleague.email.strip().lower()
    newcomers = Newcomers(by, organisation, [email], is_sure=colleague.is_sure)
    if sentence := newcomers.refusal(email):
        raise ValidationError(sentence, code=STRANGER if newcomers.strangers else None)
    person = newcomers.known.get(email)
    if person and organisation.pk in newcomers.kinds.get(person.pk, {}):
        return person
    return newcomers.bring_in(colleague.name, email, RoleKind.STAFF)
