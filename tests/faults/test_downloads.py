"""Downloads that break off, presses at once, workers that die, papers that mean harm, films."""

from __future__ import annotations

import hashlib
import http.client
import io
import re
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.base import File
from django.db import connections, transaction
from pypdf import PdfReader

from accounts.models import Person
from modules.enums import FilesState, PieceKind
from modules.models import DownloadGrant, Module, Piece, Rendition, StoredFile, Version
from modules.queries.downloads import address_of
from modules.queries.files import drawn_of, files_of, pieces_of
from modules.services import downloads
from modules.services.downloads import grant_download
from modules.services.files import open_file, store_file
from modules.services.renditions import make_files, order_files, render_paper
from productive_leader.core.markdown import to_text
from productive_leader.core.models import OutboxItem
from tests.factories.accounts import a_person, an_organisation
from tests.factories.modules import a_module, an_eligibility
from tests.support.workers import (
    broker_of_our_own,
    sweep_until_ended,
    wait_until,
    worker_of_our_own,
)

pytestmark = pytest.mark.django_db(transaction=True)
MEGABYTE = 1_000_000
PRESSES = 20


def a_nurse() -> Person:
    person = a_person("Nora Ellis")
    an_eligibility(person, an_organisation())
    return person


def an_upload(content: bytes | File) -> Version:
    """A published version whose guide is a file with this content."""
    module = a_module(kinds=(), published=False)
    version = module.versions.get()
    file = store_file(content, "video/mp4")
    Piece.objects.create(
        version=version, position=1, kind=PieceKind.VIDEO, slug="film", title="Film", file=file
    )
    Version.objects.filter(pk=version.pk).update(number=1, published_at="2026-03-03T12:00:00Z")
    Module.objects.filter(pk=module.pk).update(published=version)
    version.refresh_from_db()
    return version


def address(person: Person, version: Version) -> str:
    return address_of(grant_download(by=person, version=version, piece=version.pieces.get()))


