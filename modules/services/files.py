"""Contents kept under their checksum: written in full, then named, then known by a row."""

from __future__ import annotations

import hashlib
import logging
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages

from modules.models import StoredFile

logger = logging.getLogger(__name__)

ARRIVING = "arriving"  # a folder beside the files: what is still being written
CHUNK = 256 * 1024  # bytes held in memory at once
GRACE = 24 * 60 * 60  # seconds that bytes may lie without a row


def store_file(content: File[Any] | bytes, content_type: str) -> StoredFile:
    """Keep a content under its checksum. The same content is kept once, with its first type.

    Streams, so a film never lies in memory. The row comes after the bytes, in the transaction of
    the caller: a crash between the two leaves bytes that `check_files` throws away. Safe when two
    store the same at once.
    """
    arriving = files_dir() / ARRIVING / uuid.uuid4().hex
    arriving.parent.mkdir(parents=True, exist_ok=True)
    try:
        checksum, size = _write(content, arriving)
        kept = files_dir() / StoredFile(sha256=checksum).path
        kept.parent.mkdir(parents=True, exist_ok=True)
        arriving.replace(kept)  # also over the same content: its day of grace begins anew
    finally:
        arriving.unlink(missing_ok=True)
    fields = {"size": size, "content_type": str(content_type)}
    return StoredFile.objects.get_or_create(sha256=checksum, defaults=fields)[0]


def open_file(file: StoredFile) -> File[Any]:
    """The bytes, to be read and closed. Raises FileNotFoundError when they are gone."""
    return storages["files"].open(file.path)


def check_files() -> int:
    """Name rows without bytes in the log, and throw away bytes without a row after a day.

    Returns how many were thrown away. A day is for uploads whose transaction is still open.
    """
    known = set(StoredFile.objects.values_list("sha256", flat=True))
    found = [path for path in files_dir().rglob("*") if path.is_file()]
    if missing := known - {path.name for path in found}:
        logger.error("Files that are gone: %s", ", ".join(sorted(missing)))
    old = time.time() - GRACE
    stray = [path for path in found if path.name not in known and path.stat().st_mtime < old]
    for path in stray:
        logger.warning("Thrown away, because no row knows it: %s", path.name)
        path.unlink()
    return len(stray)


def files_dir() -> Path:
    """The folder of the files of the catalogue, which web and worker share."""
    return Path(cast(FileSystemStorage, storages["files"]).location)


def _write(content: File[Any] | bytes, path: Path) -> tuple[str, int]:
    checksum, size = hashlib.sha256(), 0
    with path.open("xb") as out:
        for chunk in _chunks(content):
            checksum.update(chunk)
            size += out.write(chunk)
    return checksum.hexdigest(), size


def _chunks(content: File[Any] | bytes) -> Iterator[bytes]:
    file: File[Any] = ContentFile(content) if isinstance(content, bytes) else content
    yield from file.chunks(CHUNK)
