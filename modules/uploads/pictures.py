"""Pictures that decode to their end, are not too large when unpacked, and are nothing else too."""

from __future__ import annotations

import struct
from typing import IO

from PIL import Image

from modules.uploads.refusing import BROKEN, HIDDEN, Refused

TAIL = 1_000_000  # bytes in which a JPEG says that it ends
MOST_POINTS = 25_000_000
TOO_MANY = (
    f"The picture has more than {MOST_POINTS // 1_000_000} million points. "
    "Make it smaller, then choose it again."
)
MOVES = "The picture moves. Save one picture of it as PNG."
TROUBLE = (OSError, SyntaxError, ValueError, struct.error, EOFError, OverflowError)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def check_png(file: IO[bytes], size: int) -> None:
    """Raises Refused."""
    _walk_chunks(file, size)
    _decode(file, "PNG")


def check_jpeg(file: IO[bytes], size: int) -> None:
    """Raises Refused."""
    _decode(file, "JPEG")
    file.seek(max(0, size - TAIL))
    _, end, behind = file.read().rpartition(b"\xff\xd9")
    if not end:
        raise Refused(BROKEN)
    if behind:
        raise Refused(HIDDEN)


def _walk_chunks(file: IO[bytes], size: int) -> None:
    """Chunk by chunk to the last one, which is the end of the file."""
    place, kind = 8, b""
    while kind != b"IEND":
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            raise Refused(BROKEN)
        length, kind = struct.unpack(">I4s", head)
        place += length + 12
    if place > size:
        raise Refused(BROKEN)
    if place < size:
        raise Refused(HIDDEN)


def _decode(file: IO[bytes], kind: str) -> None:
    try:
        _look(file, kind)
    except Refused:
        raise
    except BOMBS:
        raise Refused(TOO_MANY) from None
    except TROUBLE:
        raise Refused(BROKEN) from None


def _look(file: IO[bytes], kind: str) -> None:
    """All of it, a JPEG at an eighth of its size: that reads to the end and needs little memory."""
    file.seek(0)
    picture = Image.open(file, formats=(kind,))
    if picture.width * picture.height > MOST_POINTS:
        raise Refused(TOO_MANY)
    if kind == "PNG" and getattr(picture, "is_animated", False):
        raise Refused(MOVES)
    picture.draft("RGB", (picture.width // 8 or 1, picture.height // 8 or 1))
    picture.load()
