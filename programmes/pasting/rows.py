"""What a pasted row becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["leader", "pa"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be read. `leaders`: whose PA this is, by address.

    `line` counts from 1; `text` is the row as it was typed.
    """

    line: int
    text: str
    name: str
    email: str
    kind: Kind
    job_title: str = ""
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that stays behind, as it was typed, with what is the matter and how to mend it."""

    line: int
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Known:
    """A leader who is in the team already and may be somebody's leader in the paste."""

    name: str
    email: str
