"""Somebody nobody has added, and the link in the message they get."""

from __future__ import annotations

import re

from django.test import Client

from accounts.new_account import sign
from productive_leader.core.models import Email
from tests.factories.accounts import LOGIN

NORA = "nora.ellis@ward.northvale.nhs.uk"


def link_for(email: str = NORA, way_on: str = "") -> str:
    """The path that a message to this address leads to."""
    return f"/account/new/{sign(email=email, way_on=way_on)}/"


def link_sent_to(address: str = NORA) -> str:
    """The path in the newest message to an address."""
    newest = Email.objects.filter(to=address).latest("queued_at")
    found = re.search(r"https?://[^/\s]+(/account/new/\S+/)", newest.text)
    assert found, newest.text
    return found[1]


def asks_to_sign_in(client: Client, address: str = NORA, way_on: str = "") -> str:
    """Types the address on the sign-in page; the link of the message that comes."""
    client.post(LOGIN, {"login": address} | ({"next": way_on} if way_on else {}))
    return link_sent_to(address)
