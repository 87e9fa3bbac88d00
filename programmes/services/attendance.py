"""Recording who was there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.dates import format_time
from programmes.enums import LateReason, SessionState
from programmes.models import Invitation, Programme, Session
from programmes.queries.attendance import (
    colleagues_among,
    has_begun,
    is_late,
    recorded_and_over,
    why_not,
    with_what_was_told,
)
from programmes.services.placing import AS_TOLD, put_as_told
from programmes.services.writing import leading

FIELDS = ("attendance", "attendance_at", "attendance_by")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one press did: how many people are recorded otherwise now, and whether it was held."""

    changed: int
    held_now: bool


class ChangedMeanwhile(ValidationError):
    """Somebody else recorded people otherwise since the page was opened; nothing was saved.

    `theirs`: what they recorded, by person.
    """

    def __init__(self, theirs: Mapping[int, str], by: str, at: datetime | None) -> None:
        when = f" at {format_time(at)}" if at else ""
        super().__init__(
            f"{by or 'Somebody'} saved attendance{when}, while you were filling this in. "
            "Nothing of yours is saved yet. Look at the people marked below, then save again."
        )
        self.theirs = dict(theirs)


@transaction.atomic
def record_attendance(
    *,
    by: Person,
    session: Session,
    presence: Mapping[int, str],
    seen: Mapping[int, str],
    reason: str = "",
) -> Recorded:
    """Record for each person (by id) an Attendance; people who are not given stay as they are.

    `seen`: what was recorded for each when the page was opened. Whoever was not invited is added
    to the list, if a colleague. The first save after the start makes the session held. From 30
    minutes before the start; more than 14 days after the end with a LateReason, which the audit
    keeps. Locks the programme, then the session, then the invitations.
    """
    programme = leading(session, by)
    locked = with_what_was_told(Session.objects.select_for_update(of=("self",)))
    current, now = locked.get(pk=session.pk), timezone.now()
    _require_open(current, now, reason)
    invitations = _locked(current)
    _require_unchanged(invitations, presence, seen)
    stamp = {"attendance_at": now, "attendance_by": by}
    new = {person: wanted for person, wanted in presence.items() if person not in invitations}
    changed = _change(invitations, presence, stamp) | _add_walk_ins(current, new, stamp)
    held_now = has_begun(current, now) and current.state == SessionState.SCHEDULED
    if not changed and not held_now:
        return Recorded(0, held_now=False)
    if held_now:
        _hold(current, now)
    detail: dict[str, Any] = {"changed": changed, "held": held_now}
    audit.record(
        by=by,
        action="attendance.recorded",
        target=current,
        organisation_id=programme.organisation_id,
        detail=detail | ({"reason": reason} if is_late(current, now) else {}),
    )
    return Recorded(len(changed), held_now)


def _require_open(session: Session, now: datetime, reason: str) -> None:
    if refusal := why_not(session, now):
        raise ValidationError(refusal)
    if is_late(session, now) and reason not in LateReason.values:
        raise ValidationError({"reason": "More than 14 days have passed. Choose why so late."})


def _locked(session: Session) -> dict[int, Invitation]:
    invitations = Invitation.objects.filter(session=session).select_related("attendance_by")
    locked = invitations.select_for_update(of=("self",)).order_by("pk")
    return {one.person_id: one for one in locked}


def _require_unchanged(
    invitations: Mapping[int, Invitation], presence: Mapping[int, str], seen: Mapping[int, str]
) -> None:
    """Refuse when somebody else recorded one of these people otherwise than is wanted here."""
    others = [
        invitations[person]
        for person, wanted in presence.items()
        if person in invitations
        and invitations[person].attendance not in {wanted, seen.get(person, "")}
    ]
    if not others:
        return
    last = max(others, key=lambda one: (one.attendance_at is not None, one.attendance_at, one.pk))
    name = last.attendance_by.name if last.attendance_by else ""
    theirs = {one.person_id: one.attendance for one in others}
    raise ChangedMeanwhile(theirs, name, last.attendance_at)


def _change(
    invitations: Mapping[int, Invitation], presence: Mapping[int, str], stamp: Mapping[str, Any]
) -> dict[int, list[str]]:
    """Keeps who recorded what when, for those that change; what was and is, by person."""
    changes: dict[int, list[str]] = {}
    for person, wanted in presence.items():
        one = invitations.get(person)
        if one is not None and one.attendance != wanted:
            changes[person] = [one.attendance, wanted]
            one.attendance = wanted
            one.attendance_at, one.attendance_by = stamp["attendance_at"], stamp["attendance_by"]
    Invitation.objects.bulk_update([invitations[person] for person in changes], FIELDS)
    return changes


def _add_walk_ins(
    session: Session, presence: Mapping[int, str], stamp: Mapping[str, Any]
) -> dict[int, list[str]]:
    """Colleagues who came without an invitation."""
    organisation = session.team.programme.organisation
    if presence and len(colleagues_among(organisation, presence)) < len(presence):
        raise ValidationError(f"Only people with a role at {organisation} can be added.")
    Invitation.objects.bulk_create(
        Invitation(session=session, person_id=person, attendance=wanted, **stamp)
        for person, wanted in presence.items()
    )
    return {person: ["", wanted] for person, wanted in presence.items()}


def _hold(session: Session, now: datetime) -> None:
    """What took place is what people were told, also if something else was planned by then."""
    if session.released:
        put_as_told(session, session.released)
    session.state, session.held_at = SessionState.HELD, now
    session.save(update_fields=["state", "held_at", *AS_TOLD])


def hold_recorded(now: datetime | None = None) -> int:
    """Let sessions that are over count as held where attendance was saved before the start only.

    Returns how many. Ticked by the clock; several may run, each session is looked at again under
    its lock, as in `record_attendance`.
    """
    now = now or timezone.now()
    return sum(_hold_if_recorded(session, now) for session in recorded_and_over(now))


@transaction.atomic
def _hold_if_recorded(session: Session, now: datetime) -> bool:
    programme = Programme.objects.select_for_update().get(pk=session.team.programme_id)
    locked = with_what_was_told(Session.objects.select_for_update(of=("self",)))
    current = locked.get(pk=session.pk)
    if not recorded_and_over(now).filter(pk=session.pk).exists():
        return False
    _hold(current, now)
    audit.record(
        by=None,
        action="session.held",
        target=current,
        organisation_id=programme.organisation_id,
        detail={"attendance": "saved before the start"},
    )
    return True