def fetch(server: str, path: str, first: int, stop_after: int) -> tuple[int, str, bytes]:
    """Status, ETag and bytes from byte `first` on; hangs up after so many bytes."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=20)
    connection.request("GET", path, headers={"Range": f"bytes={first}-"} if first else {})
    answer = connection.getresponse()
    got = b""
    while len(got) < stop_after and (chunk := answer.read(min(65_536, stop_after - len(got)))):
        got += chunk
    connection.close()
    return answer.status, str(answer.headers["ETag"]), got


def test_a_download_that_breaks_off_goes_on_and_is_whole_and_one_grant(live_server):
    content = hashlib.shake_256(b"a film").digest(9 * MEGABYTE)
    nurse, version = a_nurse(), an_upload(content)
    path, got, statuses, etags = address(nurse, version), b"", [], set()
    for stop_after in (100_000, 1, 2_500_000, 65_537, 9 * MEGABYTE):
        status, etag, arrived = fetch(live_server.url, path, len(got), stop_after)
        got += arrived
        statuses.append(status)
        etags.add(etag)
        assert address(nurse, version).split("/")[-1] == path.split("/")[-1]
    assert hashlib.sha256(got).hexdigest() == hashlib.sha256(content).hexdigest()
    assert (statuses, len(etags)) == ([200, 206, 206, 206, 206], 1)
    assert DownloadGrant.objects.count() == 1


def press_together(version: Version, person: Person) -> list[int]:
    start, grants = threading.Barrier(PRESSES), []

    def press() -> None:
        start.wait()
        grants.append(grant_download(by=person, version=version, piece=None).pk)
        connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return grants


def test_twenty_presses_at_once_are_one_grant():
    grants = press_together(a_module(files=True).published, a_nurse())
    assert grants == [DownloadGrant.objects.get().pk] * PRESSES


def test_control_without_the_lock_twenty_presses_are_several_grants(monkeypatch):
    monkeypatch.setattr(downloads, "_lock", lambda by: Person.objects.get(pk=by.pk))
    press_together(a_module(files=True).published, a_nurse())
    assert DownloadGrant.objects.count() > 1


@pytest.fixture
def film(tmp_path: Path) -> Iterator[File]:
    """Two hundred megabytes that take no room on the disk."""
    path = tmp_path / "film.mp4"
    with path.open("wb") as empty:
        empty.truncate(200 * MEGABYTE)
    with path.open("rb") as opened:
        yield File(opened)


def test_a_long_film_goes_in_and_out_in_little_memory(live_server, film):
    tracemalloc.start()
    try:
        nurse, version = a_nurse(), an_upload(film)
        connection = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=60)
        connection.request("GET", address(nurse, version))
        answer, left, checksum = connection.getresponse(), 200 * MEGABYTE, hashlib.sha256()
        while chunk := answer.read(MEGABYTE):
            checksum.update(chunk)
            left -= len(chunk)
        connection.close()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (left, checksum.hexdigest()) == (0, version.pieces.get().file.sha256)
    assert peak < 20 * MEGABYTE


def test_a_killed_worker_leaves_files_that_the_next_one_finishes(tmp_path):
    version = a_draft_of_long_papers()
    with broker_of_our_own(tmp_path) as server:
        with transaction.atomic():
            order_files(version)
        # Drawing takes longer than the leases of other tests.
        with worker_of_our_own(server.url, tmp_path / "worker.log", LEASE_SECONDS="8") as worker:
            wait_until(Rendition.objects.exists)
            worker.kill()
            made = dict(Rendition.objects.values_list("piece_id", "made_at"))
            assert 0 < len(made) < 6
            worker.start()
            sweep_until_ended()
    version.refresh_from_db()
    assert files_of(version).state == FilesState.MADE
    again = dict(Rendition.objects.values_list("piece_id", "made_at"))
    assert {pk: again[pk] for pk in made} == made
    assert list(OutboxItem.objects.values_list("state", "attempts")) == [("done", 2)]


def a_draft_of_long_papers() -> Version:
    """Six papers that take a worker a moment each."""
    module = a_module(kinds=tuple(PieceKind)[:6], published=False)
    for piece in Piece.objects.filter(version__module=module):
        piece.body = f"## {piece.title}\n\n" + "A line of words to read.\n\n- And a point\n\n" * 60
        piece.save()
    version = module.versions.get()
    Version.objects.filter(pk=version.pk).update(number=1, published_at="2026-03-03T12:00:00Z")
    Module.objects.filter(pk=module.pk).update(published=version)
    version.refresh_from_db()
    return version


HARM = """
<script>app.alert(1)</script> <img src="file:///etc/hostname" onerror="x()"> ![p](file:///etc/hostname)

<iframe src="http://127.0.0.1:1/x"></iframe> <object data="/etc/hostname"></object>
<link rel="attachment" href="file:///etc/hostname"> <style>@import "http://127.0.0.1:1/y";</style>

[press](javascript:alert(1)) [file](file:///etc/hostname) [data](data:text/html,x)

|<script>a</script>|<b onclick="x()">b</b>|
|---|---|
|{{ settings.SECRET_KEY }}|{% debug %}|
"""


def test_markup_in_a_paper_is_words_on_paper_and_nothing_else(settings):
    version = a_module().published
    piece = Piece(version=version, kind=PieceKind.GUIDE, title="<i>Guide</i>", body=HARM)
    pdf = render_paper(version, piece)
    reader = PdfReader(io.BytesIO(pdf))
    words = " ".join(page.extract_text() for page in reader.pages)
    assert "<script>app.alert(1)</script>" in words
    assert "{{ settings.SECRET_KEY }}" in words
    assert Path("/etc/hostname").read_text().strip() not in words
    assert settings.SECRET_KEY not in words
    for part in (b"/JavaScript", b"/JS ", b"/EmbeddedFile", b"/Launch", b"/OpenAction"):
        assert part not in pdf
    links = [
        note.get_object()["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", [])
    ]
    assert [link for link in links if not link.startswith(("http://", "https://"))] == []


PAPER = """What a team *agrees*, and **how** it shows. It takes 20 minutes.

## Who does what

| Task | Now | Should |
|---|---|---|
| Sorts the post | leader, PA | PA |
| Says no to a meeting | nobody | both |

1. First this, with a [source](https://example.org/a)
2. Then that
   - a point inside
   - another one

### Aloud

> A sentence to say, 27% of the time.

- One & two
- “Three” – four
"""


def words_of(text: str) -> list[str]:
    return re.findall(r"[\w%&“”–]+", text)


def test_a_pdf_says_what_its_page_says_in_the_same_order():
    version = a_module(kinds=()).published
    piece = Piece(version=version, kind=PieceKind.GUIDE, title="Guide", body=PAPER)
    reader = PdfReader(io.BytesIO(render_paper(version, piece)))
    printed = words_of("\n".join(page.extract_text() for page in reader.pages))
    read = words_of(to_text(PAPER))
    begin = printed.index("What")
    numbers = {"1", "2"}  # of the list: the browser writes them itself
    shown = [word for word in printed[begin:] if word not in numbers]
    assert shown[: len(read)] == [word for word in read if word not in numbers]


def test_each_paper_of_a_version_is_drawn_from_its_own_text():
    version = a_module().published
    make_files(version.pk)
    for piece in pieces_of(version):
        with open_file(drawn_file(piece)) as file:
            text = " ".join(page.extract_text() for page in PdfReader(file).pages)
        assert f"What this {piece.get_kind_display().lower()} is for." in text.replace("\n", " ")


def drawn_file(piece: Piece) -> StoredFile:
    file = drawn_of(piece)
    assert file
    return file
