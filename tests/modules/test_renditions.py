"""A published version gets a PDF for each paper, an archive of all files and a picture, once."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from PIL import Image
from pypdf import PdfReader

from accounts.enums import RoleKind
from modules.enums import FilesState, PieceKind
from modules.models import Piece, Rendition, StoredFile, Version
from modules.queries.files import drawn_of, files_of, pieces_of
from modules.services import renditions
from modules.services.files import open_file, store_file
from modules.services.renditions import make_files, order_files, order_files_again
from productive_leader.core import outbox
from productive_leader.core.models import OutboxItem
from tests.factories.accounts import a_person, a_role
from tests.factories.modules import a_module, as_published
from tests.support.pdf import structure

pytestmark = pytest.mark.django_db
TABLE = """What is *decided*, and by whom.

## Who does what

| Task | Owner |
|---|---|
| Sort the post | PA |
|  |  |

1. First this
2. Then that

> A sentence to say aloud.

___
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    """A storage of the test's own."""
    place = {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"files": place}
    return tmp_path / "files"


@pytest.fixture
def version() -> Version:
    published = a_module().published
    assert published
    return published


def a_draft(**pieces: dict[str, object]) -> Version:
    """A version with these pieces, published; each says its fields."""
    version = a_module(kinds=(), published=False).versions.get()
    for position, (slug, fields) in enumerate(pieces.items(), start=1):
        Piece.objects.create(
            version=version, position=position, slug=slug, **{"title": slug.title(), **fields}
        )
    as_published(version)
    return version


def content_of(file: StoredFile | None) -> bytes:
    assert file
    with open_file(file) as opened:
        return opened.read()


def drawn(version: Version) -> dict[str, bytes]:
    return {piece.slug: content_of(drawn_of(piece)) for piece in pieces_of(version)}


