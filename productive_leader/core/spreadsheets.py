"""The one way numbers leave as a file: spreadsheets and CSV that open clean and run nothing."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from productive_leader.core.dates import LONDON

Cell = str | int | float | Decimal | dt.date | dt.datetime | dt.time | None

# A spreadsheet reads text that begins so as a formula; the wide forms are their Japanese twins.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_TEXT = 32_000  # characters; a cell holds 32,767
WIDEST, NARROWEST = 60, 8  # characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled table. Durations are whole minutes, as numbers; say so in the column's name."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def safe_text(text: str) -> str:
    """Text no spreadsheet takes for a formula, without characters a spreadsheet cannot hold.

    >>> safe_text("=1+1"), safe_text("Ward 7"), safe_text("'=1+1")
    ("'=1+1", 'Ward 7', "''=1+1")
    """
    text = "".join(c for c in text if c.isprintable() or c in "\t\r\n")[:LONGEST_TEXT]
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def plain_text(cell: str) -> str:
    """What `safe_text` was given, for reading our own files back.

    >>> plain_text("'=1+1"), plain_text("''=1+1"), plain_text("'tis")
    ('=1+1', "'=1+1", "'tis")
    """
    is_guarded = cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS)
    return cell[1:] if is_guarded else cell


def csv_bytes(sheet: Sheet) -> bytes:
    """The table as CSV, UTF-8 with a byte order mark (Excel needs it), dates as 2026-03-03."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (sheet.columns, *sheet.rows):
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(value: Cell) -> str | int | float | Decimal:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, dt.datetime):
        return _local(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.time):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, dt.date) else value


def xlsx_bytes(sheets: Iterable[Sheet]) -> bytes:
    """A workbook with one worksheet for each table, its header bold and kept in sight."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book, sheet, _tab_name(sheet.title, taken))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(book: Any, sheet: Sheet, name: str) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(name)
    page.freeze_panes = "A2"
    for number, width in enumerate(_widths(sheet), start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    header = {"font": Font(bold=True), "alignment": Alignment(wrap_text=True, vertical="top")}
    page.append([_cell(page, column, **header) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _cell(page: Any, given: Cell, **style: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    value: Any = given
    if isinstance(given, str):
        value = safe_text(given)
    elif isinstance(given, dt.datetime):
        value = _local(given)
    cell = WriteOnlyCell(page, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl would read "=" and "#N/A" for itself
    elif isinstance(value, dt.datetime):
        cell.number_format = "dd mmm yyyy hh:mm"
    elif isinstance(value, dt.date):
        cell.number_format = "dd mmm yyyy"
    for name, part in style.items():
        setattr(cell, name, part)
    return cell


def _widths(sheet: Sheet) -> list[int]:
    """Wide enough for the header and the first fifty rows, within reason. In characters."""
    rows = [sheet.columns, *sheet.rows[:50]]
    longest = [max(len(str(row[i] or "")) for row in rows) for i in range(len(sheet.columns))]
    return [min(max(length + 2, NARROWEST), WIDEST) for length in longest]


def _tab_name(title: str, taken: set[str]) -> str:
    """A name Excel accepts: at most 31 characters, none of []:*?/\\, different from the others."""
    plain = "".join(" " if c in "[]:*?/\\" or not c.isprintable() else c for c in title)
    name = plain.strip(" '")[:31] or "Sheet"
    count = 2
    while name.casefold() in taken:
        name = f"{name[:27]} {count}"
        count += 1
    taken.add(name.casefold())
    return name


def _local(moment: dt.datetime) -> dt.datetime:
    """London time without a zone: spreadsheets know none."""
    return moment.astimezone(LONDON).replace(tzinfo=None) if moment.tzinfo else moment
