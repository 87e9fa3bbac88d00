"""People, organisations and roles, each in one call."""

from __future__ import annotations

import re
from itertools import count
from secrets import token_bytes
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

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


def a_passkey(person: Person, name: str = "Work laptop") -> Authenticator:
    """A passkey as a browser would have made it; its secret half is thrown away."""
    public_key = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    attested = AttestedCredentialData.create(Aaguid.NONE, token_bytes(16), public_key)
    data = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.AT, 0, attested)
    credential = {
        "id": websafe_encode(attested.credential_id),
        "rawId": websafe_encode(attested.credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(b'{"type":"","challenge":"","origin":""}'),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }
    return Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": name, "credential": credential},
    )


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
