"""People, organisations and roles, each in one call."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from django.test import Client

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from productive_leader.core.models import Email

_numbers = count(1)
LOGIN, CODE = "/account/login/", "/account/login/code/confirm/"


def a_person(name: str = "Alice Ahmed", **fields: Any) -> Person:
    """A person who can sign in; the address is made from the name unless given."""
    number = next(_numbers)
    local_part = name.lower().replace(" ", ".").replace("'", "")
    address = f"{local_part}.{number}@northvale.example"
    return Person.objects.create_user(fields.pop("email", address), name, **fields)


def an_organisation(
    code: str = "RX1", name: str = "Northvale NHS Trust", **fields: Any
) -> Organisation:
    """The organisation with this code, made if it is not there."""
    return Organisation.objects.get_or_create(code=code, defaults={"name": name, **fields})[0]


def a_role(
    person: Person,
    organisation: Organisation | None,
    kind: RoleKind = RoleKind.STAFF,
    **fields: Any,
) -> Role:
    return Role.objects.create(person=person, organisation=organisation, kind=kind, **fields)


def sign_in(client: Client, person: Person) -> Client:
    """Through the door, as a person does: address, mail, code."""
    client.post(LOGIN, {"login": person.email})
    client.post(CODE, {"code": code_sent_to(person.email)})
    return client


def code_sent_to(address: str) -> str:
    """The six digits in the newest message to an address."""
    newest = Email.objects.filter(to=address).latest("queued_at")
    found = re.search(r"\b\d{6}\b", newest.text)
    assert found, newest.text
    return found[0]
