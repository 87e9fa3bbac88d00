"""Reads the public register of trusts: the etr.csv layout, comma-separated, no heading line.

Of its columns we use 1 (code), 2 (name), 5 to 9 (address), 10 (postcode), 11 (opened) and 12
(closed); a row may have more. Dates are yyyymmdd. No Django here.
"""

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

LEAST_COLUMNS = 12
LONGEST_NAME = 200
LONGEST_ADDRESS = 400
LONGEST_POSTCODE = 10
CODE = re.compile(r"[A-Z0-9]{3,10}")
WORD = re.compile(r"[A-Z0-9]+(?:'[A-Z0-9]+)*")
SMALL_WORDS = {
    "and",
    "at",
    "by",
    "for",
    "in",
    "le",
    "of",
    "on",
    "the",
    "to",
    "under",
    "upon",
    "with",
}
CAPITALS = {"NHS", "UK", "ICB", "CIC", "GP", "HQ", "HM", "PO", "II", "III"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation as the register has it; `register_name` in the register's capitals."""

    line: int
    code: str
    register_name: str
    name: str
    address: str
    postcode: str
    opened_on: dt.date | None
    closed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was skipped, and the sentence that says why."""

    line: int
    sentence: str


class BadRow(ValueError):
    """Carries the sentence for a Problem."""


def read_register(data: bytes) -> tuple[list[Entry], list[Problem]]:
    """The organisations of a file, and the lines that had to be skipped, both in its order."""
    entries: dict[str, Entry] = {}
    problems = []
    for line, row in _rows(data):
        try:
            entry = _entry(line, row)
            _refuse_again(entry, entries)
        except BadRow as problem:
            problems.append(Problem(line, str(problem)))
        else:
            entries[entry.code] = entry
    return list(entries.values()), problems


def readable(capitals: str) -> str:
    """A name in capitals as people write it; one that is not all capitals stays as it is.

    >>> readable("ST. MARY'S AND O'NEILL NHS FOUNDATION TRUST")
    "St. Mary's and O'Neill NHS Foundation Trust"
    >>> readable("NEWCASTLE-UPON-TYNE"), readable("2ND FLOOR, UNIT 7B")
    ('Newcastle-upon-Tyne', '2nd Floor, Unit 7B')
    """
    if capitals != capitals.upper():
        return capitals
    return WORD.sub(lambda found: _word(found[0], first=found.start() == 0), capitals)


def _word(word: str, *, first: bool) -> str:
    if word in CAPITALS or re.fullmatch(r"\d+[A-Z]", word):
        return word
    if word.lower() in SMALL_WORDS and not first:
        return word.lower()
    if re.fullmatch(r"[A-Z]'[A-Z]{2,}.*", word):  # O'Neill
        return word[:3] + word[3:].lower()
    return word[0] + word[1:].lower()


def _rows(data: bytes) -> Iterator[tuple[int, list[str] | BadRow]]:
    """Each row with the number of its first line; a broken one as what is wrong with it."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="surrogateescape")
    lines = csv.reader(text.splitlines(keepends=True), strict=True)
    while True:
        line = lines.line_num + 1
        try:
            row = next(lines)
        except StopIteration:
            return
        except csv.Error:
            yield line, BadRow("The quotation marks in this row do not match.")
        else:
            if row:
                yield line, row


def _entry(line: int, row: list[str] | BadRow) -> Entry:
    if isinstance(row, BadRow):
        raise row
    cells = _clean(row)
    code = cells[0].upper()
    if not CODE.fullmatch(code):
        raise BadRow(f"“{code[:20]}” is no code: it needs three to ten letters or digits.")
    opened_on, closed_on = _date(cells[10], "opening"), _date(cells[11], "closing")
    if opened_on and closed_on and closed_on < opened_on:
        raise BadRow(f"{code} closes before it opens.")
    return Entry(
        line=line,
        code=code,
        register_name=_short(cells[1], LONGEST_NAME, "name") or _nothing("name", code),
        name=readable(cells[1]),
        address=_short(_address(cells[4:9]), LONGEST_ADDRESS, "address"),
        postcode=_short(cells[9].upper(), LONGEST_POSTCODE, "postcode"),
        opened_on=opened_on,
        closed_on=closed_on,
    )


def _address(cells: list[str]) -> str:
    return ", ".join(readable(cell.rstrip(",")) for cell in cells if cell)


def _refuse_again(entry: Entry, entries: dict[str, Entry]) -> None:
    if known := entries.get(entry.code):
        raise BadRow(f"{entry.code} is in this file already, on line {known.line}.")


def _clean(row: list[str]) -> list[str]:
    if len(row) < LEAST_COLUMNS:
        raise BadRow(f"This row has {len(row)} columns; at least {LEAST_COLUMNS} are needed.")
    joined = "".join(row)
    if any("\udc80" <= letter <= "\udcff" for letter in joined):
        raise BadRow("This row is not UTF-8 text.")
    if any(ord(letter) < ord(" ") and not letter.isspace() for letter in joined):
        raise BadRow("This row holds characters that are no text.")
    return [" ".join(cell.split()) for cell in row]


def _date(text: str, which: str) -> dt.date | None:
    if not text:
        return None
    try:
        if re.fullmatch(r"[0-9]{8}", text):
            return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        pass
    raise BadRow(f"The {which} date “{text[:20]}” is no date; it needs to be like 20240401.")


def _short(text: str, longest: int, which: str) -> str:
    if len(text) > longest:
        raise BadRow(f"The {which} is longer than {longest} characters.")
    return text


def _nothing(which: str, code: str) -> str:
    raise BadRow(f"{code} has no {which}.")
