"""Tables that hold each figure once: the number that adds up, and how it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from productive_leader.core.dates import format_duration
from productive_leader.core.spreadsheets import Cell as SheetCell
from productive_leader.core.spreadsheets import Sheet

BASELINE, REPEAT, CHANGE, FIGURE = "Baseline week", "Repeat week", "Change", "Figure"
COLUMNS = (BASELINE, REPEAT, CHANGE, FIGURE)
NOTHING = "–"


class Unit(StrEnum):
    """As spreadsheets name it."""

    MINUTES = "minutes"
    PERCENT = "%"
    DAYS = "days"
    TIMES = "times"
    PEOPLE = "people"
    WEEKS = "weeks"
    WORDS = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as number (or words, or nothing) and as it reads."""

    value: int | Decimal | str | None
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """As many cells as the table has columns."""

    label: str
    unit: Unit
    cells: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`heading` says what a row is; `notes` what its rows' notes are, where they have any."""

    name: str
    title: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    notes: str = ""

    @property
    def is_list(self) -> bool:
        """One figure a row: nobody needs to see what the two columns are called."""
        return len(self.columns) == 1

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return (*self.rows, self.total) if self.total else self.rows

    @property
    def body(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Each row with its cells, each cell with its column."""
        return [self._labelled(row) for row in self.rows]

    @property
    def foot(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        return [self._labelled(self.total)] if self.total else []

    def _labelled(self, row: Row) -> tuple[Row, list[tuple[str, Cell]]]:
        return row, list(zip(self.columns, row.cells, strict=True))

    def sheet(self) -> Sheet:
        """A worksheet: numbers as numbers, their unit in the last column."""
        notes = (self.notes,) if self.notes else ()
        return Sheet(
            title=self.title,
            columns=(self.heading, *notes, *self.columns, "Unit"),
            rows=[_sheet_row(row, has_notes=bool(notes)) for row in self.all_rows],
        )


def _sheet_row(row: Row, *, has_notes: bool) -> tuple[SheetCell, ...]:
    notes = (row.note,) if has_notes else ()
    return (row.label, *notes, *(cell.value for cell in row.cells), str(row.unit))


def one_sheet(title: str, tables: Sequence[Table]) -> Sheet:
    """Every figure of all tables in one, for CSV."""
    return Sheet(
        title=title,
        columns=("Part", "Line", "Group", *COLUMNS, "Unit"),
        rows=[
            (table.title, row.label, row.note, *_spread(table, row), str(row.unit))
            for table in tables
            for row in table.all_rows
        ],
    )


def _spread(table: Table, row: Row) -> list[SheetCell]:
    by_column = dict(zip(table.columns, (cell.value for cell in row.cells), strict=True))
    return [by_column.get(column) for column in COLUMNS]


def figure(label: str, value: int | Decimal | str | None, unit: Unit = Unit.WORDS) -> Row:
    """A row with one figure."""
    return Row(label, unit, (_cell(value, unit),))


def both(label: str, before: int, after: int, unit: Unit) -> Row:
    """A row with both weeks, whose change means nothing."""
    return Row(label, unit, (_cell(before, unit), _cell(after, unit)))


def compared(
    label: str,
    before: int | Decimal | None,
    after: int | Decimal | None,
    unit: Unit,
    *,
    note: str = "",
    has_change: bool = True,
) -> Row:
    """A row with both weeks, and the change where there is one to speak of."""
    is_known = has_change and before is not None and after is not None
    change = after - before if is_known else None  # type: ignore[operator]  # both are known
    return Row(
        label,
        unit,
        (_cell(before, unit), _cell(after, unit), _cell(change, unit, is_change=True)),
        note=note,
    )


def _cell(value: int | Decimal | str | None, unit: Unit, *, is_change: bool = False) -> Cell:
    if value is None:
        return Cell(None, NOTHING)
    if isinstance(value, str):
        return Cell(value, value)
    text = _say(-value if value < 0 else value, unit)
    if value < 0:
        return Cell(value, f"−{text}")
    return Cell(value, f"+{text}" if is_change and value else text)


def _say(value: int | Decimal, unit: Unit) -> str:
    if unit is Unit.MINUTES:
        return format_duration(int(value))
    return f"{value}%" if unit is Unit.PERCENT else str(value)
