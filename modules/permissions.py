"""Who may change the catalogue, and who may have which version of a module."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

from accounts.models import Eligibility, Organisation, Person
from accounts.permissions import is_national, organisations_of
from modules.models import EmptySearch, Enquiry, Module, Synonyms, Version

# What a grant rests on where it is no decision of accounts (accounts.enums.Evidence).
PROGRAMME, ADMINISTRATOR = "programme", "administrator"

Finder = Callable[[Person], QuerySet[Version]]
_finders: dict[str, Finder] = {}


def entitles(finder: Finder) -> Finder:
    """Ask this function which versions a person may have without an eligibility of their own.

    A room above registers what it knows: who takes part in a programme may have its modules.
    """
    _finders[f"{finder.__module__}.{finder.__name__}"] = finder
    return finder


def catalogue_managed_by(person: Person) -> QuerySet[Module]:
    """The national administrators look after all modules, listed or not."""
    return Module.objects.all() if is_national(person) else Module.objects.none()


def searches_managed_by(person: Person) -> QuerySet[EmptySearch]:
    """What was looked for in vain."""
    return EmptySearch.objects.all() if is_national(person) else EmptySearch.objects.none()


def synonyms_managed_by(person: Person) -> QuerySet[Synonyms]:
    return Synonyms.objects.all() if is_national(person) else Synonyms.objects.none()


def enquiries_answered_by(person: Person) -> QuerySet[Enquiry]:
    """The national administrators answer whoever writes."""
    return Enquiry.objects.all() if is_national(person) else Enquiry.objects.none()


def offered_versions() -> QuerySet[Version]:
    """Every published version of the modules that are in the catalogue, older ones included."""
    return Version.objects.filter(
        number__isnull=False, module__published__isnull=False, module__withdrawn_at=None
    )


def versions_open_to(person: Person | None) -> QuerySet[Version]:
    """What this person may read and download; nothing for somebody who is not signed in."""
    if person is None or not person.is_authenticated:
        return Version.objects.none()
    if is_national(person) or is_eligible(person):
        return offered_versions()
    through_rooms = Q(pk__in=[])
    for finder in _finders.values():
        through_rooms |= Q(pk__in=finder(person).values("pk"))
    return offered_versions().filter(through_rooms)


def is_eligible(person: Person) -> bool:
    """Whether a valid decision says that this person works for the NHS in England."""
    return Eligibility.objects.valid().filter(person=person.pk).exists()


def evidence_of(person: Person, version: Version) -> tuple[Organisation | None, str] | None:
    """Where the person belongs and what opens this version to them; None when nothing does.

    What a decision says comes before what a programme or an office gives.
    """
    if not versions_open_to(person).contains(version):
        return None
    decision = Eligibility.objects.valid().filter(person=person.pk)
    if found := decision.select_related("organisation").first():
        return found.organisation, found.evidence
    evidence = ADMINISTRATOR if is_national(person) else PROGRAMME
    return organisations_of(person).order_by("pk").first(), evidence
