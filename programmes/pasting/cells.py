"""Lines, cells and headings of a paste."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence

from programmes.pasting.names import words

LONGEST_ROW = 1_000  # characters
EMPTY = ' \t;,"\0\N{NO-BREAK SPACE}\N{ZERO WIDTH NO-BREAK SPACE}'
ORDER = ("name", "email", "role", "leaders", "title")
HEADINGS = {
    "name": ("name", "full name", "person", "display name"),
    "first": ("first name", "forename", "given name"),
    "last": ("last name", "surname", "family name"),
    "email": ("email", "e mail", "mail", "email address", "e mail address", "nhsmail"),
    "role": ("role", "leader or pa", "kind", "takes part as"),
    "leaders": ("whose pa", "pa to", "pa of", "pa for", "assists", "works for", "leader"),
    "title": ("job title", "title", "job", "post", "position"),
}
_COLUMN_OF = {heading: column for column, names in HEADINGS.items() for heading in names}
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))


def lines_of(text: str) -> list[tuple[int, str]]:
    """The lines that hold anything, numbered from 1 as a spreadsheet does."""
    lines = enumerate(re.split(r"\r\n|\r|\n", text), start=1)
    return [(number, line) for number, line in lines if line.strip(EMPTY)]


def heading_of(lines: Sequence[tuple[int, str]]) -> tuple[str, Sequence[str]]:
    """The heading line, empty if there is none, and the name of each column ("": not ours)."""
    first = lines[0][1] if lines else ""
    columns = [_COLUMN_OF.get(words(cell), "") for cell in cells_of(first)]
    named = [one for one in columns if one]
    if len(named) < 2 or len(set(named)) < len(named) or "@" in first:
        return "", ORDER
    return first, columns


def cells_of(line: str) -> list[str]:
    """The cells of a row, clean. Quotes hold a cell together; an odd one is a sign like others."""
    if len(line) > LONGEST_ROW:
        return [_clean(line[:LONGEST_ROW])]
    separator = _separator(line)
    if '"' in line and line.count('"') % 2 == 0:
        whole = line.replace("\0", "")
        cells = next(csv.reader([whole], delimiter=separator, skipinitialspace=True), [])
    else:
        cells = line.split(separator)
    return [_clean(cell) for cell in cells]


def _separator(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    if "\t" in bare:
        return "\t"
    return ";" if bare.count(";") > bare.count(",") else ","


def _clean(cell: str) -> str:
    """One line, plain spaces, nothing unseen, no quotes around it."""
    seen = "".join(" " if one.isspace() else one for one in cell if _is_seen(one))
    plain = " ".join(seen.split())
    if len(plain) > 1 and plain[0] in '"“' and plain[-1] in '"”':
        return plain[1:-1].strip()
    return plain


def _is_seen(one: str) -> bool:
    return one.isspace() or unicodedata.category(one) not in _UNSEEN
