"""No upload fills the disk, whoever sends it: what goes on after the limit is read and dropped."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

LARGEST = 510_000_000  # bytes of one file: more than any form takes
KEPT_AS = "productive_leader.too_large"


class Limited(FileUploadHandler):
    """The first of the handlers. The fields of the form arrive, the file does not."""

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's name
        self.received += len(raw_data)
        if self.received > LARGEST:
            if self.request is not None:
                self.request.META.setdefault(KEPT_AS, set()).add(self.field_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers below make the file."""


def is_too_large(request: HttpRequest, field: str) -> bool:
    """Whether a file was sent in this field that nobody takes."""
    return field in request.META.get(KEPT_AS, ())
