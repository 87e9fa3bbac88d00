"""Who did what, for whom, to what. The table only grows: a trigger refuses change and deletion."""

from typing import Any, Protocol

from django.db import connection, models, transaction

from productive_leader.core.models import AuditEvent


class HasPk(Protocol):
    """A person, as far as core needs to know one."""

    @property
    def pk(self) -> int: ...


def record(
    *,
    by: HasPk | None,
    action: str,
    target: models.Model,
    acting_for: HasPk | None = None,
    organisation_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write one event in the transaction of the change it tells of.

    `by` is None only for the system itself; whoever acts for themselves acts for nobody else.
    `detail` holds ids and states, never names or free text: events outlive the erasure of a person.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "Record an event inside the transaction of the change it tells of."
        )
    actor_id = by.pk if by else None
    acting_for_id = acting_for.pk if acting_for else None
    return AuditEvent.objects.create(
        actor_id=actor_id,
        acting_for_id=None if acting_for_id == actor_id else acting_for_id,
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        organisation_id=organisation_id,
        detail=detail or {},
    )
