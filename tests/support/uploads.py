"""Files to upload, good ones and wicked ones, made when they are asked for."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = f"{OFFICE}wordprocessingml.document.main+xml"
EXCEL = f"{OFFICE}spreadsheetml.sheet.main+xml"
SLIDES = f"{OFFICE}presentationml.presentation.main+xml"
FOLDERS = {WORD: "word/document.xml", EXCEL: "xl/workbook.xml", SLIDES: "ppt/presentation.xml"}
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def a_pdf(body: bytes = b"", *, packed: bytes | None = None, trailer: bytes = b"") -> bytes:
    """One empty page; `packed` lies in an object stream."""
    objects = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + body + b" >>\nendobj\n"
    if packed is not None:
        inside = zlib.compress(packed)
        objects += (
            b"5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length "
            + str(len(inside)).encode()
            + b" >>\nstream\n"
            + inside
            + b"\nendstream\nendobj\n"
        )
    start = str(len(objects) + 9).encode()
    ends = b"trailer\n<< /Root 1 0 R " + trailer + b" >>\nstartxref\n" + start + b"\n%%EOF\n"
    return b"%PDF-1.7\n" + objects + ends


def an_archive(parts: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def an_office_file(
    main: str = WORD, parts: dict[str, bytes | str] | None = None, *, types: str = ""
) -> bytes:
    """What Word, Excel or PowerPoint would save, in few parts."""
    relations = (
        f'<Relationships><Relationship Id="r1" Type="{RELATION}/officeDocument" '
        f'Target="{FOLDERS.get(main, "word/document.xml")}"/></Relationships>'
    )
    return an_archive(
        {
            "[Content_Types].xml": f'<Types><Override ContentType="{main}"/>{types}</Types>',
            "_rels/.rels": relations,
            FOLDERS.get(main, "word/document.xml"): "<document>Names of the meetings</document>",
            **(parts or {}),
        }
    )


def a_relation(kind: str, *, mode: str = 'TargetMode="External"') -> str:
    return (
        f'<Relationships><Relationship Id="r9" Type="{RELATION}/{kind}" '
        f'Target="https://example.org/x" {mode}/></Relationships>'
    )


def a_picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, kind)
    return out.getvalue()


def a_large_empty_png(width: int, height: int) -> bytes:
    """A picture that says it is huge and packs to little."""
    rows = zlib.compress(b"\x00" * (width // 8 + 1) * min(height, 1000), 9)
    head = struct.pack(">2I5B", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (a_chunk(b"IHDR", head), a_chunk(b"IDAT", rows), a_chunk(b"IEND", b""))
    )


def a_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def a_moving_png() -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def a_box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def a_film(brand: bytes = b"isom", *, handler: bytes = b"vide", more: bytes = b"") -> bytes:
    index = a_box(b"trak", a_box(b"hdlr", b"\0" * 8 + handler + b"\0" * 12))
    return (
        a_box(b"ftyp", brand + b"\0\0\2\0" + brand + b"mp41" * (brand == b"isom"))
        + a_box(b"moov", index)
        + a_box(b"mdat", b"\x07" * 500)
        + more
    )


def swapped(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new)


def with_flag(content: bytes, flag: int) -> bytes:
    """Every part marked, in both lists, as one that needs a password."""
    marked = bytearray(content)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = marked.find(signature)
        while start >= 0:
            marked[start + place] |= flag
            start = marked.find(signature, start + 4)
    return bytes(marked)


def lying_about_size() -> bytes:
    """A part whose list says that it unpacks to nearly nothing."""
    honest = an_office_file(WORD, {"word/large.xml": b"\0" * 5_000_000})
    small, large = struct.pack("<I", 1000), struct.pack("<I", 5_000_000)
    return swapped(honest, large, small)


def overlapping() -> bytes:
    """Many parts of the list that are all the same bytes of the file."""
    content = an_office_file(WORD, {f"word/{number:03}.xml": b"x" * 900 for number in range(50)})
    start = struct.unpack("<I", content[-6:-2])[0]
    listed, place = bytearray(content), start
    first = None
    while listed[place : place + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack("<3H", listed[place + 28 : place + 34])
        if b"word/0" in listed[place + 46 : place + 46 + name]:
            offset = bytes(listed[place + 42 : place + 46])
            first = first or offset
            listed[place + 42 : place + 46] = first
        place += 46 + name + extra + comment
    return bytes(listed)
