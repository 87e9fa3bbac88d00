"""Beginning, closing and reopening a programme."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Organisation, Person
from productive_leader.core.dates import format_date, today
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.models import Programme, TemplateVersion
from programmes.queries.closing import last_day_to_reopen, what_is_in_the_way
from programmes.services.modules import keep_versions
from programmes.services.writing import (
    open_programme,
    require_colleague,
    require_facilitator,
    saved,
)


@transaction.atomic
def start_programme(
    *,
    by: Person,
    organisation: Organisation,
    name: str,
    facilitator: Person,
    starts_on: date,
    sponsor: Person | None = None,
    template_version: TemplateVersion | None = None,
) -> Programme:
    """Begin a programme, from a published version of a template.

    The facilitator holds that role in the organisation today. The versions its modules have
    today stay with it.
    """
    startable = permissions.organisations_to_start_in(by)
    require(Permission.RUN_PROGRAMME, obj=organisation, among=startable)
    require_facilitator(facilitator, organisation)
    if sponsor:
        require_colleague(sponsor, organisation)
    programme = Programme(
        organisation=organisation,
        name=name.strip(),
        facilitator=facilitator,
        starts_on=starts_on,
        sponsor=sponsor,
        template_version=template_version,
    )
    saved(programme, by=by, action="programme.started", organisation=organisation)
    keep_versions(programme)
    return programme


@transaction.atomic
def close_programme(*, by: Person, programme: Programme, on: date) -> Programme:
    """Close a programme, once. Its people, results and history stay.

    Refused while sessions are to come or calendars wait for a release, with a sentence for each,
    and on a day to come or before the programme began. Locks the programme.
    """
    require(Permission.RUN_PROGRAMME, obj=programme, among=permissions.programmes_run_by(by))
    current = open_programme(programme.pk)
    if on > today():
        raise ValidationError(f"Close it on a day that has come; today is {format_date(today())}.")
    if obstacles := what_is_in_the_way(current):
        raise ValidationError([one.text for one in obstacles])
    current.closed_on = on
    organisation = current.organisation
    return saved(current, by=by, action="programme.closed", organisation=organisation)


@transaction.atomic
def reopen_programme(*, by: Person, programme: Programme) -> Programme:
    """Take closing back, within fourteen days of the day it closed on; open, it stays as it is.

    Everything is as it was. Locks the programme.
    """
    require(Permission.RUN_PROGRAMME, obj=programme, among=permissions.programmes_run_by(by))
    locked = Programme.objects.select_for_update(of=("self",)).select_related("organisation")
    current = locked.get(pk=programme.pk)
    if current.closed_on is None:
        return current
    if last_day_to_reopen(current) is None:
        raise ValidationError(
            f"This programme closed on {format_date(current.closed_on)}, more than fourteen days "
            "ago, and stays closed. Start a new one."
        )
    current.closed_on = None
    organisation = current.organisation
    return saved(current, by=by, action="programme.reopened", organisation=organisation)
