"""Reads: who is what, and where."""

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from productive_leader.core.dates import today


def roles_in(organisation: Organisation) -> QuerySet[Role]:
    """Who is what in an organisation today, with the people."""
    roles = organisation.roles.current().filter(person__is_active=True)
    return roles.select_related("person").order_by("person__name", "kind")


def roles_of(person: Person) -> QuerySet[Role]:
    """Every role of a person that has not ended, with its organisation."""
    return person.roles.exclude(ends_on__lt=today()).select_related("organisation")


def facilitators_at(organisation_id: int) -> QuerySet[Person]:
    """Who is a facilitator of the organisation today."""
    posts = Role.objects.current().filter(organisation=organisation_id, kind=RoleKind.FACILITATOR)
    return Person.objects.filter(pk__in=posts.values("person"))


def passkeys_of(person: Person) -> QuerySet[Authenticator]:
    kind = Authenticator.Type.WEBAUTHN
    passkeys: QuerySet[Authenticator] = Authenticator.objects.filter(type=kind, user_id=person.pk)
    return passkeys.order_by("created_at")


def has_account(email: str) -> bool:
    """Whether somebody signs in, or did before it was closed, with this lower-case address."""
    return Person.objects.filter(email=email).exists()


def has_closed_account(email: str) -> bool:
    return Person.objects.filter(email=email, is_active=False).exists()
