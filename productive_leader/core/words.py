"""Numbers, lists and sentences as people write them."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Several names in a sentence.

    >>> listed(["A", "B", "C"]), listed(["A"]), listed([])
    ('A, B and C', 'A', '')
    """
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def counted(number: int, one: str, many: str) -> str:
    """So many of something.

    >>> counted(1, "person", "people"), counted(3, "person", "people")
    ('1 person', '3 people')
    """
    return f"{number} {one if number == 1 else many}"


def sized(size: int) -> str:
    """So many bytes.

    >>> sized(900), sized(182_345), sized(3_400_000)
    ('900 bytes', '182 kB', '3.4 MB')
    """
    if size < 1_000:
        return counted(size, "byte", "bytes")
    if size < 999_500:
        return f"{size / 1_000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"


def sentence(words: str) -> str:
    """With its first letter large, and the others as they are.

    >>> sentence("a bank holiday in May")
    'A bank holiday in May'
    """
    return words[:1].upper() + words[1:]
