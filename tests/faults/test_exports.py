"""Whatever people type, an exported file runs nothing and gives every text back."""

import csv
import io
import random
import re
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from productive_leader.core.mail import UnsafeHeader, queue_email
from productive_leader.core.models import Email
from productive_leader.core.spreadsheets import (
    FORMULA_STARTS,
    Sheet,
    csv_bytes,
    plain_text,
    safe_text,
    xlsx_bytes,
)
from tests.support.mail import add_test_templates

ROWS = 10_000
STARTS = [
    "=",
    "==",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "'",
    "''=",
    "＝",
    " ",
    '"',
    ";",
    "",
    "\t=",
    "'@",
]
MIDDLES = [
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://x.example","y")',
    "SUM(A1:A9)",
    "2026-03-03",
    "#REF!",
    "Ward 7, bay 2",
    'a "quoted" note',
    "two\nlines",
    "Róisín – ½ day",
]


@pytest.fixture(scope="module")
def typed() -> list[str]:
    dice = random.Random(20260303)
    return [
        dice.choice(STARTS) + dice.choice(MIDDLES) + str(dice.randrange(99)) for _ in range(ROWS)
    ]


@pytest.fixture(scope="module")
def sheet(typed: list[str]) -> Sheet:
    return Sheet("=Notes", ("=Note", "Minutes"), [(text, -90) for text in typed])


@pytest.fixture(scope="module")
def workbook(sheet: Sheet) -> bytes:
    return xlsx_bytes([sheet])


def runs_as_formula(text: str) -> bool:
    return text.startswith(FORMULA_STARTS)


def test_a_workbook_of_ten_thousand_rows_has_no_formula(workbook):
    for name in ZipFile(io.BytesIO(workbook)).namelist():
        part = ZipFile(io.BytesIO(workbook)).read(name)
        assert re.search(rb"<f[ >]|externalLink|vbaProject|<hyperlink", part) is None, name
    page = load_workbook(io.BytesIO(workbook)).worksheets[0]
    kinds = {(notes.data_type, minutes.data_type) for notes, minutes in page.iter_rows(min_row=2)}
    assert (page.max_row, kinds) == (ROWS + 1, {("s", "n")})


def test_no_text_of_a_workbook_begins_as_a_formula(workbook):
    page = load_workbook(io.BytesIO(workbook), read_only=True).worksheets[0]
    texts = [row[0] for row in page.iter_rows(values_only=True)]
    assert [text for text in texts if runs_as_formula(text)] == []


def test_no_text_of_a_csv_begins_as_a_formula(sheet):
    rows = list(csv.reader(io.StringIO(csv_bytes(sheet).decode("utf-8-sig"), newline="")))
    assert len(rows) == ROWS + 1
    assert [row for row in rows if runs_as_formula(row[0])] == []
    assert {row[1] for row in rows[1:]} == {"-90"}


def test_a_csv_gives_every_text_back(sheet, typed):
    rows = list(csv.reader(io.StringIO(csv_bytes(sheet).decode("utf-8-sig"), newline="")))
    assert [plain_text(row[0]) for row in rows[1:]] == typed


def test_a_workbook_gives_every_text_back(workbook, typed):
    page = load_workbook(io.BytesIO(workbook), read_only=True).worksheets[0]
    texts = [row[0] for row in page.iter_rows(min_row=2, values_only=True)]
    as_xml_reads = [text.replace("\r", "\n") for text in typed]  # XML has one kind of line end
    assert [plain_text(text).replace("\r", "\n") for text in texts] == as_xml_reads


def test_control_without_the_guard_openpyxl_writes_formulas(typed):
    from openpyxl import Workbook

    book, out = Workbook(write_only=True), io.BytesIO()
    page = book.create_sheet()
    for text in typed[:200]:
        page.append([text])
    book.save(out)
    assert b"<f>" in ZipFile(out).read("xl/worksheets/sheet1.xml")


@settings(max_examples=2000, deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], include_characters="\t\r\n")))
def test_any_text_survives_the_guard(text):
    # Space separators other than a space are not printable to Python; nobody types them.
    text = "".join(c for c in text if c.isprintable() or c in "\t\r\n")
    assert plain_text(safe_text(text)) == text
    assert not runs_as_formula(safe_text(text))


@pytest.mark.django_db
@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x00", "\x85", "\u2028"])
def test_no_header_can_be_smuggled_into_mail(settings, line_end):
    add_test_templates(settings)
    smuggled = f"Alice{line_end}Bcc: charlie@example.org"
    for to, name in (
        (f"a@example.org{line_end}b@example.org", "Alice"),
        ("a@example.org", smuggled),
    ):
        with pytest.raises(UnsafeHeader):
            queue_email(to=to, template="greeting", context={"name": name, "code": "1"})
    assert Email.objects.count() == 0
