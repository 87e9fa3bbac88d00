"""What the writes of this room share: refusing, locking, saving with an audit event."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.models import Organisation, Person
from accounts.queries import facilitators_at
from productive_leader.core import audit
from productive_leader.core.dates import format_date
from productive_leader.core.permissions import Permission, require
from programmes import permissions, queries
from programmes.enums import MemberKind
from programmes.models import Programme, Session, Team

M = TypeVar("M", bound=Model)


def saved(
    thing: M,
    *,
    by: Person,
    action: str,
    organisation: Organisation,
    detail: dict[str, int | str | None] | None = None,
) -> M:
    """Checked against every constraint, so a refusal is a sentence, then saved and audited."""
    thing.full_clean()
    thing.save()
    audit.record(by=by, action=action, target=thing, organisation_id=organisation.pk, detail=detail)
    return thing


def running(team: Team, by: Person) -> Programme:
    """The programme of a team that `by` runs, locked; refused to others and when it is closed."""
    require(Permission.RUN_PROGRAMME, obj=team, among=permissions.teams_run_by(by))
    return open_programme(team.programme_id)


def leading(session: Session, by: Person) -> Programme:
    """The programme of a session that `by` leads or runs, locked; refused as `running` does."""
    require(Permission.LEAD_SESSION, obj=session, among=permissions.sessions_led_by(by))
    return open_programme(session.team.programme_id)


def open_programme(programme_id: int) -> Programme:
    """The programme, locked, so that nothing is added to it while it is being closed."""
    programme = (
        Programme.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=programme_id)
    )
    if programme.closed_on:
        raise ValidationError(f"This programme closed on {format_date(programme.closed_on)}.")
    return programme


def require_facilitator(person: Person, organisation: Organisation) -> None:
    if not facilitators_at(organisation.pk).contains(person):
        raise ValidationError(f"{person} is not a facilitator at {organisation}.")


def require_colleague(person: Person, organisation: Organisation) -> None:
    if not queries.works_at(person, organisation):
        raise ValidationError(f"{person} has no role at {organisation}.")


def require_member(team: Team, person: Person, kind: MemberKind) -> None:
    if not queries.is_member(team, person, kind):
        raise ValidationError(f"{person} is not a {kind.label} in {team}.")