def an_administrator():
    person = a_person("Dana Reid")
    a_role(person, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return person


def ordered(version: Version) -> OutboxItem:
    with transaction.atomic():
        order_files(version)
    return OutboxItem.objects.get(key=f"files:{version.pk}")


def test_an_order_is_promised_once_and_fulfilled_by_a_worker(version):
    item = ordered(version)
    assert ordered(version) == item
    assert files_of(version).state == FilesState.BEING_MADE
    assert outbox.run_item(item.pk)
    version.refresh_from_db()
    files = files_of(version)
    assert (files.state, files.made, files.wanted) == (FilesState.MADE, 5, 5)
    assert [one.name for one in files.pieces] == [
        f"{version.module.slug}-{slug}-version-1.pdf"
        for slug in ("guide", "session-plan", "evidence", "worksheet")
    ]
    assert files.archive_name == f"{version.module.slug}-version-1.zip"


def test_the_files_of_a_version_take_two_queries(version, django_assert_num_queries):
    make_files(version.pk)
    found = Version.objects.select_related("module", "archive").get(pk=version.pk)
    with django_assert_num_queries(1):
        assert len(files_of(found).pieces) == 4


def test_a_second_run_makes_nothing_anew(version, monkeypatch):
    make_files(version.pk)
    before = list(Rendition.objects.values_list("pk", "file"))
    monkeypatch.setattr(renditions, "render_pdf", None)
    monkeypatch.setattr(renditions, "store_archive", None)
    monkeypatch.setattr(renditions, "share_picture", None)
    make_files(version.pk)
    assert list(Rendition.objects.values_list("pk", "file")) == before


def test_what_broke_off_goes_on_where_it_was(version, monkeypatch):
    render, calls = renditions.render_pdf, []

    def breaks_at_the_third(html: str, *, title: str) -> bytes:
        calls.append(title)
        if len(calls) == 3:
            raise MemoryError
        return render(html, title=title)

    monkeypatch.setattr(renditions, "render_pdf", breaks_at_the_third)
    with pytest.raises(MemoryError):
        make_files(version.pk)
    assert files_of(version).made == 2
    make_files(version.pk)
    assert len(calls) == 3 + 2
    version.refresh_from_db()
    assert files_of(version).state == FilesState.MADE


def test_a_failure_says_why_and_an_administrator_orders_again(version, monkeypatch):
    def fails(*_args: object, **_kwargs: object) -> bytes:
        raise OSError("No space left")

    monkeypatch.setattr(renditions, "render_pdf", fails)
    item = ordered(version)
    for _ in range(3):
        OutboxItem.objects.update(due_at="2026-01-01T00:00:00Z")
        assert not outbox.run_item(item.pk)
    version.refresh_from_db()
    files = files_of(version)
    assert (files.state, files.problem) == (FilesState.FAILED, "OSError: No space left")
    with pytest.raises(PermissionDenied):
        order_files_again(by=a_person("Charlie Hale"), version=version)

    monkeypatch.undo()
    dana = an_administrator()
    order_files_again(by=dana, version=version)
    order_files_again(by=dana, version=version)
    again = OutboxItem.objects.get(key=None, task="modules.make_files")
    version.refresh_from_db()
    assert files_of(version).state == FilesState.BEING_MADE
    assert outbox.run_item(again.pk)
    version.refresh_from_db()
    assert files_of(version).state == FilesState.MADE


def test_a_pdf_is_tagged_titled_and_says_whose_it_is(version):
    make_files(version.pk)
    pdf = drawn(version)["guide"]
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata.title == f"{version.name}: Guide"
    assert "pdfuaid:part" in reader.xmp_metadata.stream.get_data().decode()
    words = reader.pages[0].extract_text()
    assert f"/modules/{version.module.slug}/" in words
    assert "Version 1, " in words
    assert "Free to use and adapt within the NHS in England." in words
    assert f"{version.name} · Guide · Version 1" in words
    assert words.splitlines()[-1].endswith("Page 1 of 1")


def test_tables_lists_and_headings_are_tagged():
    version = a_draft(guide={"kind": PieceKind.WORKSHEET, "body": TABLE})
    make_files(version.pk)
    tags = {element["/S"] for element in structure(drawn(version)["guide"])}
    assert {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/BlockQuote"} <= tags


def test_a_film_of_ours_is_offered_and_its_transcript_goes_with_it():
    film = store_file(b"\x00\x00\x00\x18ftypmp42", "video/mp4")
    version = a_draft(
        film={"kind": PieceKind.VIDEO, "file": film, "body": "What is said."},
        talk={"kind": PieceKind.VIDEO, "link": "https://video.example/1", "body": "What is said."},
    )
    make_files(version.pk)
    stem = version.module.slug
    names = [one.name for one in files_of(version).pieces]
    assert names == [f"{stem}-film-version-1.mp4", f"{stem}-talk-version-1.pdf"]
    version.refresh_from_db()
    with ZipFile(io.BytesIO(content_of(version.archive))) as archive:
        assert archive.namelist() == [
            f"{stem}-film-version-1.mp4",
            f"{stem}-film-transcript-version-1.pdf",
            f"{stem}-talk-version-1.pdf",
            "contents.txt",
        ]
        assert "Talk: https://video.example/1" in archive.read("contents.txt").decode()


def test_the_archive_lists_its_files_with_their_checksums(version):
    make_files(version.pk)
    version.refresh_from_db()
    with ZipFile(io.BytesIO(content_of(version.archive))) as archive:
        assert archive.testzip() is None
        words = archive.read("contents.txt").decode()
        for name in archive.namelist()[:-1]:
            content = archive.read(name)
            checksum = hashlib.sha256(content).hexdigest()
            assert f"{name}\n" in words
            assert f"({len(content)} bytes)\n    SHA-256 {checksum}\n" in words
    assert words.startswith(f"{version.name}, version 1\n")
    assert "Free to use and adapt within the NHS in England." in words


def test_the_same_files_give_the_same_archive(version):
    make_files(version.pk)
    version.refresh_from_db()
    first = version.archive
    Version.objects.update(archive=None)
    make_files(version.pk)
    version.refresh_from_db()
    assert version.archive == first


def test_the_picture_has_the_size_that_links_show(version):
    make_files(version.pk)
    version.refresh_from_db()
    assert version.picture.content_type == "image/png"
    assert Image.open(io.BytesIO(content_of(version.picture))).size == (1200, 630)


def test_a_piece_taken_out_of_a_draft_is_no_file_of_it(version):
    draft = a_module(published=False).versions.get()
    Piece.objects.filter(version=draft, slug="guide").update(removed_at="2026-03-03T12:00:00Z")
    assert [one.piece.slug for one in files_of(draft).pieces] == [
        "session-plan",
        "evidence",
        "worksheet",
    ]


CONTENT = Path(settings.BASE_DIR) / "modules" / "content"
SHEETS = {PieceKind.EVIDENCE: 1, PieceKind.WORKSHEET: 2}  # pages: one sheet of paper each


@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize("module", sorted(path.parent.name for path in CONTENT.glob("*/guide.md")))
def test_evidence_fits_on_one_page_and_a_worksheet_on_one_sheet(kind, module):
    body = (CONTENT / module / f"{kind}.md").read_text()
    version = a_draft(paper={"kind": kind, "body": body})
    piece = pieces_of(version)[0]
    pdf = renditions.render_paper(version, piece)
    assert len(PdfReader(io.BytesIO(pdf)).pages) <= SHEETS[kind]
