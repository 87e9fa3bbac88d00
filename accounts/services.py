"""Writes of this room: people, roles, accounts closed and deleted, the register of trusts.

`by=None` is the system itself: a command, or the demo being made.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts import queries, sessions
from accounts.enums import RoleKind
from accounts.models import Organisation, OrganisationName, Person, Role
from accounts.permissions import (
    is_national,
    kinds_appointed_by,
    people_managed_by,
    require_national,
    roles_ended_by,
)
from accounts.register import Entry
from productive_leader.core import audit, privacy
from productive_leader.core.dates import today
from productive_leader.core.permissions import Permission, require
from productive_leader.core.staying import reasons_to_stay

NAME_OF_THE_GONE = "Somebody who has left"
UPDATED = ("register_name", "name", "address", "postcode", "opened_on", "closed_on")


@dataclass(frozen=True, slots=True)
class Imported:
    """How many organisations an import made, changed and found as they were."""

    new: int
    changed: int
    unchanged: int


@transaction.atomic
def add_person(
    *, by: Person | None, organisation: Organisation | None, name: str, email: str
) -> Person:
    """A person who can sign in from now on. Somebody known by this address is returned as is.

    `organisation` is the one on whose behalf `by` adds; only the system may leave it out.
    """
    _require_manager(by, organisation)
    email = email.strip().lower()
    known = Person.objects.filter(email=email).first()
    if known:
        return known
    person = Person.objects.create_user(email, name.strip())
    _record(by, "person.added", person, organisation)
    return person


@transaction.atomic
def appoint(
    *,
    by: Person | None,
    person: Person,
    kind: RoleKind,
    organisation: Organisation | None = None,
    job_title: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Role:
    """Give a person a role, from a date (default today) until a date (default: open).

    Raises ValidationError when they hold it already in that time.
    """
    _require_may_appoint(by, kind, organisation)
    Person.objects.select_for_update().get(pk=person.pk)
    role = Role(
        person=person,
        organisation=organisation,
        kind=kind,
        job_title=job_title.strip(),
        starts_on=starts_on or today(),
        ends_on=ends_on,
    )
    _refuse_twice(role)
    role.full_clean()
    role.save()
    _record(by, "role.given", role, organisation, person_id=person.pk, kind=role.kind)
    return role


@transaction.atomic
def add_person_with_role(
    *,
    by: Person | None,
    organisation: Organisation,
    name: str,
    email: str,
    kind: RoleKind,
    job_title: str = "",
) -> Role:
    """Add a person, or find them by address, and appoint them from today."""
    person = add_person(by=by, organisation=organisation, name=name, email=email)
    return appoint(by=by, person=person, kind=kind, organisation=organisation, job_title=job_title)


@transaction.atomic
def end_role(*, by: Person | None, role: Role, last_day: dt.date | None = None) -> None:
    """End a role at once, or after `last_day`. Ending at once ends the person's sessions too.

    A role that began today and ends at once is deleted: it was held on no day. Its history stays.
    """
    role = Role.objects.select_for_update(of=("self",)).select_related("person").get(pk=role.pk)
    if by is not None:
        require(Permission.MANAGE_PEOPLE, obj=role, among=roles_ended_by(by))
    day = last_day or today() - dt.timedelta(days=1)
    last = day.isoformat()
    _record(by, "role.ended", role, role.organisation, person_id=role.person_id, last_day=last)
    if day < role.starts_on:
        role.delete()
    else:
        role.ends_on = day
        role.save(update_fields=["ends_on"])
    if day < today():
        sessions.end_all(role.person)


@transaction.atomic
def deactivate_person(*, by: Person | None, person: Person) -> None:
    """Close an account: its sessions end now, and no code or passkey opens it again."""
    person = _locked_for(by, person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    sessions.end_all(person)
    audit.record(by=by, action="person.deactivated", target=person)


@transaction.atomic
def reactivate_person(*, by: Person | None, person: Person) -> None:
    """Open a closed account again; its roles were never touched."""
    person = _locked_for(by, person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(by=by, action="person.reactivated", target=person)


@transaction.atomic
def rename_myself(*, by: Person, name: str) -> None:
    by.name = name
    by.save(update_fields=["name"])
    audit.record(by=by, action="person.renamed", target=by)


@transaction.atomic
def end_my_sessions(*, by: Person, current_key: str | None, only: int | None = None) -> int:
    """End one other session of one's own, or all others. Returns how many ended."""
    others = sessions.others_of(by, current_key=current_key)
    ended = sessions.end(others if only is None else others.filter(pk=only))
    audit.record(by=by, action="person.ended_sessions", target=by, detail={"ended": ended})
    return ended


