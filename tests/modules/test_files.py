"""Contents are kept once, under their checksum, whoever brings them and however many at once."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, connections

from modules.models import StoredFile
from modules.services.files import ARRIVING, check_files, files_dir, open_file, store_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    """A storage of the test's own."""
    place = {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"files": place}
    return tmp_path / "files"


def kept_in(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_a_content_lies_under_its_checksum_and_reads_back(folder):
    file = store_file(b"words", "text/plain")
    checksum = hashlib.sha256(b"words").hexdigest()
    assert (file.sha256, file.size, file.content_type) == (checksum, 5, "text/plain")
    assert kept_in(folder) == {f"{checksum[:2]}/{checksum}": b"words"}
    with open_file(file) as opened:
        assert opened.read() == b"words"


def test_the_same_content_is_kept_once_with_its_first_type(folder):
    first = store_file(b"words", "text/plain")
    assert store_file(ContentFile(b"words"), "text/csv") == first
    assert list(StoredFile.objects.values_list("content_type", flat=True)) == ["text/plain"]
    assert list(kept_in(folder).values()) == [b"words"]


def test_a_file_is_read_from_its_beginning():
    content = ContentFile(b"words")
    content.seek(3)
    assert store_file(content, "text/plain").size == 5


def test_a_content_that_breaks_off_leaves_nothing(folder):
    class Broken(ContentFile):
        def chunks(self, *_size: int):
            yield b"half"
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store_file(Broken(b""), "text/plain")
    assert (kept_in(folder), StoredFile.objects.count()) == ({}, 0)
    assert (files_dir() / ARRIVING).is_dir()


@pytest.mark.django_db(transaction=True)
def test_ten_who_store_the_same_at_once_get_the_same_row(folder):
    start, found = threading.Barrier(10), []

    def work() -> None:
        start.wait()
        found.append(store_file(b"x" * 1_000_000, "text/plain").pk)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [StoredFile.objects.get().pk] * 10
    assert [len(content) for content in kept_in(folder).values()] == [1_000_000]


def test_a_name_that_is_no_checksum_is_refused():
    with pytest.raises(IntegrityError, match="file_is_named_by_its_checksum"):
        StoredFile.objects.create(sha256="X" * 64, size=1, content_type="text/plain")


def test_bytes_that_are_gone_are_an_error_of_their_own():
    file = store_file(b"words", "text/plain")
    storages["files"].delete(file.path)
    with pytest.raises(FileNotFoundError):
        open_file(file)


def let_lie(path: Path, hours: int) -> Path:
    """As if these bytes had been written so many hours ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (time.time() - hours * 3600,) * 2)
    return path


def test_bytes_without_a_row_go_after_a_day(folder, caplog):
    stray = let_lie(folder / "ab" / ("ab" * 32), 25)
    broken_off = let_lie(folder / ARRIVING / "x", 25)
    young = let_lie(folder / "cd" / ("cd" * 32), 23)
    kept = store_file(b"words", "text/plain")
    let_lie(folder / kept.path, 1000)
    with caplog.at_level("WARNING"):
        assert check_files() == 2
    assert (stray.exists(), broken_off.exists(), young.exists()) == (False, False, True)
    assert store_file(b"words", "text/plain") == kept
    assert sorted(record.args[0] for record in caplog.records) == ["ab" * 32, "x"]


def test_rows_without_bytes_are_named_and_stay(folder, caplog):
    file = store_file(b"words", "text/plain")
    (folder / file.path).unlink()
    assert check_files() == 0
    assert [record.getMessage() for record in caplog.records] == [
        f"Files that are gone: {file.sha256}"
    ]
    assert StoredFile.objects.get() == file


def test_a_night_before_the_first_file_finds_nothing():
    assert check_files() == 0


def test_storing_again_begins_the_day_of_grace_anew(folder):
    """A transaction may be open on bytes that are there from one that was rolled back."""
    file = store_file(b"words", "text/plain")
    let_lie(folder / file.path, 25)
    StoredFile.objects.all().delete()
    store_file(b"words", "text/plain")
    StoredFile.objects.all().delete()
    assert check_files() == 0
