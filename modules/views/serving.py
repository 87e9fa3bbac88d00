"""The bytes of a file, whole or in part, from here or by the server in front."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
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
    whole = ByteRange(0, file.size - 1)
    if request.method == "HEAD":
        return HttpResponse(headers={"Content-Length": str(whole.length)})
    wanted = request.headers.get("Range", "")
    if not wanted or not applies(request.headers.get("If-Range", ""), etag):
        return _streamed(file, whole)
    try:
        part = wanted_range(wanted, file.size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    return _part(file, part) if part else _streamed(file, whole)


def _from_the_front(file: StoredFile) -> HttpResponse:
    """The server in front reads the file, parts included; no byte goes through us."""
    address = f"{settings.X_ACCEL_PREFIX.rstrip('/')}/{file.path}"
    return HttpResponse(headers={"X-Accel-Redirect": address})


def _part(file: StoredFile, part: ByteRange) -> HttpResponseBase:
    response = _streamed(file, part)
    response.status_code = 206
    response["Content-Range"] = part.of(file.size)
    return response


def _streamed(file: StoredFile, part: ByteRange) -> HttpResponseBase:
    open_file(file).close()  # bytes that are gone are an error now, not in the middle
    length = {"Content-Length": str(part.length)}
    return StreamingHttpResponse(_chunks(file, part), headers=length)


def _chunks(file: StoredFile, part: ByteRange) -> Iterator[bytes]:
    with open_file(file) as opened:
        opened.seek(part.first)
        left = part.length
        while left and (chunk := opened.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
