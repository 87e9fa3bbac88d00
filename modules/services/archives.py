"""All files of a version in one archive: the same files give the same bytes, on any day."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.core.files.base import ContentFile, File
from django.template.loader import render_to_string

from modules.enums import FileType
from modules.models import StoredFile, Version
from modules.queries.files import drawn_name, drawn_of, file_name, pieces_of, type_in_words
from modules.services.files import CHUNK, open_file, store_file
from productive_leader.core.dates import LONDON, format_date
from productive_leader.core.links import absolute
from productive_leader.core.words import sized

LIST = "contents.txt"
Member = tuple[str, str, StoredFile]  # name, what it is, its bytes


def store_archive(version: Version) -> StoredFile:
    """A zip of every file and a list of them with sizes and checksums. Streams through the disk."""
    members = list(_members(version))
    day = _published(version)
    with tempfile.TemporaryFile() as whole:
        with ZipFile(whole, "w", ZIP_STORED) as archive:
            for name, _, stored in members:
                with open_file(stored) as file:
                    _add(archive, name, file, stored.size, day)
            words = _list(version, members).encode()
            _add(archive, LIST, ContentFile(words), len(words), day)
        return store_file(File(whole), FileType.ARCHIVE)


def _members(version: Version) -> Iterator[Member]:
    """What was uploaded and what we drew, in the order of the pieces."""
    for piece in pieces_of(version):
        if piece.file:
            yield file_name(version, piece, piece.file), piece.title, piece.file
        if drawn := drawn_of(piece):
            yield drawn_name(version, piece), piece.title, drawn


def _add(archive: ZipFile, name: str, file: File[bytes], size: int, day: dt.date) -> None:
    entry = ZipInfo(name, date_time=(day.year, day.month, day.day, 0, 0, 0))
    entry.create_system, entry.external_attr, entry.file_size = 3, 0o644 << 16, size
    with archive.open(entry, "w") as out:
        for chunk in file.chunks(CHUNK):
            out.write(chunk)


def _list(version: Version, members: list[Member]) -> str:
    """For people, and for whoever checks that nothing was changed on the way."""
    lines = [
        f"{version.name}, version {version.number}",
        format_date(_published(version)),
        absolute("module", version.module.slug),
        render_to_string("modules/partials/_reuse.html").strip(),
    ]
    for name, title, file in members:
        kind = f"{title}: {type_in_words(file)}, {sized(file.size)}"
        lines += ["", name, f"    {kind} ({file.size} bytes)", f"    SHA-256 {file.sha256}"]
    for piece in pieces_of(version):
        if piece.link:
            lines += ["", f"{piece.title}: {piece.link}"]
    return "\n".join(lines) + "\n"


def _published(version: Version) -> dt.date:
    """Its date in London; a draft has none and no files either."""
    if version.published_at is None:
        raise ValueError("Only a published version has files.")
    return version.published_at.astimezone(LONDON).date()
