"""Writes of this room. `by=None` is the system itself: a command, or the demo being made."""

from accounts.services.my_account import (
    NAME_OF_THE_GONE,
    delete_my_account,
    end_my_sessions,
    export_my_data,
    rename_myself,
)
from accounts.services.people import (
    add_person,
    add_person_with_role,
    appoint,
    deactivate_person,
    end_role,
    reactivate_person,
)
from accounts.services.register import Imported, import_organisations

__all__ = [
    "NAME_OF_THE_GONE",
    "Imported",
    "add_person",
    "add_person_with_role",
    "appoint",
    "deactivate_person",
    "delete_my_account",
    "end_my_sessions",
    "end_role",
    "export_my_data",
    "import_organisations",
    "reactivate_person",
    "rename_myself",
]
