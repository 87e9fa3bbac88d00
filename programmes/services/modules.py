"""The versions of modules a programme works with."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from modules.models import Module
from productive_leader.core import audit
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.models import Programme, ProgrammeModule
from programmes.queries.modules import modules_without_version
from programmes.services.writing import open_programme


def keep_versions(programme: Programme) -> None:
    """Note the version of today for each of its modules that has none noted yet.

    Called by services, inside their transaction.
    """
    ProgrammeModule.objects.bulk_create(
        [
            ProgrammeModule(programme=programme, module=module, version=module.published)
            for module in modules_without_version(programme)
            if module.published
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def take_newer_version(*, by: Person, programme: Programme, module: Module) -> ProgrammeModule:
    """Work with the version of today from now on; the same press again changes nothing.

    Raises PermissionDenied, and ValidationError when the module is withdrawn or not of the
    programme. Locks the programme.
    """
    require(Permission.RUN_PROGRAMME, obj=programme, among=permissions.programmes_run_by(by))
    current = open_programme(programme.pk)
    pins = ProgrammeModule.objects.select_related("module__published", "version")
    pin = pins.filter(programme=current, module=module).first()
    if pin is None:
        raise ValidationError("This programme does not work with that module.")
    newer = pin.module.published
    if newer is None or pin.module.withdrawn_at:
        raise ValidationError(f"“{pin.module}” is withdrawn. Keep the version you have.")
    if pin.version != newer:
        pin.version = newer
        pin.save(update_fields=["version"])
        audit.record(
            by=by,
            action="programme.took_newer_module",
            target=pin,
            organisation_id=current.organisation_id,
            detail={"module": module.pk, "version": newer.number},
        )
    return pin
