"""Modules of the catalogue, who may have them, and what was downloaded, each in one call."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from accounts.enums import EligibilityState, EligibleRole, Evidence
from accounts.models import Eligibility, Organisation, Person
from modules.enums import PieceKind
from modules.models import AgendaLine, Collection, Module, Piece, Rendition, StoredFile, Version
from productive_leader.core.dates import today

_numbers = count(1)
PAPERS = (PieceKind.GUIDE, PieceKind.SESSION_PLAN, PieceKind.EVIDENCE, PieceKind.WORKSHEET)


def a_collection(name: str = "The Productive Leader", **fields: Any) -> Collection:
    """The collection of this name, made if it is not there."""
    slug = name.lower().replace(" ", "-")
    return Collection.objects.get_or_create(slug=slug, defaults={"name": name, **fields})[0]


def a_module(
    name: str = "Meetings that earn their time",
    *,
    collection: Collection | None = None,
    kinds: tuple[PieceKind, ...] = PAPERS,
    published: bool = True,
    files: bool = False,
    **fields: Any,
) -> Module:
    """A module with a first version, published unless told otherwise; `fields` are the version's.

    With `files` its papers have PDFs, as the worker would have made them.
    """
    number = next(_numbers)
    module = Module.objects.create(
        slug=f"{name.lower().replace(' ', '-')}-{number}"[:80],
        collection=collection or a_collection(),
        position=number,
        name=name,
    )
    version = a_version(module, kinds=kinds, published=published, **fields)
    if files:
        give_files(version)
    return module


def a_version(
    module: Module,
    *,
    kinds: tuple[PieceKind, ...] = PAPERS,
    published: bool = True,
    minutes: tuple[int, ...] = (20, 60, 10),
    **fields: Any,
) -> Version:
    """The next version of a module with a paper of each kind; not published it is the draft."""
    last = module.versions.exclude(number=None).first()
    number = (last.number or 0) + 1 if last else 1
    defaults: dict[str, Any] = {
        "name": module.name,
        "summary": f"What {module.name.lower()} is about.",
        "purpose": "It gives a team its own rules.",
        "audience": "Leaders and their PAs.",
        "minutes": sum(minutes),
        "outcomes": "A list.\nA rule.",
        "notes": "First edition." if number == 1 else "The worksheet is shorter.",
    }
    version = Version.objects.create(module=module, **defaults | fields)
    for position, kind in enumerate(kinds, start=1):
        Piece.objects.create(
            version=version,
            position=position,
            kind=kind,
            slug=str(kind).replace("_", "-"),
            title=kind.label,
            body=f"What this {kind.label.lower()} is for.\n\n## Begin\n\nAsk {number} question.",
        )
    for position, length in enumerate(minutes, start=1):
        AgendaLine.objects.create(
            version=version, position=position, minutes=length, title=f"Part {position}"
        )
    if published:
        as_published(version, number)
    return version


def as_published(version: Version, number: int = 1) -> None:
    """As publishing leaves it, but for the search and the files."""
    version.number, version.published_at = number, timezone.now()
    version.save(update_fields=["number", "published_at"])
    version.module.published = version
    version.module.save(update_fields=["published"])


def a_file(content: bytes = b"%PDF-1.7 ...", content_type: str = "application/pdf") -> StoredFile:
    """A file in the storage; the same content is the same file."""
    checksum = hashlib.sha256(content).hexdigest()
    file, is_new = StoredFile.objects.get_or_create(
        sha256=checksum, defaults={"size": len(content), "content_type": content_type}
    )
    storage = storages["files"]
    if is_new and not storage.exists(file.path):
        storage.save(file.path, ContentFile(content))
    return file


def give_files(version: Version) -> None:
    """A PDF for every paper, and an archive: small stand-ins with the paper's own words."""
    for piece in version.pieces.filter(file=None).exclude(body=""):
        Rendition.objects.get_or_create(
            piece=piece, defaults={"file": a_file(b"%PDF-1.7 " + piece.body.encode())}
        )
    version.archive = a_file(b"PK\x03\x04" + str(version).encode(), "application/zip")
    version.save(update_fields=["archive"])


def give_picture(module: Module) -> StoredFile:
    """A stand-in for the picture of its share links, on the version people get."""
    version = module.published
    assert version
    version.picture = a_file(b"\x89PNG\r\n\x1a\n" + version.name.encode(), "image/png")
    version.save(update_fields=["picture"])
    return version.picture


def an_eligibility(
    person: Person,
    organisation: Organisation,
    *,
    state: EligibilityState = EligibilityState.GRANTED,
    role: EligibleRole = EligibleRole.STAFF,
    **fields: Any,
) -> Eligibility:
    """A decision as the service leaves it; granted, it holds for a year."""
    decided: dict[str, Any] = {}
    if state != EligibilityState.ASKED:
        decided = {"decided_at": timezone.now(), "evidence": Evidence.PERSON}
        decided["reason"] = "Her manager vouches for her."
        decided["valid_until"] = today() + timedelta(days=365)
    if state == EligibilityState.LAPSED:
        decided["ended_at"] = timezone.now()
    return Eligibility.objects.create(
        person=person,
        organisation=organisation,
        role=role,
        address=person.email,
        state=state,
        **decided | fields,
    )
