"""The address of a file: what it gives, in which parts, for how long, and to whom."""

from __future__ import annotations

import base64
import hashlib

import pytest
from django.test import Client

from accounts.models import Person
from accounts.services import deactivate_person
from modules.models import Module
from tests.factories.modules import a_module
from tests.modules.downloading import CONTENT, a_nurse, body, given

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> Person:
    return a_nurse()


@pytest.fixture
def module() -> Module:
    return a_module(files=True)


def test_an_address_needs_no_session_and_takes_one_query(nurse, module, django_assert_num_queries):
    address = given(nurse, module)
    with django_assert_num_queries(1):
        assert body(Client().get(address)) == CONTENT


def test_an_address_says_when_it_has_expired_and_what_to_do(nurse, module, settings):
    address = given(nurse, module)
    settings.DOWNLOAD_MINUTES = -1
    answer = Client().get(address)
    assert answer.status_code == 410
    assert f'<a href="/modules/{module.slug}/">' in answer.content.decode()
    assert "This download has expired" in answer.content.decode()


@pytest.mark.parametrize("change", ["1", "x", ".", ""])
def test_an_address_that_was_tampered_with_does_not_exist(nurse, module, change):
    _, _, token, name = given(nurse, module).split("/")
    for broken in (change + token, token[:-1] + change, f"{token}{change or 'y'}"):
        if broken != token:
            assert Client().get(f"/files/{broken}/{name}").status_code == 404
    assert Client().get(f"/files/{token}/x{name}").status_code == 404


def test_an_address_is_of_one_grant(nurse, module):
    _, _, token, name = given(nurse, module).split("/")
    number, rest = token.split(".", 1)
    assert Client().get(f"/files/{int(number) + 1}.{rest}/{name}").status_code == 404


def test_an_address_dies_with_the_account(nurse, module):
    address = given(nurse, module)
    deactivate_person(by=None, person=nurse)
    assert Client().get(address).status_code == 404


def test_a_file_does_nothing_in_a_browser_and_is_kept_by_no_cache(nurse, module):
    got = Client().get(given(nurse, module), headers={"Accept-Encoding": "gzip"})
    digest = base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()
    wanted = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store, private",
        "Content-Length": str(len(CONTENT)),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Type": "application/pdf",
        "ETag": f'"{hashlib.sha256(CONTENT).hexdigest()}"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    assert {name: got.headers[name] for name in wanted} == wanted
    assert not got.has_header("Content-Encoding")
    assert body(got) == CONTENT


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=10000-", 10000, 10239), ("bytes=-1", 10239, 10239)],
)
def test_a_part_is_given(nurse, module, asked, first, last):
    got = Client().get(given(nurse, module), headers={"Range": asked})
    assert (got.status_code, body(got)) == (206, CONTENT[first : last + 1])
    assert got.headers["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert got.headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-1"])
def test_what_is_no_single_part_gets_the_whole_file(nurse, module, asked):
    got = Client().get(given(nurse, module), headers={"Range": asked})
    assert (got.status_code, body(got)) == (200, CONTENT)


def test_a_part_behind_the_end_is_refused_with_the_size(nurse, module):
    got = Client().get(given(nurse, module), headers={"Range": "bytes=20000-"})
    assert (got.status_code, got.headers["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


def test_if_range_gives_the_whole_file_when_it_is_another_one(nurse, module):
    address = given(nurse, module)
    etag = f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    for named, status in ((etag, 206), ('"other"', 200)):
        got = Client().get(address, headers={"Range": "bytes=0-9", "If-Range": named})
        assert (got.status_code, len(body(got))) == (status, 10 if status == 206 else len(CONTENT))


def test_whoever_has_the_file_is_told_so(nurse, module):
    address = given(nurse, module)
    etag = f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 304
    assert Client().get(address, headers={"If-Match": '"other"'}).status_code == 412


def test_head_tells_the_length_and_sends_nothing(nurse, module):
    got = Client().head(given(nurse, module), headers={"Range": "bytes=0-9"})
    assert (got.status_code, got.content) == (200, b"")
    assert got.headers["Content-Length"] == str(len(CONTENT))


def test_the_server_in_front_is_told_where_the_bytes_are(nurse, module, settings):
    settings.X_ACCEL_PREFIX = "/protected/"
    got = Client().get(given(nurse, module), headers={"Range": "bytes=0-9"})
    checksum = hashlib.sha256(CONTENT).hexdigest()
    assert got.headers["X-Accel-Redirect"] == f"/protected/{checksum[:2]}/{checksum}"
    assert (got.status_code, got.content) == (200, b"")
    assert got.headers["Content-Type"] == "application/pdf"
