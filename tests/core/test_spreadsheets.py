import datetime as dt
import io
from decimal import Decimal
from zipfile import ZipFile

from openpyxl import load_workbook

from productive_leader.core.spreadsheets import Sheet, csv_bytes, xlsx_bytes

MOMENT = dt.datetime(2026, 7, 1, 8, 5, tzinfo=dt.UTC)
WEEK = Sheet(
    "Week one",
    ("Day", "Category", "Minutes", "Hours", "Saved"),
    [
        (dt.date(2026, 3, 3), "Meetings I lead", 90, Decimal("1.5"), MOMENT),
        (None, "=1+1", -5, 0.25, None),
    ],
)


def naive(text):
    return dt.datetime.fromisoformat(text)


def read(data):
    return load_workbook(io.BytesIO(data))


def test_dates_are_dates_and_minutes_are_numbers():
    page = read(xlsx_bytes([WEEK]))["Week one"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows == [
        ["Day", "Category", "Minutes", "Hours", "Saved"],
        [naive("2026-03-03"), "Meetings I lead", 90, 1.5, naive("2026-07-01 09:05")],
        [None, "'=1+1", -5, 0.25, None],
    ]
    assert (page["A2"].number_format, page["E2"].number_format) == (
        "dd mmm yyyy",
        "dd mmm yyyy hh:mm",
    )


def test_the_header_is_bold_and_stays_in_sight():
    page = read(xlsx_bytes([WEEK]))["Week one"]
    assert (page.freeze_panes, page["A1"].font.bold, page["A2"].font.bold) == ("A2", True, False)
    assert (page.column_dimensions["B"].width, page.column_dimensions["C"].width) == (17, 9)


def test_a_csv_opens_as_utf8_with_iso_dates():
    data = csv_bytes(WEEK)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == [
        "Day,Category,Minutes,Hours,Saved",
        "2026-03-03,Meetings I lead,90,1.5,2026-07-01 09:05",
        ",'=1+1,-5,0.25,",
    ]


def test_tab_names_are_made_fit_and_different():
    titles = ["A/B: [1]?", "a" * 40, "A" * 40, "''", ""]
    names = read(xlsx_bytes([Sheet(title, ("x",), []) for title in titles])).sheetnames
    assert names == ["A B   1", "a" * 31, "A" * 27 + " 2", "Sheet", "Sheet 2"]


def test_characters_a_workbook_cannot_hold_are_left_out():
    page = read(xlsx_bytes([Sheet("x", ("Note",), [("a\x00b\x0bc\ufffe\ud800",)])]))["x"]
    assert page["A2"].value == "abc"


def test_an_error_word_is_text():
    data = xlsx_bytes([Sheet("x", ("Note",), [("#N/A",)])])
    assert read(data)["x"]["A2"].data_type == "s"
    assert b"<f>" not in ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
