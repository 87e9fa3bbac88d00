"""Who may change the catalogue, and who may have which version of a module."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

from accounts.models import Eligibility, Person
from accounts.permissions import is_national
from modules.models import Module, Version

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
