"""What is too large to be taken by anybody is not kept, and the form hears of it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from productive_leader.core import uploads
from productive_leader.core.uploads import is_too_large


@pytest.mark.parametrize(("size", "arrives"), [(1000, True), (300_000, False)])
def test_a_file_beyond_the_limit_is_dropped_and_told_of(monkeypatch, size: int, arrives: bool):
    monkeypatch.setattr(uploads, "LARGEST", 200_000)
    files = {
        "film": SimpleUploadedFile("film.mp4", b"x" * size),
        "after": SimpleUploadedFile("after.txt", b"small"),
    }
    request = RequestFactory().post("/", {"title": "A film", **files})
    assert request.POST["title"] == "A film"
    assert ("film" in request.FILES) is arrives
    assert request.FILES["after"].read() == b"small"
    assert is_too_large(request, "film") is not arrives
    assert not is_too_large(request, "after")
