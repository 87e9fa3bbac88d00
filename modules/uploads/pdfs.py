"""A PDF that begins and ends as one, is not locked, and does nothing by itself when opened."""

from __future__ import annotations

import io
import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from modules.uploads.refusing import BROKEN, HIDDEN, LOCKED, Refused

TAIL = 2048  # bytes in which the end has to stand
LARGEST_PART = 8_000_000  # bytes of one packed part that we look into
ALL_PARTS = 64_000_000
STREAM = re.compile(rb"(?<!end)stream\r?\n(.*?)endstream", re.DOTALL)
ACTIVE = (
    "This PDF contains a script or starts something by itself. Print it to a new PDF, then choose "
    "that one."
)
ATTACHED = (
    "Another file is packed into this PDF. Take it out, or print the PDF to a new one, then choose "
    "that one."
)
UNSEEN = "We cannot look into this PDF. Print it to a new PDF, then choose that one."


def _named(*names: str) -> re.Pattern[bytes]:
    """These names as a PDF may write them: each letter plain, or as # and its number."""
    spelt = ("".join(f"(?:{letter}|#{ord(letter):02x})" for letter in name) for name in names)
    return re.compile(f"/(?:{'|'.join(spelt)})(?![A-Za-z0-9])".encode(), re.IGNORECASE)


DOES_SOMETHING = _named(
    "JavaScript", "JS", "Launch", "RichMedia", "XFA", "SubmitForm", "ImportData", "GoToE"
)
PACKS_SOMETHING = _named("EmbeddedFile", "EmbeddedFiles")
IS_LOCKED = _named("Encrypt")
IS_PACKED = _named("ObjStm")


def check_pdf(file: IO[bytes], size: int) -> None:
    """Raises Refused. Sees names in plain sight and in packed objects, not in every disguise."""
    file.seek(max(0, size - TAIL))
    end = file.read().rpartition(b"%%EOF")
    if not end[1]:
        raise Refused(BROKEN)
    if end[2].strip(b"\r\n\t \x00"):
        raise Refused(HIDDEN)
    with _bytes_of(file) as content:
        for part in _parts(content):
            _check_part(part)


def _check_part(part: bytes) -> None:
    for pattern, sentence in (
        (IS_LOCKED, LOCKED),
        (DOES_SOMETHING, ACTIVE),
        (PACKS_SOMETHING, ATTACHED),
    ):
        if pattern.search(part):
            raise Refused(sentence)


def _parts(content: bytes | mmap.mmap) -> Iterator[bytes]:
    """What stands between the streams, and what packed objects hold."""
    before, unpacked = 0, 0
    view = memoryview(content)
    try:
        for found in STREAM.finditer(content):
            outside = bytes(view[before : found.start()])
            yield outside
            if IS_PACKED.search(outside.rpartition(b"obj")[2]):
                inside = _unpacked(found[1])
                unpacked += len(inside)
                if unpacked > ALL_PARTS:
                    raise Refused(UNSEEN)
                yield inside
            before = found.end()
        yield bytes(view[before:])
    finally:
        view.release()


def _unpacked(packed: bytes) -> bytes:
    try:
        inside = zlib.decompressobj().decompress(packed, LARGEST_PART + 1)
    except zlib.error:
        raise Refused(UNSEEN) from None
    if len(inside) > LARGEST_PART:
        raise Refused(UNSEEN)
    return inside


@contextmanager
def _bytes_of(file: IO[bytes]) -> Iterator[bytes | mmap.mmap]:
    """The file as bytes where it lies: what is on disk is not read into memory."""
    try:
        number = file.fileno()
    except (OSError, AttributeError, io.UnsupportedOperation):
        file.seek(0)
        yield file.read()
        return
    with mmap.mmap(number, 0, access=mmap.ACCESS_READ) as mapped:
        yield mapped
