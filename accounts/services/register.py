"""Our organisations, brought up to the public register."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Organisation, OrganisationName, Person
from accounts.permissions import require_national
from accounts.register import Entry
from accounts.services.recording import record
from productive_leader.core.dates import today
from productive_leader.core.permissions import Permission

UPDATED = ("register_name", "name", "address", "postcode", "opened_on", "closed_on")


@dataclass(frozen=True, slots=True)
class Imported:
    """How many organisations an import made, changed and found as they were."""

    new: int
    changed: int
    unchanged: int


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
            record(by, action, organisation, organisation)
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
