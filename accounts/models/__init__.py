"""Organisations, the people in them, what each is there and when, and who may have modules."""

from accounts.models.eligibility import Eligibility, EligibilityQuerySet, OrganisationDomain
from accounts.models.organisations import Organisation, OrganisationName
from accounts.models.people import Person, PersonManager, Role, RoleQuerySet

__all__ = [
    "Eligibility",
    "EligibilityQuerySet",
    "Organisation",
    "OrganisationDomain",
    "OrganisationName",
    "Person",
    "PersonManager",
    "Role",
    "RoleQuerySet",
]
