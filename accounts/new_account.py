"""The link that lets somebody of whom we know nothing make an account: signed, kept nowhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core import signing

from productive_leader.core.links import own_path

SALT = "accounts.new_account"
HOLDS = dt.timedelta(hours=1)
LONGEST_WAY_ON = 500  # characters; the link goes into a message


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says: whose address it proves, and the page of ours it leads on to, if any."""

    email: str
    way_on: str
    is_late: bool


def sign(*, email: str, way_on: str = "") -> str:
    """The secret part of a link. What is no page of ours, or too long, leads nowhere."""
    kept = own_path(way_on)
    return signing.dumps([email, kept if len(kept) <= LONGEST_WAY_ON else ""], salt=SALT)


def read(secret: str) -> Link | None:
    """What the link says, also when it is late; None when it is none of ours."""
    try:
        email, way_on = signing.loads(secret, salt=SALT)
    except signing.BadSignature:
        return None
    return Link(email, own_path(way_on), is_late=_is_late(secret))


def _is_late(secret: str) -> bool:
    try:
        signing.loads(secret, salt=SALT, max_age=HOLDS)
    except signing.SignatureExpired:
        return True
    return False
