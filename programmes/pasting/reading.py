"""Reading a paste: good rows apart from those that have to be mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from programmes.pasting.cells import LONGEST_ROW, cells_of, heading_of, lines_of
from programmes.pasting.leaders import Candidate, Directory
from programmes.pasting.names import address, is_address, shown, turned, words
from programmes.pasting.rows import Kind, Known, Row, Trouble

MOST_ROWS = 200
LONGEST_NAME, LONGEST_TITLE = 150, 120  # characters
LEADERS = ("leader", "leaders", "lead", "director", "executive director", "manager")
PAS = ("pa", "pas", "p a", "ea", "e a", "assistant", "personal assistant", "executive assistant")
SECRETARIES = ("secretary", "team secretary", "medical secretary")
ROLES: dict[str, Kind] = {
    **dict.fromkeys(LEADERS, "leader"),
    **dict.fromkeys((*PAS, *SECRETARIES), "pa"),
}
NAMED_ADDRESS = re.compile(r"([^<]*)<([^<>]*@[^<>]*)>\W*")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was read: the good rows, the others, and the text that is left to mend."""

    people: tuple[Row, ...]
    troubles: tuple[Trouble, ...]
    left: str


def read_people(
    text: str,
    known: Collection[Known] = (),
    refusal: Callable[[Row], str] = lambda _: "",
) -> Pasted:
    """Read pasted rows; a PA stays behind together with their leader. Never raises.

    `known` are the team's leaders; `refusal` says what else is the matter with a row, or "".
    """
    lines = lines_of(text)
    heading, columns = heading_of(lines)
    rows = lines[1:] if heading else lines
    reading = _Reading(columns, rows[:MOST_ROWS])
    reading.refuse(refusal)
    reading.find_leaders(known)
    reading.refuse_too_many(rows[MOST_ROWS:])
    behind = [line for number, line in rows if number in reading.troubles]
    waiting = [line for _, line in rows[MOST_ROWS + 1 :]]
    heading_again = [heading] if heading and behind else []
    return Pasted(
        tuple(row for row in reading.rows if row.line not in reading.troubles),
        tuple(one for _, one in sorted(reading.troubles.items())),
        "\n".join([*heading_again, *behind, *waiting]),
    )


class _Reading:
    """The rows of one paste, and the trouble of each that has one, by the number of its line."""

    def __init__(self, columns: Sequence[str], lines: Sequence[tuple[int, str]]) -> None:
        self.rows: list[Row] = []
        self.troubles: dict[int, Trouble] = {}
        self.asked: dict[int, str] = {}  # whose PA, as typed
        for number, line in lines:
            pairs = zip(columns, cells_of(line), strict=False)
            self._read(number, line, {column: cell for column, cell in pairs if column})
        self._refuse_the_same_twice()

    def _read(self, number: int, line: str, cells: Mapping[str, str]) -> None:
        """A row in trouble is kept too, for the sentence about a PA who needs it."""
        name, email = _name_and_address(cells)
        kind = _kind(cells)
        row = Row(number, line, name, email, kind or "leader", cells.get("title", ""))
        self.rows.append(row)
        self.asked[number] = cells.get("leaders", "")
        self._refuse(row, _trouble(row, kind, cells))

    def _refuse(self, row: Row, sentence: str) -> None:
        if sentence and row.line not in self.troubles:
            self.troubles[row.line] = Trouble(row.line, row.text, sentence)

    def _good(self) -> list[Row]:
        return [row for row in self.rows if row.line not in self.troubles]

    def _refuse_the_same_twice(self) -> None:
        first: dict[str, Row] = {}
        for row in self._good():
            other = first.setdefault(row.email, row)
            if other is not row:
                self._refuse(
                    row,
                    f"{row.email} is {shown(other.name)}’s address in another row. "
                    "Take this row out, or write the person’s own address.",
                )

    def refuse(self, refusal: Callable[[Row], str]) -> None:
        for row in self._good():
            self._refuse(row, refusal(row))

    def find_leaders(self, known: Collection[Known]) -> None:
        """Whose PA each one is; whoever is to assist nobody known stays behind."""
        good, listed = set(self._good()), {row.email for row in self.rows}
        candidates = [Candidate(row.name, row.email, row.kind, row in good) for row in self.rows]
        candidates += [
            Candidate(one.name, one.email, "leader") for one in known if one.email not in listed
        ]
        directory = Directory(candidates)
        for place, row in enumerate(self.rows):
            if row in good and (asked := self.asked[row.line]):
                found, sentence = directory.leaders(row, asked)
                self._refuse(row, sentence)
                self.rows[place] = replace(row, leaders=found)

    def refuse_too_many(self, lines: Sequence[tuple[int, str]]) -> None:
        """One sentence for all the rows that wait."""
        for number, line in lines[:1]:
            sentence = (
                f"Only {MOST_ROWS} rows are read at once. Press again for those from here on."
            )
            self.troubles[number] = Trouble(number, line, sentence)


def _name_and_address(cells: Mapping[str, str]) -> tuple[str, str]:
    """Also from first and last name apart, and from “Tom Price <tom.price@nhs.net>”."""
    apart = " ".join(filter(None, (cells.get("first"), cells.get("last"))))
    name, email = cells.get("name", "") or apart, cells.get("email", "")
    if both := NAMED_ADDRESS.fullmatch(email):
        name, email = name or both[1].strip(), both[2]
    elif both := NAMED_ADDRESS.fullmatch(name):
        name, email = both[1].strip(), email or both[2]
    return turned(name), address(email)


def _kind(cells: Mapping[str, str]) -> Kind | None:
    """Whoever is somebody's PA is a PA, also where the role was left out."""
    role = words(cells.get("role", ""))
    if not role and cells.get("leaders"):
        return "pa"
    return ROLES.get(role)


def _trouble(row: Row, kind: Kind | None, cells: Mapping[str, str]) -> str:
    """The first trouble of a row by itself, in a sentence; empty if there is none."""
    if len(row.text) > LONGEST_ROW:
        return "This row is too long. Put one person on each line."
    return (
        _trouble_with_name(row)
        or _trouble_with_address(row)
        or _trouble_with_role(row, kind, cells)
    )


def _trouble_with_name(row: Row) -> str:
    if not row.name:
        whose = shown(row.email) or "This row"
        return f"{whose} has no name. Write it before the address."
    if "@" in row.name or not any(one.isalpha() for one in row.name):
        return f"“{shown(row.name)}” is no name. Write the name first, then the address."
    if len(row.name) > LONGEST_NAME:
        return f"“{shown(row.name)}” is too long for a name. Shorten it."
    if len(row.job_title) > LONGEST_TITLE:
        return f"{shown(row.name)}’s job title is too long. Shorten it."
    return ""


def _trouble_with_address(row: Row) -> str:
    if not row.email:
        return f"{shown(row.name)} has no e-mail address. Write it after the name."
    if not is_address(row.email):
        return f"“{shown(row.email)}” is not an e-mail address. Write one like name@nhs.net."
    return ""


def _trouble_with_role(row: Row, kind: Kind | None, cells: Mapping[str, str]) -> str:
    name, role = shown(row.name), shown(cells.get("role", ""))
    if kind is None and role:
        return f"“{role}” is not a role here. Write leader or PA."
    if kind is None:
        return f"{name} has no role. Write leader or PA after the address."
    if kind == "leader" and cells.get("leaders"):
        return f"{name} is a leader, and “whose PA” is filled in. Empty it, or write PA as role."
    return ""
