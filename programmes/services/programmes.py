"""Beginning and closing a programme."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import Organisation, Person
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.models import Programme, TemplateVersion
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

    The facilitator holds that role in the organisation today.
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
    return saved(programme, by=by, action="programme.started", organisation=organisation)


@transaction.atomic
def close_programme(*, by: Person, programme: Programme, on: date) -> Programme:
    """Close a programme, once. Its people, results and history stay."""
    require(Permission.RUN_PROGRAMME, obj=programme, among=permissions.programmes_run_by(by))
    current = open_programme(programme.pk)
    current.closed_on = on
    organisation = current.organisation
    return saved(current, by=by, action="programme.closed", organisation=organisation)
