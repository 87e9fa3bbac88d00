"""Who covers for a chief executive, for which days. Locks the organisation."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from accounts.notifications.covers import tell_named
from accounts.permissions import organisations_covered_by
from accounts.queries.covers import covers_to_come, people_who_could_cover
from accounts.services.people import end_role, give_role
from productive_leader.core.dates import format_date, today
from productive_leader.core.permissions import Permission, require

LONGEST = dt.timedelta(days=183)


@transaction.atomic
def appoint_cover(
    *,
    by: Person,
    organisation: Organisation,
    person: Person,
    starts_on: dt.date,
    ends_on: dt.date,
) -> Role:
    """Name a colleague acting chief executive for these days, both included; both hear of it.

    Raises ValidationError by field.
    """
    here = _locked(by, organisation)
    _require_days(starts_on, ends_on)
    if not people_who_could_cover(here).contains(person):
        sentence = f"{person} has no role at {here}, or is chief executive already. Choose again."
        raise ValidationError({"person": sentence})
    for other in covers_to_come(here):
        if other.starts_on <= ends_on and (other.ends_on is None or other.ends_on >= starts_on):
            raise ValidationError({"starts_on": _taken(other)})
    role = give_role(
        Role(
            person=person,
            organisation=here,
            kind=RoleKind.ACTING_CHIEF_EXECUTIVE,
            starts_on=starts_on,
            ends_on=ends_on,
        ),
        by=by,
    )
    tell_named(role, by=by)
    return role


@transaction.atomic
def end_cover(*, by: Person, role: Role) -> None:
    """End a cover at once, or take back one that is to come; a second press changes nothing.

    Both hear of it.
    """
    here = _locked(by, role.organisation)
    if covers_to_come(here).contains(role):
        end_role(by=by, role=role)


def _locked(by: Person, organisation: Organisation | None) -> Organisation:
    if organisation is None:  # the role of a catalogue administrator
        raise PermissionDenied(f"You may not {Permission.APPOINT_COVER}.")
    require(Permission.APPOINT_COVER, obj=organisation, among=organisations_covered_by(by))
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _require_days(starts_on: dt.date, ends_on: dt.date) -> None:
    if starts_on < today():
        raise ValidationError({"starts_on": "A cover begins today or later."})
    if ends_on < starts_on:
        raise ValidationError({"ends_on": "The last day is before the first. Change one of them."})
    if ends_on - starts_on > LONGEST:
        latest = format_date(starts_on + LONGEST)
        sentence = f"A cover is for half a year at most, here until {latest}."
        raise ValidationError({"ends_on": sentence})


def _taken(other: Role) -> str:
    until = f"to {format_date(other.ends_on)}" if other.ends_on else "until further notice"
    return (
        f"{other.person} covers from {format_date(other.starts_on)} {until}. "
        "Choose other days, or end that one first."
    )
