"""People and their roles: added, appointed, ended, accounts closed and opened.

`by=None` is the system itself: a command, or the demo being made.
"""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts import sessions
from accounts.enums import EligibilityState, RoleKind
from accounts.models import Eligibility, Organisation, Person, Role
from accounts.notifications.covers import tell_ended, tell_named
from accounts.permissions import (
    is_national,
    kinds_appointed_by,
    people_managed_by,
    roles_ended_by,
)
from accounts.services.eligibility import recheck_eligibility
from accounts.services.recording import record
from productive_leader.core import audit
from productive_leader.core.dates import today
from productive_leader.core.permissions import Permission, require


@transaction.atomic
def add_person(
    *, by: Person | None, organisation: Organisation | None, name: str, email: str
) -> Person:
    """A person who can sign in from now on. Somebody known by this address is returned as is.

    `organisation` is the one on whose behalf `by` adds; only the system may leave it out.
    """
    _require_manager(by, organisation)
    person, is_new = _known_or_new(email, name)
    if is_new:
        record(by, "person.added", person, organisation)
    return person


@transaction.atomic
def open_account(*, name: str, email: str) -> Person:
    """The account of somebody who has shown that the address is theirs; by itself it opens nothing.

    However many ask at once, there is one account. Somebody who has been added meanwhile is
    returned as they are, under the name they were given.
    """
    person, is_new = _known_or_new(email, name)
    if is_new:
        record(person, "person.opened_account", person, None)
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

    It answers the question whether they may have the modules, if they have asked it. Raises
    ValidationError when they hold the role already in that time.
    """
    _require_may_appoint(by, kind, organisation)
    role = Role(
        person=person,
        organisation=organisation,
        kind=kind,
        job_title=job_title.strip(),
        starts_on=starts_on or today(),
        ends_on=ends_on,
    )
    give_role(role, by=by)
    if by is not None and kind == RoleKind.ACTING_CHIEF_EXECUTIVE:
        tell_named(role, by=by)
    return role


def give_role(role: Role, *, by: Person | None) -> Role:
    """Keep a role that `by` may give: for services, which check that. Locks the person."""
    person = role.person
    asked = Eligibility.objects.live().filter(person=OuterRef("pk"), state=EligibilityState.ASKED)
    locked = Person.objects.select_for_update().annotate(waits=Exists(asked)).get(pk=person.pk)
    _refuse_twice(role)
    role.full_clean()
    role.save()
    record(by, "role.given", role, role.organisation, person_id=person.pk, kind=role.kind)
    if locked.waits:
        recheck_eligibility(person)
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
    """End a role at once, or after `last_day`. Ending at once ends the person's sessions too, and
    what rests on the role: a decision about the modules. Locks the person, then the role.

    A role that began today and ends at once is deleted: it was held on no day. Its history stays.
    """
    Person.objects.select_for_update().get(pk=role.person_id)
    role = Role.objects.select_for_update(of=("self",)).select_related("person").get(pk=role.pk)
    if by is not None:
        require(Permission.MANAGE_PEOPLE, obj=role, among=roles_ended_by(by))
    day = last_day or today() - dt.timedelta(days=1)
    if by is not None and role.kind == RoleKind.ACTING_CHIEF_EXECUTIVE:
        tell_ended(role, by=by, last_day=day)
    last = day.isoformat()
    record(by, "role.ended", role, role.organisation, person_id=role.person_id, last_day=last)
    if day < role.starts_on:
        role.delete()
    else:
        role.ends_on = day
        role.save(update_fields=["ends_on"])
    if day < today():
        sessions.end_all(role.person)
        recheck_eligibility(role.person)


@transaction.atomic
def deactivate_person(*, by: Person | None, person: Person) -> None:
    """Close an account: its sessions end now, and no code or passkey opens it again."""
    person = _locked_for(by, person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    sessions.end_all(person)
    audit.record(by=by, action="person.deactivated", target=person)
    recheck_eligibility(person)


@transaction.atomic
def reactivate_person(*, by: Person | None, person: Person) -> None:
    """Open a closed account again; its roles were never touched."""
    person = _locked_for(by, person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(by=by, action="person.reactivated", target=person)


def _known_or_new(email: str, name: str) -> tuple[Person, bool]:
    """The person with this address, and whether they are new; of several at once, one is."""
    new = {"name": name.strip(), "password": make_password(None)}
    return Person.objects.get_or_create(email=email.strip().lower(), defaults=new)


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
