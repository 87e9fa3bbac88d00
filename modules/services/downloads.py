"""Giving somebody a file: who may, what opens it to them, and one row however often they press."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from modules.enums import FilesState
from modules.models import DownloadGrant, Piece, Version
from modules.permissions import evidence_of
from modules.queries.downloads import WITH_FILES, pieces_to_ask_for
from modules.queries.files import file_of, files_of
from productive_leader.core.dates import LONDON, format_date
from productive_leader.core.permissions import Permission
from productive_leader.core.words import counted

SAME_FOR = dt.timedelta(minutes=10)  # a second press, a retry and a resumed download are one grant


@transaction.atomic
def grant_download(*, by: Person, version: Version, piece: Piece | None) -> DownloadGrant:
    """Let a person have one file of a version; without a piece all of them in an archive.

    The row is its own record: who, what, when, at which organisation and by what evidence. Within
    ten minutes the same file is the same grant. Locks the person. Raises ValidationError with a
    sentence when the module is withdrawn or the file not made yet, PermissionDenied otherwise.
    """
    person = _lock(by)
    wanted = Version.objects.select_related("module", "archive").get(pk=version.pk)
    _refuse_withdrawn(wanted)
    evidence = evidence_of(person, wanted) if person.is_active else None
    if evidence is None:
        raise PermissionDenied(f"You may not {Permission.DOWNLOAD}.")
    file = file_of(wanted, _read_again(wanted, piece))
    if file is None:
        raise ValidationError(_not_there(wanted, piece))
    same = DownloadGrant.objects.filter(person=person, version=wanted, piece=piece, file=file)
    recent = same.filter(granted_at__gt=timezone.now() - SAME_FOR)
    return recent.select_related(*WITH_FILES).first() or DownloadGrant.objects.create(
        person=person,
        version=wanted,
        piece=piece,
        file=file,
        organisation=evidence[0],
        evidence=evidence[1],
    )


def _lock(person: Person) -> Person:
    """One press at a time, so that two of them find each other's grant."""
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _read_again(version: Version, piece: Piece | None) -> Piece | None:
    if piece is None:
        return None
    return pieces_to_ask_for(version).select_related("file", "rendition__file").get(pk=piece.pk)


def _refuse_withdrawn(version: Version) -> None:
    module = version.module
    if module.withdrawn_at is not None:
        day = format_date(module.withdrawn_at.astimezone(LONDON).date())
        raise ValidationError(
            f"“{module.name}” was withdrawn on {day}: {module.withdrawal_reason} "
            "Nothing of it can be downloaded any more."
        )


def _not_there(version: Version, piece: Piece | None) -> str:
    """Why there is no file: it lies elsewhere, it is still being made, or it could not be."""
    if piece is not None and not piece.body:
        return f"“{piece.title}” lies elsewhere, so it cannot be downloaded here."
    files = files_of(version)
    if files.state == FilesState.FAILED:
        return "This file could not be made yet. Whoever looks after the modules can see that."
    done = f"{files.made} of {counted(files.wanted, 'file', 'files')}"
    return f"This file is still being made: {done} ready. Try again in a minute."
