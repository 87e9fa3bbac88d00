"""Reads: who covers for the chief executive of an organisation, who could, and who has."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from productive_leader.core.dates import today


def covers_at(organisation: Organisation) -> QuerySet[Role]:
    """All there have been and will be, the latest first, with the people."""
    covers = organisation.roles.filter(kind=RoleKind.ACTING_CHIEF_EXECUTIVE)
    return covers.select_related("person").order_by("-starts_on", "-pk")


def covers_to_come(organisation: Organisation) -> QuerySet[Role]:
    """That of today and later ones."""
    return covers_at(organisation).exclude(ends_on__lt=today())


def chief_executives_of(organisation: Organisation) -> QuerySet[Person]:
    """Today's."""
    roles = Role.objects.current().filter(
        organisation=organisation, kind=RoleKind.CHIEF_EXECUTIVE, person=OuterRef("pk")
    )
    return Person.objects.filter(Exists(roles), is_active=True).order_by("name", "pk")


def people_who_could_cover(organisation: Organisation) -> QuerySet[Person]:
    """Colleagues with a role there today who are not chief executive anyway."""
    roles = Role.objects.current().filter(organisation=organisation, person=OuterRef("pk"))
    chiefs = chief_executives_of(organisation).values("pk")
    people = Person.objects.filter(Exists(roles), is_active=True).exclude(pk__in=chiefs)
    return people.order_by("name", "pk")