@transaction.atomic
def export_my_data(*, by: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is held about a person, for the person alone."""
    audit.record(by=by, action="person.exported", target=by)
    return queries.all_about(by)


@transaction.atomic
def delete_my_account(*, by: Person) -> None:
    """Erase a person as the registers say; what is left has a number and no name.

    Refused while somebody depends on them: whoever leads a programme hands it over first.
    Roles end, sessions end, logs go; audit events keep the number, aggregates stay as they are.
    """
    person = Person.objects.select_for_update().get(pk=by.pk)
    if reasons := reasons_to_stay(person.pk):
        raise ValidationError([reason.sentence for reason in reasons])
    address, name = person.email, person.name
    audit.record(by=person, action="person.deleted", target=person)
    sessions.end_all(person)
    person.roles.filter(Q(ends_on=None) | Q(ends_on__gte=today()), starts_on__lt=today()).update(
        ends_on=today() - dt.timedelta(days=1)
    )
    person.roles.filter(starts_on__gte=today()).delete()
    privacy.erase_for(person.pk, address)
    _erase_mentions(address, name)
    person.refresh_from_db()
    person.name, person.is_active = NAME_OF_THE_GONE, False
    person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()


@transaction.atomic
def import_organisations(*, by: Person | None, entries: Iterable[Entry]) -> Imported:
    """Bring our organisations up to the register. What it no longer names stays as it was."""
    if by is not None:
        require_national(by, Permission.MANAGE_PEOPLE)
    found = {entry.code: entry for entry in entries}
    known = Organisation.objects.select_for_update().in_bulk(found, field_name="code")
    changes = [_update(known[code], entry) for code, entry in found.items() if code in known]
    changed = [organisation for organisation, is_changed in changes if is_changed]
    new = [_made(entry) for code, entry in found.items() if code not in known]
    for action, organisations in (
        ("organisation.added", new),
        ("organisation.changed", changed),
    ):
        for organisation in organisations:
            _record(by, action, organisation, organisation)
    return Imported(len(new), len(changed), len(changes) - len(changed))


def _made(entry: Entry) -> Organisation:
    values = {name: getattr(entry, name) for name in UPDATED}
    return Organisation.objects.create(code=entry.code, **values)


def _update(organisation: Organisation, entry: Entry) -> tuple[Organisation, bool]:
    """A name put right by hand stays until the register itself gives another one."""
    before = {name: getattr(organisation, name) for name in UPDATED}
    after = {name: getattr(entry, name) for name in UPDATED}
    if before["register_name"] == after["register_name"]:
        after["name"] = before["name"]
    if before == after:
        return organisation, False
    if before["name"] != after["name"]:
        OrganisationName.objects.create(
            organisation=organisation, name=before["name"], until=today()
        )
    for name, value in after.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=UPDATED)
    return organisation, True


def _require_manager(by: Person | None, organisation: Organisation | None) -> None:
    if by is not None and not (organisation and kinds_appointed_by(by, organisation)):
        raise PermissionDenied(f"You may not {Permission.MANAGE_PEOPLE}.")


def _require_may_appoint(
    by: Person | None, kind: RoleKind, organisation: Organisation | None
) -> None:
    if by is None:
        return
    allowed = kinds_appointed_by(by, organisation) if organisation else ()
    national = organisation is None and is_national(by)
    if kind not in allowed and not (national and kind == RoleKind.CATALOGUE_ADMINISTRATOR):
        raise PermissionDenied(f"You may not {Permission.MANAGE_PEOPLE}.")


def _refuse_twice(role: Role) -> None:
    """The database refuses too; this says it in words."""
    same = Role.objects.filter(
        person=role.person, organisation=role.organisation, kind=role.kind
    ).exclude(ends_on__lt=role.starts_on)
    if role.ends_on:
        same = same.filter(starts_on__lte=role.ends_on)
    if same.exists():
        raise ValidationError(f"{role.person.name} has the role of {role.label} here already.")


def _locked_for(by: Person | None, person: Person) -> Person:
    person = Person.objects.select_for_update().get(pk=person.pk)
    if by is not None:
        require(Permission.MANAGE_PEOPLE, obj=person, among=people_managed_by(by))
    return person


def _erase_mentions(address: str, name: str) -> None:
    """The admin site's own log names what it changed."""
    for word in filter(None, (address, name)):
        named = LogEntry.objects.filter(
            Q(object_repr__icontains=word) | Q(change_message__icontains=word)
        )
        named.update(object_repr="", change_message="")


def _record(
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
