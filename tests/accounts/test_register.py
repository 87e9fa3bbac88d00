import datetime as dt
import doctest
from pathlib import Path

import pytest

from accounts import register, sessions
from accounts.register import Entry, Problem, read_register

SAMPLE = Path(__file__).parents[1] / "data" / "register.csv"
REAL = Path(__file__).parents[3] / "shared" / "data" / "ods" / "etr.csv"
REST = ",,,,,,,,,,"  # columns 3 to 12


def sentences(data: bytes) -> list[tuple[int, str]]:
    return [(problem.line, problem.sentence) for problem in read_register(data)[1]]


def codes(data: bytes) -> list[str]:
    return [entry.code for entry in read_register(data)[0]]


@pytest.mark.parametrize("module", [register, sessions])
def test_the_examples_in_the_docstrings_are_true(module):
    assert doctest.testmod(module).failed == 0


def test_a_row_becomes_an_organisation_as_people_write_it():
    entries, problems = read_register(SAMPLE.read_bytes())
    assert problems == []
    assert entries[0] == Entry(
        line=1,
        code="RX1",
        register_name="NORTHVALE AND ST. MARY'S NHS FOUNDATION TRUST",
        name="Northvale and St. Mary's NHS Foundation Trust",
        address="Trust Headquarters, 2nd Floor, Mill House, Newcastle-upon-Tyne, Tyne and Wear",
        postcode="NE1 4LP",
        opened_on=dt.date(2004, 4, 1),
        closed_on=None,
    )
    assert entries[1].address == "Unit 7B, Southmere"
    assert entries[1].closed_on == dt.date(2015, 9, 30)
    assert (entries[2].code, entries[2].name) == ("RX3", "O'Neill Partnership NHS Trust")


def test_a_row_may_have_24_or_27_columns():
    rows = [line.count(",") for line in SAMPLE.read_text().splitlines()]
    assert rows == [24, 26, 23]  # one comma of the first is inside quotation marks


def test_a_name_that_is_not_all_capitals_is_left_as_it_is():
    assert read_register(f"RX1,Mersey Care NHS Trust{REST}".encode())[0][0].name == (
        "Mersey Care NHS Trust"
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("RX1,NORTHVALE", "This row has 2 columns; at least 12 are needed."),
        (f"R-1,NORTHVALE{REST}", "“R-1” is no code: it needs three to ten letters or digits."),
        (f",NORTHVALE{REST}", "“” is no code: it needs three to ten letters or digits."),
        (f"RX1, {REST}", "RX1 has no name."),
        (f"RX1,{'N' * 201}{REST}", "The name is longer than 200 characters."),
        (f"RX1,NORTH\x00VALE{REST}", "This row holds characters that are no text."),
        (
            "RX1,NORTHVALE,,,,,,,,,20040231,",
            "The opening date “20040231” is no date; it needs to be like 20240401.",
        ),
        (
            "RX1,NORTHVALE,,,,,,,,,,1 April",
            "The closing date “1 April” is no date; it needs to be like 20240401.",
        ),
        (
            "RX1,NORTHVALE,,,,,,,,,２００４０４０１,",
            "The opening date “２００４０４０１” is no date; it needs to be like 20240401.",
        ),
        ("RX1,NORTHVALE,,,,,,,,,20150401,20040401", "RX1 closes before it opens."),
        (
            "RX1,NORTHVALE,,,,,,,,A VERY LONG POSTCODE,,",
            "The postcode is longer than 10 characters.",
        ),
        (f'RX1,"NORTH"VALE{REST}', "The quotation marks in this row do not match."),
    ],
)
def test_a_bad_row_is_told_by_line_and_the_others_are_read(row, sentence):
    data = f"RX8,BEFORE{REST}\n{row}\nRX9,AFTER{REST}\n".encode()
    assert sentences(data) == [(2, sentence)]
    assert codes(data) == ["RX8", "RX9"]


def test_a_row_in_another_encoding_is_told_and_skipped():
    data = f"RX1,CAF{chr(0xC9)} TRUST{REST}\n".encode("latin-1") + f"RX2,B{REST}".encode()
    assert sentences(data) == [(1, "This row is not UTF-8 text.")]
    assert codes(data) == ["RX2"]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    data = b"\xef\xbb\xbf" + f"RX1,A{REST}\r\n\r\nRX2,B{REST}\r\n".encode()
    assert (codes(data), sentences(data)) == (["RX1", "RX2"], [])


def test_a_code_that_comes_twice_is_told_with_its_first_line():
    data = f"RX1,A{REST}\nRX2,B{REST}\nrx1,C{REST}\n".encode()
    assert sentences(data) == [(3, "RX1 is in this file already, on line 1.")]


def test_lines_are_counted_through_a_name_that_runs_over_two():
    data = f'RX1,"NORTH\nVALE"{REST}\nRX2\n'.encode()
    entries, problems = read_register(data)
    assert entries[0].name == "North Vale"
    assert problems == [Problem(3, "This row has 1 columns; at least 12 are needed.")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\xfeR\x00X\x001\x00", b"PK\x03\x04\x00\x00"])
def test_what_is_no_register_holds_no_organisation(data):
    assert codes(data) == []


def test_the_real_register_is_read_whole():
    if not REAL.exists():
        pytest.skip("The public register is not beside the project (shared/data/ods/etr.csv).")
    entries, problems = read_register(REAL.read_bytes())
    assert (len(entries), problems) == (241, [])
    names = {entry.code: entry.name for entry in entries}
    assert names["R1E"] == "Staffordshire and Stoke on Trent Partnership NHS Trust"
    assert names["R1F"] == "Isle of Wight NHS Trust"
    assert sum(entry.closed_on is not None for entry in entries) == 2
