"""An MP4 film: boxes that follow each other to the end of the file, and pictures among them."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import IO

from modules.uploads.refusing import BROKEN, UNKNOWN, Refused

BRANDS = re.compile(rb"iso[m2-9]|mp4[12]|avc1|M4V |MSNV|dash|f4v ")
NOT_OURS = {b"qt  ", b"M4A ", b"M4B ", b"M4P ", b"heic", b"heix", b"mif1", b"avif", b"avis"}
BOXES = {
    *(b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"udta", b"meta", b"moof"),
    *(b"mfra", b"sidx", b"styp", b"pdin", b"emsg", b"ssix", b"prft"),
}
MOST_BOXES = 200_000
LARGEST_INDEX = 32_000_000  # bytes of the box that says what is in the film
SHOWS_PICTURES = re.compile(rb"hdlr.{8}vide", re.DOTALL)
NOT_MP4 = "This is a film or a sound of another kind. Save it as an MP4 film, then choose that one."
NO_PICTURES = "There are no pictures in this film. Save it as an MP4 film, then choose that one."


def check_film(file: IO[bytes], size: int) -> None:
    """Raises Refused."""
    boxes: dict[bytes, tuple[int, int]] = {}
    for kind, start, end in _boxes(file, size):
        boxes.setdefault(kind, (start, end))
    _check_brand(_body(file, *boxes[b"ftyp"]))
    if b"moov" not in boxes or not {b"mdat", b"moof"} & boxes.keys():
        raise Refused(BROKEN)
    if not SHOWS_PICTURES.search(_body(file, *boxes[b"moov"])):
        raise Refused(NO_PICTURES)


def _boxes(file: IO[bytes], size: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start of the body and end of each. The last one ends where the file ends."""
    place, count = 0, 0
    while place < size:
        file.seek(place)
        head = file.read(16)
        if len(head) < 8 or count > MOST_BOXES:
            raise Refused(BROKEN)
        length, kind = struct.unpack(">I4s", head[:8])
        header = 8
        if length == 1 and len(head) == 16:
            length, header = struct.unpack(">Q", head[8:])[0], 16
        elif length == 0:
            length = size - place
        if length < header or place + length > size:
            raise Refused(BROKEN)
        if kind not in BOXES:
            raise Refused(UNKNOWN)
        yield kind, place + header, place + length
        place, count = place + length, count + 1


def _check_brand(body: bytes) -> None:
    """The kinds of player that it says it is for: a major one, a version, then all of them."""
    brands = [body[:4], *(body[place : place + 4] for place in range(8, len(body) - 3, 4))]
    if brands[0] in NOT_OURS or not any(BRANDS.fullmatch(brand) for brand in brands):
        raise Refused(NOT_MP4)


def _body(file: IO[bytes], start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(min(end - start, LARGEST_INDEX))
