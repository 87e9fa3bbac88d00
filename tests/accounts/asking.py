"""People who ask for the modules, and those who decide, each in one call."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.enums import EligibleRole, RoleKind
from accounts.models import Eligibility, Organisation, OrganisationDomain, Person
from accounts.services import ask_for_eligibility
from productive_leader.core.models import AuditEvent, Email
from tests.factories.accounts import a_person, a_role, an_organisation

SAID = {"role": EligibleRole.STAFF, "job_title": "Staff nurse", "note": ""}


def a_domain(organisation: Organisation, domain: str = "northvale.nhs.uk") -> OrganisationDomain:
    return OrganisationDomain.objects.create(organisation=organisation, domain=domain)


def a_nurse(address: str = "sam.wood@nhs.net", name: str = "Sam Wood") -> Person:
    return a_person(name, email=address)


def asks(person: Person, organisation: Organisation | None = None, **said: Any) -> Eligibility:
    return ask_for_eligibility(
        by=person, organisation=organisation or an_organisation(), **{**SAID, **said}
    )


def a_facilitator(organisation: Organisation | None = None, name: str = "Bob Lane") -> Person:
    person = a_person(name)
    a_role(person, organisation or an_organisation(), RoleKind.FACILITATOR)
    return person


def an_administrator(name: str = "Dana Reid") -> Person:
    person = a_person(name)
    a_role(person, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return person


def states_of(person: Person) -> list[tuple[str, str, bool]]:
    """State, evidence and whether it has ended, the first one first."""
    rows = person.eligibilities.order_by("pk")
    return [(row.state, row.evidence, row.ended_at is not None) for row in rows]


def is_let_in(person: Person) -> bool:
    return Eligibility.objects.valid().filter(person=person).exists()


def mails() -> list[tuple[str, str]]:
    """Whom we wrote to about what, the first one first."""
    return list(Email.objects.order_by("queued_at").values_list("to", "subject"))


def events() -> list[str]:
    """What the history tells of eligibility and domains, in order."""
    told = AuditEvent.objects.filter(action__regex=r"^eligibility\.|_(added|removed)$")
    return list(told.order_by("pk").values_list("action", flat=True))


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response: HttpResponse) -> str:
    """The words of the page's main part, in one line."""
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def messages_of(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def errors_of(response: HttpResponse) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}
