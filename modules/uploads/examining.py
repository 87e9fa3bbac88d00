"""One door: what a file is, or why it is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import IO

from modules.enums import FileType
from modules.uploads import refusing
from modules.uploads.films import check_film
from modules.uploads.hostile import what_else
from modules.uploads.office import office_type
from modules.uploads.pdfs import check_pdf
from modules.uploads.pictures import check_jpeg, check_png
from modules.uploads.refusing import Refused

MB = 1_000_000  # bytes
PAPER, FILM = 25 * MB, 500 * MB
LIMITS = {FileType.MP4: FILM}  # all others: PAPER
HEAD = 4096  # bytes that tell what a file claims to be

Check = Callable[[IO[bytes], int], None]
CHECKS: dict[FileType, Check] = {
    FileType.PDF: check_pdf,
    FileType.PNG: check_png,
    FileType.JPEG: check_jpeg,
    FileType.MP4: check_film,
}


def examine(file: IO[bytes]) -> FileType:
    """What the file is, by its content; the place in the file is at its beginning afterwards.

    Raises Refused with a sentence. Takes files that can be sought in.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not size:
        raise Refused(refusing.EMPTY)
    head = file.read(HEAD)
    try:
        return _examined(file, head, size)
    finally:
        file.seek(0)


def _examined(file: IO[bytes], head: bytes, size: int) -> FileType:
    if head.startswith(b"PK\x03\x04"):
        _require_size(size, PAPER, "A file")
        return office_type(file, size)
    kind = _claimed(head)
    if kind is None:
        raise Refused(what_else(head))
    is_film = kind == FileType.MP4
    _require_size(size, FILM if is_film else PAPER, "A film" if is_film else "A file")
    if zipfile.is_zipfile(file):
        raise Refused(refusing.HIDDEN)
    CHECKS[kind](file, size)
    return kind


def _claimed(head: bytes) -> FileType | None:
    """By its very first bytes: what begins later is something else in front."""
    if head.startswith(b"%PDF-"):
        return FileType.PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    return FileType.MP4 if head[4:8] == b"ftyp" else None


def _require_size(size: int, limit: int, what: str) -> None:
    if size > limit:
        raise Refused(
            f"{what} may have {limit // MB} MB at most, and this one has {-(-size // MB)} MB. "
            "Make it smaller, for example with smaller pictures."
        )
