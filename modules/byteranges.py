"""Which part of a file a request asks for: RFC 9110, section 14. Knows no framework."""

from __future__ import annotations

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.IGNORECASE | re.ASCII)
LONGEST = 18  # digits; a longer number is beyond any file


class Unsatisfiable(Exception):
    """The part begins behind the end of the file."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """From byte `first` to byte `last`, both included, counted from 0."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def of(self, size: int) -> str:
        """The value of Content-Range."""
        return f"bytes {self.first}-{self.last}/{size}"


def wanted_range(header: str, size: int) -> ByteRange | None:
    """The part of a file of `size` bytes that a Range header asks for; None: the whole file.

    Several parts at once, other units and what nobody can read mean the whole file too, as the
    standard allows. Raises Unsatisfiable.

    >>> wanted_range("bytes=0-499", 10_000)
    ByteRange(first=0, last=499)
    >>> wanted_range("bytes=9500-", 10_000), wanted_range("bytes=-500", 10_000)
    (ByteRange(first=9500, last=9999), ByteRange(first=9500, last=9999))
    """
    found = ONE_RANGE.fullmatch(header.strip())
    if found is None or not any(found.groups()):
        return None
    start, end = found.groups()
    if not start:
        return _last_bytes(_number(end), size)
    first, last = _number(start), _number(end) if end else size - 1
    if end and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return ByteRange(first, min(last, size - 1))


def applies(if_range: str, etag: str) -> bool:
    """Whether the part is still of the file that If-Range names; without that header it is."""
    return not if_range or if_range.strip() == etag


def _last_bytes(count: int, size: int) -> ByteRange:
    if not count or not size:
        raise Unsatisfiable
    return ByteRange(max(0, size - count), size - 1)


def _number(digits: str) -> int:
    return int(digits) if len(digits) <= LONGEST else 10**LONGEST
