"""Reads of this room."""

from accounts.queries.eligibility import eligibility_of, modules_until, valid_eligibility
from accounts.queries.my_data import all_about, readable
from accounts.queries.people import (
    facilitators_at,
    has_account,
    has_closed_account,
    passkeys_of,
    roles_in,
    roles_of,
)

__all__ = [
    "all_about",
    "eligibility_of",
    "facilitators_at",
    "has_account",
    "has_closed_account",
    "modules_until",
    "passkeys_of",
    "readable",
    "roles_in",
    "roles_of",
    "valid_eligibility",
]
