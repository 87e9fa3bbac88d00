"""Who may see and change organisations, people and roles, and decide who may have the modules."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import RoleKind
from accounts.models import (
    Eligibility,
    EligibilityQuerySet,
    Organisation,
    Person,
    Role,
    RoleQuerySet,
)
from productive_leader.core.permissions import Permission

EVERY_KIND = tuple(kind for kind in RoleKind if kind != RoleKind.CATALOGUE_ADMINISTRATOR)
# A chief executive authorises orders, so no facilitator makes one.
BY_FACILITATOR = (RoleKind.LEADER, RoleKind.PA, RoleKind.FACILITATOR, RoleKind.STAFF)


def organisations_visible_to(person: Person) -> QuerySet[Organisation]:
    """Those where the person holds a role today, and those whose people they look after."""
    return organisations_managed_by(person) | organisations_of(person)


def organisations_managed_by(person: Person) -> QuerySet[Organisation]:
    """Facilitators look after the people of their own; the national administrators of all."""
    if is_national(person):
        return Organisation.objects.all()
    return organisations_of(person, RoleKind.FACILITATOR)


def organisations_of(person: Person, *kinds: RoleKind) -> QuerySet[Organisation]:
    """Where the person holds a role today: one of these kinds, or any if none is named."""
    chosen: Iterable[str] = kinds or RoleKind.values
    roles = Role.objects.current().filter(
        organisation=OuterRef("pk"), person=person.pk, kind__in=chosen
    )
    return Organisation.objects.filter(Exists(roles))


def people_managed_by(person: Person) -> QuerySet[Person]:
    """Whose account this person may close: a facilitator ends roles, never accounts."""
    return Person.objects.all() if is_national(person) else Person.objects.none()


def roles_ended_by(person: Person) -> RoleQuerySet:
    """The roles this person may end."""
    if is_national(person):
        return Role.objects.all()
    mine = Q(organisation__in=organisations_managed_by(person), kind__in=BY_FACILITATOR)
    as_chief = organisations_of(person, RoleKind.CHIEF_EXECUTIVE)
    covers = Q(organisation__in=as_chief, kind=RoleKind.ACTING_CHIEF_EXECUTIVE)
    return Role.objects.filter(mine | covers)


def organisations_covered_by(person: Person) -> QuerySet[Organisation]:
    """Permission.APPOINT_COVER: where the person is chief executive; not whoever only covers."""
    if is_national(person):
        return Organisation.objects.all()
    return organisations_of(person, RoleKind.CHIEF_EXECUTIVE)


def kinds_appointed_by(person: Person, organisation: Organisation) -> tuple[RoleKind, ...]:
    """The kinds of role this person may give in an organisation; empty for most people."""
    if is_national(person):
        return EVERY_KIND
    return BY_FACILITATOR if organisations_managed_by(person).contains(organisation) else ()


def eligibilities_decided_by(person: Person) -> EligibilityQuerySet:
    """What this person may decide: facilitators of their own organisation; nobody of themselves."""
    others = Eligibility.objects.exclude(person=person.pk)
    if is_national(person):
        return others
    return others.filter(organisation__in=organisations_of(person, RoleKind.FACILITATOR))


def is_national(person: Person) -> bool:
    """A catalogue administrator, or the person who set this service up."""
    national = RoleKind.CATALOGUE_ADMINISTRATOR
    return person.is_superuser or person.roles.current().filter(kind=national).exists()


def require_national(person: Person, permission: Permission) -> None:
    """Refuse unless this is a national administrator. Services call this."""
    if not is_national(person):
        raise PermissionDenied(f"You may not {permission}.")
