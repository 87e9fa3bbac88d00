"""The rows of a version, written from its contents."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

from modules.models import Module
from programmes.models import (
    RoleSheet,
    TemplateItem,
    TemplateMoment,
    TemplateSession,
    TemplateVersion,
)
from programmes.queries.contents import Contents, PlannedSession
from programmes.queries.template_checks import repeated

M = TypeVar("M", bound=Model)

PUBLISHED_STAYS = "A published version never changes. Write into the draft of the next one."


def write_contents(version: TemplateVersion, contents: Contents) -> None:
    """Replace all that the version holds. Raises ValidationError for what no row may hold.

    Only a draft, or a version that holds nothing yet. Called by services, inside their
    transaction, with the template locked.
    """
    if version.number is not None and version.sessions.exists():
        raise ValidationError(PUBLISHED_STAYS)
    _require_moments_once(contents)
    for rows in (version.sessions, version.moments, version.role_sheets):
        rows.all().delete()
    modules = Module.objects.in_bulk({one.module for one in contents.sessions}, field_name="slug")
    for position, session in enumerate(contents.sessions, start=1):
        _write_session(version, position, session, modules.get(session.module))
    TemplateMoment.objects.bulk_create(
        _checked(
            TemplateMoment(
                version=version, week=one.week, minutes=one.minutes, name=one.name, text=one.text
            )
        )
        for one in contents.moments
    )
    RoleSheet.objects.bulk_create(
        _checked(
            RoleSheet(
                version=version,
                level=one.level,
                minutes=one.minutes,
                summary=one.summary,
                text=one.text,
            )
        )
        for one in contents.sheets
    )


def _require_moments_once(contents: Contents) -> None:
    for name in repeated(f"{one.name} in week {one.week}" for one in contents.moments):
        raise ValidationError(f"“{name}” stands more than once. Take one of them away.")


def _write_session(
    version: TemplateVersion, position: int, planned: PlannedSession, module: Module | None
) -> None:
    session = _checked(
        TemplateSession(
            version=version,
            position=position,
            name=planned.name,
            week=planned.week,
            minutes=planned.minutes,
            audience=planned.audience,
            before=planned.before,
            output=planned.output,
            is_optional=planned.is_optional,
            module=module,
        )
    )
    session.save()
    TemplateItem.objects.bulk_create(
        _checked(
            TemplateItem(
                session=session,
                position=place,
                minutes=line.minutes,
                title=line.title,
                note=line.note,
            ),
        )
        for place, line in enumerate(planned.agenda, start=1)
    )


def _checked(row: M) -> M:
    """Each field by its own rules; relations were made here and need no query."""
    row.clean_fields(exclude={"version", "session", "module"})
    return row
