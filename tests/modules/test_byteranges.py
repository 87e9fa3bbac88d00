"""What a Range header asks for, by table and by property."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules import byteranges
from modules.byteranges import ByteRange, Unsatisfiable, applies, wanted_range

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-999", 0, 999),
        ("bytes=0-1000", 0, 999),
        ("bytes=500-", 500, 999),
        ("bytes=999-", 999, 999),
        ("bytes=-1", 999, 999),
        ("bytes=-1000", 0, 999),
        ("bytes=-5000", 0, 999),
        ("BYTES=1-2", 1, 2),
        (" bytes=1-2 ", 1, 2),
        ("bytes= 1-2", 1, 2),
        ("bytes=00001-0002", 1, 2),
        (f"bytes=1-{'9' * 400}", 1, 999),
        (f"bytes=-{'9' * 400}", 0, 999),
    ],
)
def test_a_part_is_given(header, first, last):
    assert wanted_range(header, SIZE) == ByteRange(first, last)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=2-1",
        "bytes=a-b",
        "bytes=1-2,5-6",
        "bytes=1-2-3",
        "bytes=１-２",
        "bytes=+1-2",
        "items=0-1",
    ],
)
def test_the_whole_file_is_given_where_no_single_part_is_asked_for(header):
    assert wanted_range(header, SIZE) is None


@pytest.mark.parametrize(
    "header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0", f"bytes={'9' * 400}-"]
)
def test_a_part_behind_the_end_cannot_be_given(header):
    with pytest.raises(Unsatisfiable):
        wanted_range(header, SIZE)


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=0-0", "bytes=-1"])
def test_an_empty_file_has_no_parts(header):
    with pytest.raises(Unsatisfiable):
        wanted_range(header, 0)


def test_a_part_says_its_length_and_place():
    part = ByteRange(100, 199)
    assert (part.length, part.of(SIZE)) == (100, "bytes 100-199/1000")


@pytest.mark.parametrize(
    ("if_range", "is_meant"),
    [
        ("", True),
        ('"abc"', True),
        ('"other"', False),
        ('W/"abc"', False),
        ("Tue, 03 Mar 2026 14:30:00 GMT", False),
    ],
)
def test_a_part_of_another_content_is_not_given(if_range, is_meant):
    assert applies(if_range, '"abc"') is is_meant


@given(st.text(max_size=40), st.integers(0, 10**6))
def test_no_header_gives_a_part_outside_the_file(tail, size):
    try:
        part = wanted_range(f"bytes={tail}", size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part.first <= part.last < size


@given(st.binary(min_size=1, max_size=200), st.data())
def test_parts_one_after_the_other_are_the_file(content, data):
    """As a client asks that was cut off again and again."""
    got = b""
    while len(got) < len(content):
        part = wanted_range(f"bytes={len(got)}-", len(content))
        assert part
        arrived = data.draw(st.integers(1, part.length))
        got += content[part.first : part.last + 1][:arrived]
    assert got == content


def test_the_examples_are_true():
    tried = doctest.testmod(byteranges)
    assert (tried.attempted, tried.failed) == (2, 0)
