"""Reads of this room."""

from accounts.queries.my_data import all_about, readable
from accounts.queries.people import facilitators_at, passkeys_of, roles_in, roles_of

__all__ = [
    "all_about",
    "facilitators_at",
    "passkeys_of",
    "readable",
    "roles_in",
    "roles_of",
]
