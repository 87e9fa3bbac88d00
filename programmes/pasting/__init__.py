"""People pasted from a spreadsheet, read row by row. Pure.

Columns: name, e-mail address, role, whose PA, job title; with a heading line, in any order. Cells
stand apart by tabs, semicolons or commas, decided for each row: whoever mends a row by hand has no
tab key. A row that cannot be read comes back with a sentence, and nothing is lost.
"""

from programmes.pasting.names import is_address, same_name
from programmes.pasting.reading import MOST_ROWS, Pasted, read_people
from programmes.pasting.rows import Kind, Known, Row, Trouble

__all__ = (
    "MOST_ROWS",
    "Kind",
    "Known",
    "Pasted",
    "Row",
    "Trouble",
    "is_address",
    "read_people",
    "same_name",
)
