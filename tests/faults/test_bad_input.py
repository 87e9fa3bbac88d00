"""Nonsense in every form, address and document: an answer that says so, never a breakdown."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.access_matrix import ROWS, SIGNED_IN, Row
from tests.support.visits import address, client_of, routes, taken_back
from tests.support.world import World

pytestmark = pytest.mark.django_db

MEGABYTE = 1_000_000
URLENCODED = "application/x-www-form-urlencoded"
FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*?\bname="([^"]+)"')
# Names that presses without a page of their own read.
PRESSED = {"from", "back", "next", "send", "accept", "email", "code", "start", "end", "reason"}
TEXTS = {
    "NUL": b"a\x00b",
    "a megabyte": b"x" * MEGABYTE,
    "bad UTF-8": b"\xff\xfe\xc3\x28",
    "a huge number": b"9" * 400,
    "a negative number": b"-1",
    "not a number": b"NaN",
    "markup": b"<script>alert(1)</script>",
    "a lone surrogate": b"\xed\xa0\x80",
    "a bidirectional mark": "\u202e".encode(),
    "nothing": b"",
}
FORMS = [row for row in ROWS if row.method == "POST"]
PAGES = [row for row in ROWS if row.method == "GET"]


def somebody(row: Row) -> str:
    """Whom the row lets furthest; Dr Alice Ahmed where several may."""
    if row.expected["anonymous"] == 200:
        return "anonymous"
    allowed = (name for name in ("leader", *SIGNED_IN) if row.expected[name] != 404)
    return next(allowed, "leader")


@contextmanager
def visit(world: World, row: Row) -> Iterator[tuple[Client, str]]:
    """A signed-in browser and the row's address; whatever happens is taken back."""
    with taken_back():
        client = client_of(world.people[somebody(row)])
        client.raise_request_exception = False
        yield client, address(world, row)


def fields(client: Client, url: str) -> set[str]:
    """The names of the form at the address, and those that presses read."""
    return (set(FIELD.findall(client.get(url).content.decode())) | PRESSED) - {
        "csrfmiddlewaretoken"
    }


def check_says_so(response: HttpResponse, what: str) -> None:
    """No breakdown; a page with a heading, a sentence in JSON, or a way back."""
    assert response.status_code < 500, what
    if response.status_code in {301, 302, 405}:
        return
    if response.headers["Content-Type"].startswith("application/json"):
        assert response.json(), what
    elif response.headers["Content-Type"].startswith("text/html"):
        assert "<h1" in response.content.decode(), what


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.route)
def test_no_text_breaks_a_form(world: World, row: Row):
    with visit(world, row) as (client, url):
        names = sorted(fields(client, url))
        for what, text in TEXTS.items():
            few = names[: 4 * MEGABYTE // max(1, len(text))]  # a request may have six megabytes
            body = "&".join(f"{name}={quote_from_bytes(text)}" for name in few)
            with taken_back():
                response = client.post(url, body, content_type=URLENCODED)
                check_says_so(response, what)


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.route)
def test_no_file_where_a_text_belongs_breaks_a_form(world: World, row: Row):
    with visit(world, row) as (client, url):
        files = {name: BytesIO(b"\x00\xff" * 100) for name in fields(client, url)}
        check_says_so(client.post(url, files), "files")


BODIES = {
    "half a multipart": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; na",
    ),
    "no boundary": ("multipart/form-data", b"--x--"),
    "a strange charset": ("application/x-www-form-urlencoded; charset=utf-999", b"a=%ff"),
    "JSON instead": ("application/json", b"{"),
    "too many fields": (URLENCODED, b"a=1&" * 5000),
}


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.route)
def test_no_body_breaks_a_form(world: World, row: Row):
    with visit(world, row) as (client, url):
        for what, (content_type, body) in BODIES.items():
            with taken_back():
                check_says_so(client.generic("POST", url, body, content_type), what)


QUERIES = ["page=%00", "page=%ff", f"page={'9' * 400}", "page=-1", "to=%00", "next=//evil.example/"]
QUERIES += ["next=%ff", "a" * 4000, "page=1&" * 50, "%ff=%ff"]


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.route)
def test_no_question_breaks_a_page(world: World, row: Row):
    with visit(world, row) as (client, url):
        for query in QUERIES:
            with taken_back():
                response = client.get(f"{url}?{query}")
                check_says_so(response, query)
                assert "evil.example" not in response.headers.get("Location", "")


STRANGE = ("9" * 18, "9" * 40, "0", "%00", "%ff", "2011-02-30", "0000-00-00", "2999-12-31")
NUMBERED = {row.route: row for row in reversed(ROWS) if routes()[row.route]}


@pytest.mark.parametrize("row", NUMBERED.values(), ids=lambda row: row.route)
def test_no_number_in_an_address_breaks_it(world: World, row: Row):
    with visit(world, row) as (client, url):
        parts = re.findall(r"(?<=/)(?:[0-9-]+|RNV|[A-Za-z-]+-[0-9]+|\w[\w:.-]{40,})(?=[/.]|$)", url)
        assert parts
        for part in parts:
            for strange in STRANGE:
                broken = url.replace(f"/{part}", f"/{strange}", 1)
                with taken_back():
                    check_says_so(client.generic(row.method, broken), broken)


def documents() -> Iterator[tuple[str, bytes]]:
    """Bodies that are no day document, from no JSON at all to one wrong type."""
    good: dict[str, Any] = {"revision": 0, "worked": True, "blocks": [], "interruptions": []}
    block = {"category": "email", "start": "2011-05-09T09:00:00Z", "end": "2011-05-09T10:00:00Z"}
    wrong = [
        None,
        "x",
        -1,
        10**30,
        1e308,
        True,
        [],
        {},
        [[]],
        [None],
        [1],
        {"a": 1},
        "\x00",
        "9" * 5000,
    ]
    yield "nothing", b""
    yield "no JSON", b"{"
    yield "bad UTF-8", b'{"revision": "\xff"}'
    yield "not a number", b'{"revision": NaN}'
    yield "infinity", b'{"revision": 1e999}'
    yield "a long number", b'{"revision": ' + b"9" * 10_000 + b"}"
    yield "deep", b"[" * 100_000
    yield "deep objects", b'{"a":' * 50_000
    yield "a lone surrogate", b'{"revision": "\\ud800"}'
    yield "NUL", b'{"revision": "\\u0000"}'
    yield "a list", b"[]"
    yield "a text", b'"x"'
    yield "a megabyte", json.dumps(good | {"blocks": [block | {"note": "x" * MEGABYTE}]}).encode()
    yield "too many blocks", json.dumps(good | {"blocks": [block] * 20_000}).encode()
    for name in (*good, "done", "dismissed", "restored"):
        for value in wrong:
            yield f"{name} {value!r:.40}", json.dumps(good | {name: value}).encode()
    for name in (*block, "worth", "planned", "obstacles", "note", "source", "diary", "id"):
        for value in wrong:
            one = json.dumps(good | {"blocks": [block | {name: value}]}).encode()
            yield f"block's {name} {value!r:.40}", one


def test_no_document_breaks_a_day(world: World):
    row = next(row for row in ROWS if (row.route, row.method) == ("day_blocks", "PUT"))
    with visit(world, row) as (client, url):
        before = client.get(url).json()
        for what, body in documents():
            with taken_back():
                response = client.put(url, body, content_type="application/json")
                assert 400 <= response.status_code < 500, what
                assert response.json()["message"], what
                assert client.get(url).json() == before, what
