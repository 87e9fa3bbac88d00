"""Writes of this room. `by=None` is the system itself: a command, or the demo being made."""

from accounts.services.domains import register_domain, remove_domain
from accounts.services.eligibility import (
    AlreadyDecided,
    ask_for_eligibility,
    decide_eligibility,
    recheck_eligibility,
    take_back_eligibility,
)
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
    open_account,
    reactivate_person,
)
from accounts.services.register import Imported, import_organisations

__all__ = [
    "NAME_OF_THE_GONE",
    "AlreadyDecided",
    "Imported",
    "add_person",
    "add_person_with_role",
    "appoint",
    "ask_for_eligibility",
    "deactivate_person",
    "decide_eligibility",
    "delete_my_account",
    "end_my_sessions",
    "end_role",
    "export_my_data",
    "import_organisations",
    "open_account",
    "reactivate_person",
    "recheck_eligibility",
    "register_domain",
    "remove_domain",
    "rename_myself",
    "take_back_eligibility",
]
