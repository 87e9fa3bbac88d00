"""Word, Excel and PowerPoint files: archives that are looked through before they are opened."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from typing import IO

from modules.enums import FileType
from modules.uploads.refusing import BROKEN, HIDDEN, KINDS, LOCKED, Refused

END = struct.Struct("<4s4H2IH")  # the end of an archive: 22 bytes
LARGEST_LIST = 2_000_000  # bytes of the list of its parts
MOST_PARTS = 3000
UNPACKED = 250_000_000  # bytes of all parts
HIGHEST_RATIO, RATIO_FROM = 200, 1_000_000  # of a part, and from which size it counts
WHOLE_RATIO = 100
LARGEST_TEXT = 2_000_000  # bytes of a part that we read
LARGEST_NESTED = 10_000_000

MACROS = (
    "The file contains macros. Save it as .docx, .xlsx or .pptx without them, then choose that one."
)
BOMB = "The file unpacks to far more than it is. Save it again from the program that made it."
NESTED = (
    "Another file is packed into this one. Paste it as a picture, or upload it on its own, then "
    "choose this file again."
)
FETCHES = (
    "The file fetches something from elsewhere when it is opened: a template, a picture or a "
    "figure. Put that into the file itself, then choose it again."
)
AN_ARCHIVE = f"This is an archive. Upload each of its files on its own. {KINDS}"
OPEN_DOCUMENT = f"This is an OpenDocument file. Save it as .docx, .xlsx, .pptx or PDF. {KINDS}"

MAIN = {
    "wordprocessingml.document.main+xml": FileType.WORD,
    "spreadsheetml.sheet.main+xml": FileType.SPREADSHEET,
    "presentationml.presentation.main+xml": FileType.SLIDES,
}
MAIN_PART = {
    FileType.WORD: "word/",
    FileType.SPREADSHEET: "xl/",
    FileType.SLIDES: "ppt/",
}
TYPES = "[Content_Types].xml"
MACRO_PART = re.compile(r"vba(?:project|data)|macrosheets/|activex/|\.(?:docm|xlsm|pptm|xlam)$")
KNOWN = {
    *(".xml", ".rels", ".vml", ".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".tif", ".tiff"),
    *(".emf", ".wmf", ".wdp", ".svg", ".ico", ".fntdata", ".odttf", ".ttf", ".otf"),
    *(".mp4", ".m4v", ".m4a", ".mp3", ".wav", ".psmdcp", ".json"),
}
SETTINGS_OF_PRINTERS = re.compile(r"/printersettings/[^/]+\.bin$")
NESTED_CHART = re.compile(r"/embeddings/[^/]+\.xlsx$")
TROUBLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(OSError, EOFError, ValueError, NotImplementedError, RuntimeError),
)
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def office_type(file: IO[bytes], size: int) -> FileType:
    """What it is. Raises Refused."""
    with _opened(file, size) as archive:
        parts = archive.infolist()
        _check_sizes(parts, size)
        kind = _kind_of(archive)
        _check_names(parts)
        for part in parts:
            if part.filename.lower().endswith(".rels"):
                _check_relations(_text(archive, part.filename))
            elif NESTED_CHART.search(f"/{part.filename.lower()}"):
                _check_chart(archive, part)
        _check_whole(archive)
    return kind


def _opened(file: IO[bytes], size: int) -> zipfile.ZipFile:
    """Its list is not read before it is known to be short, to end the file and to begin it."""
    file.seek(max(0, size - END.size))
    end = file.read(END.size)
    if len(end) < END.size or end[:4] != b"PK\x05\x06":
        raise Refused(HIDDEN if zipfile.is_zipfile(file) else BROKEN)
    _, disk, _, _, count, length, start, comment = END.unpack(end)
    if disk or comment or start + length + END.size != size:
        raise Refused(HIDDEN)
    if count > MOST_PARTS or length > LARGEST_LIST:
        raise Refused(BOMB)
    try:
        return zipfile.ZipFile(file)
    except TROUBLE:
        raise Refused(BROKEN) from None


def _check_sizes(parts: Sequence[zipfile.ZipInfo], size: int) -> None:
    if any(part.flag_bits & 0x41 for part in parts):
        raise Refused(LOCKED)
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise Refused(BROKEN)
    whole = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > RATIO_FROM and part.file_size > part.compress_size * HIGHEST_RATIO
        for part in parts
    )
    if swollen or whole > UNPACKED or whole > max(size * WHOLE_RATIO, RATIO_FROM):
        raise Refused(BOMB)
    _check_places(parts)


def _check_places(parts: Sequence[zipfile.ZipInfo]) -> None:
    """The first part begins the file, and no two lie over each other."""
    ordered = sorted(parts, key=lambda part: part.header_offset)
    if not ordered or ordered[0].header_offset:
        raise Refused(HIDDEN)
    for part, following in pairwise(ordered):
        end = part.header_offset + 30 + len(part.filename) + part.compress_size
        if end > following.header_offset:
            raise Refused(BOMB)


def _kind_of(archive: zipfile.ZipFile) -> FileType:
    names = {part.filename for part in archive.infolist()}
    if "mimetype" in names:
        raise Refused(OPEN_DOCUMENT)
    if TYPES not in names:
        raise Refused(AN_ARCHIVE)
    types = _text(archive, TYPES)
    if re.search("macroenabled|vbaproject|activex|ms-office.activex", types, re.IGNORECASE):
        raise Refused(MACROS)
    found = {kind for name, kind in MAIN.items() if name in types}
    if len(found) != 1:
        raise Refused(AN_ARCHIVE)
    kind = found.pop()
    if not any(name.startswith(MAIN_PART[kind]) for name in names):
        raise Refused(BROKEN)
    return kind


def _check_names(parts: Sequence[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts if not part.is_dir()]
    if any(MACRO_PART.search(name) for name in names):
        raise Refused(MACROS)
    if len(set(names)) != len(names) or not all(map(_is_plain, names)):
        raise Refused(BROKEN)
    if not all(map(_is_known, names)):
        raise Refused(NESTED)


def _is_plain(name: str) -> bool:
    return (
        name.isprintable() and "\\" not in name and not {"..", "/"} & {*PurePosixPath(name).parts}
    )


def _is_known(name: str) -> bool:
    whole = f"/{name}"
    return (
        PurePosixPath(name).suffix in KNOWN
        or name.endswith("/.rels")
        or bool(SETTINGS_OF_PRINTERS.search(whole) or NESTED_CHART.search(whole))
    )


def _check_relations(text: str) -> None:
    """A link that a reader presses may lead elsewhere; nothing may be fetched by itself."""
    for found in RELATION.findall(text):
        is_external = re.search(r"TargetMode\s*=\s*[\"']\s*External", found, re.IGNORECASE)
        if is_external and not re.search(r"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", found):
            raise Refused(FETCHES)


def _check_chart(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """The figures of a chart are a spreadsheet within the file; it has none within itself."""
    if part.file_size > LARGEST_NESTED:
        raise Refused(NESTED)
    inside = _read(archive, part.filename)
    with _opened(io.BytesIO(inside), len(inside)) as nested:
        parts = nested.infolist()
        _check_sizes(parts, len(inside))
        if _kind_of(nested) != FileType.SPREADSHEET:
            raise Refused(NESTED)
        _check_names(parts)
        for one in parts:
            if NESTED_CHART.search(f"/{one.filename.lower()}"):
                raise Refused(NESTED)
            if one.filename.lower().endswith(".rels"):
                _check_relations(_text(nested, one.filename))


def _text(archive: zipfile.ZipFile, name: str) -> str:
    """A part of XML in plain characters, whatever its encoding and its references."""
    if archive.getinfo(name).file_size > LARGEST_TEXT:
        raise Refused(BOMB)
    raw = _read(archive, name)
    wide = raw[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in raw[:4]
    try:
        return html.unescape(raw.decode("utf-16" if wide else "utf-8"))
    except UnicodeDecodeError:
        raise Refused(BROKEN) from None


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """No more than the list says it is, which was checked."""
    try:
        return archive.read(name)
    except TROUBLE:
        raise Refused(BROKEN) from None


def _check_whole(archive: zipfile.ZipFile) -> None:
    try:
        is_broken = archive.testzip() is not None
    except TROUBLE:
        is_broken = True
    if is_broken:
        raise Refused(BROKEN)
