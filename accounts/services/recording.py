"""Notes what happened in this room, with the organisation it happened in."""

from typing import Any

from accounts.models import Organisation, Person
from productive_leader.core import audit


def record(
    by: Person | None,
    action: str,
    target: Any,
    organisation: Organisation | None,
    **detail: Any,
) -> None:
    audit.record(
        by=by,
        action=action,
        target=target,
        organisation_id=organisation.pk if organisation else None,
        detail=detail,
    )
