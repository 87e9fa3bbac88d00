"""For support: who is where, read only. Two actions go through the services; the rest has pages."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import services
from accounts.models import (
    Eligibility,
    Organisation,
    OrganisationDomain,
    OrganisationName,
    Person,
    Role,
)
from productive_leader.core.support import RowsToLookAt, ToLookAt


class FormerNames(RowsToLookAt):
    model = OrganisationName


class Roles(RowsToLookAt):
    model = Role


class Domains(RowsToLookAt):
    model = OrganisationDomain


class Eligibilities(RowsToLookAt):
    model = Eligibility
    fk_name = "person"
    fields = ("organisation", "role", "address", "state", "evidence", "asked_at", "valid_until")


@admin.register(Organisation)
class OrganisationAdmin(ToLookAt):
    list_display = ("code", "name", "postcode", "closed_on")
    search_fields = ("code", "name", "former_names__name")
    inlines = (FormerNames, Domains)


@admin.register(Person)
class PersonAdmin(ToLookAt):
    list_display = ("name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("name", "email")
    exclude = ("password", "groups", "user_permissions")
    inlines = (Roles, Eligibilities)
    actions = ("close_accounts", "open_accounts")

    @admin.action(description="Close these accounts and end their sessions", permissions=["view"])
    def close_accounts(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        for person in people:
            services.deactivate_person(by=_staff(request), person=person)
        messages.success(request, "Closed.")

    @admin.action(description="Open these accounts again", permissions=["view"])
    def open_accounts(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        for person in people:
            services.reactivate_person(by=_staff(request), person=person)
        messages.success(request, "Opened.")


def _staff(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 - tells the type checker
    return request.user
