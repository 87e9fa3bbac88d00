"""Who may see and change organisations, people and roles."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role, RoleQuerySet

EVERY_KIND = tuple(kind for kind in RoleKind if kind != RoleKind.CATALOGUE_ADMINISTRATOR)
# A chief executive authorises orders, so no facilitator makes one.
BY_FACILITATOR = (RoleKind.LEADER, RoleKind.PA, RoleKind.FACILITATOR, RoleKind.STAFF)


def organisations_visible_to(person: Person) -> QuerySet[Organisation]:
    """Those where the person holds a role today, and those whose people they look after."""
    here = _current_roles(person)
    return organisations_managed_by(person) | Organisation.objects.filter(Exists(here))


def organisations_managed_by(person: Person) -> QuerySet[Organisation]:
    """Facilitators look after the people of their own; the national administrators of all."""
    if is_national(person):
        return Organisation.objects.all()
    return Organisation.objects.filter(Exists(_current_roles(person, RoleKind.FACILITATOR)))


def people_managed_by(person: Person) -> QuerySet[Person]:
    """Whose account this person may close: a facilitator ends roles, never accounts."""
    return Person.objects.all() if is_national(person) else Person.objects.none()


def roles_ended_by(person: Person) -> RoleQuerySet:
    """The roles this person may end."""
    if is_national(person):
        return Role.objects.all()
    mine = organisations_managed_by(person)
    return Role.objects.filter(organisation__in=mine, kind__in=BY_FACILITATOR)


def kinds_appointed_by(person: Person, organisation: Organisation) -> tuple[RoleKind, ...]:
    """The kinds of role this person may give in an organisation; empty for most people."""
    if is_national(person):
        return EVERY_KIND
    return BY_FACILITATOR if organisations_managed_by(person).contains(organisation) else ()


def is_national(person: Person) -> bool:
    """A catalogue administrator, or the person who set this service up."""
    national = RoleKind.CATALOGUE_ADMINISTRATOR
    return person.is_superuser or person.roles.current().filter(kind=national).exists()


def _current_roles(person: Person, *kinds: RoleKind) -> QuerySet[Role]:
    chosen: Iterable[str] = kinds or RoleKind.values
    return Role.objects.current().filter(
        organisation=OuterRef("pk"), person=person, kind__in=chosen
    )
