"""The bytes of a file, whole or in part, from here or by the server in front."""

from __future__ import annotations

import base64
import io
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from modules.byteranges import ByteRange, Unsatisfiable, applies, wanted_range
from modules.models import StoredFile
from modules.services.files import CHUNK, open_file

# What a browser may do with a file that it opens after all: nothing.
POLICY = "default-src 'none'; sandbox"


def file_response(request: HttpRequest, file: StoredFile, name: str) -> HttpResponseBase:
    """The file as an attachment: streamed, resumable, named, sealed by its checksum."""
    etag = f'"{file.sha256}"'
    response = get_conditional_response(request, etag=etag) or _body(request, file, etag)
    for header, value in _headers(file, name, etag).items():
        response[header] = value
    return response


def as_attachment(name: str) -> str:
    """The value of Content-Disposition, with a name in any letters."""
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _headers(file: StoredFile, name: str, etag: str) -> dict[str, str]:
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    return {
        "Content-Type": file.content_type,
        "Content-Disposition": as_attachment(name),
        "ETag": etag,
        "Repr-Digest": f"sha-256=:{digest}:",
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store, private",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }


def _body(request: HttpRequest, file: StoredFile, etag: str) -> HttpResponseBase:
    if settings.X_ACCEL_PREFIX:
        return _from_the_front(file)
    if request.method == "HEAD":
        return HttpResponse(headers={"Content-Length": str(file.size)})
    ranged = request.headers.get("Range", "")
    if not ranged or not applies(request.headers.get("If-Range", ""), etag):
        return _whole(file)
    try:
        part = wanted_range(ranged, file.size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    return _part(file, part) if part else _whole(file)


def _from_the_front(file: StoredFile) -> HttpResponse:
    """The server in front reads the file, parts included; no byte goes through us."""
    address = f"{settings.X_ACCEL_PREFIX.rstrip('/')}/{file.path}"
    return HttpResponse(headers={"X-Accel-Redirect": address})


def _whole(file: StoredFile) -> HttpResponseBase:
    return _streamed(open_file(file), file.size)


def _part(file: StoredFile, part: ByteRange) -> HttpResponseBase:
    response = _streamed(_Part(open_file(file), part), part.length)
    response.status_code = 206
    response["Content-Range"] = part.of(file.size)
    return response


def _streamed(content: Any, length: int) -> FileResponse:
    response = FileResponse(content)
    response.block_size = CHUNK
    response["Content-Length"] = str(length)
    return response


class _Part(io.RawIOBase):
    """A file that begins and ends where a part of it does."""

    def __init__(self, file: Any, part: ByteRange) -> None:
        self.file = file
        self.left = part.length
        file.seek(part.first)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk: bytes = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(chunk)
        return chunk

    def close(self) -> None:
        self.file.close()
        super().close()
