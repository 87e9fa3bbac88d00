"""Files that are not what they are called, that do harm, or that are far larger than they look."""

from __future__ import annotations

import io
import os
import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest

from modules.enums import FileType
from modules.uploads import MB, Refused, examine
from modules.uploads.films import NO_PICTURES, NOT_MP4
from modules.uploads.hostile import BEGINNINGS, OLD_OFFICE
from modules.uploads.office import (
    AN_ARCHIVE,
    BOMB,
    FETCHES,
    MACROS,
    NESTED,
    OPEN_DOCUMENT,
)
from modules.uploads.pdfs import ACTIVE, ATTACHED, UNSEEN
from modules.uploads.pictures import MOVES, TOO_MANY
from modules.uploads.refusing import BROKEN, EMPTY, HIDDEN, KINDS, LOCKED, UNKNOWN
from productive_leader.core.pdf import render_pdf
from tests.support.uploads import (
    EXCEL,
    SLIDES,
    WORD,
    a_box,
    a_chunk,
    a_film,
    a_large_empty_png,
    a_moving_png,
    a_pdf,
    a_picture,
    a_relation,
    an_archive,
    an_office_file,
    lying_about_size,
    overlapping,
    swapped,
    with_flag,
)

SVG = "This is an SVG picture, which can carry scripts. Save it as PNG. " + KINDS
PAGE = "This is a web page or a script, and these are never taken. " + KINDS


def verdict(content: bytes) -> str:
    """The sentence that refuses it, or the type it has."""
    try:
        return str(examine(io.BytesIO(content)).value)
    except Refused as refusal:
        return str(refusal)


GOOD = {
    "a PDF": (a_pdf(), FileType.PDF),
    "a PDF with packed objects": (a_pdf(packed=b"1 0 << /Type /Page >>"), FileType.PDF),
    "a PDF that speaks of JavaScript": (a_pdf(b"/Title (JavaScript for all)"), FileType.PDF),
    "a Word document": (an_office_file(), FileType.WORD),
    "a spreadsheet": (an_office_file(EXCEL), FileType.SPREADSHEET),
    "a spreadsheet with settings of a printer": (
        an_office_file(EXCEL, {"xl/printerSettings/printerSettings1.bin": b"\x01"}),
        FileType.SPREADSHEET,
    ),
    "slides with a chart": (
        an_office_file(SLIDES, {"ppt/embeddings/Sheet1.xlsx": an_office_file(EXCEL)}),
        FileType.SLIDES,
    ),
    "a document with a link": (
        an_office_file(WORD, {"word/_rels/document.xml.rels": a_relation("hyperlink")}),
        FileType.WORD,
    ),
    "a PNG": (a_picture(), FileType.PNG),
    "a JPEG": (a_picture("JPEG"), FileType.JPEG),
    "a film": (a_film(), FileType.MP4),
    "a film with a long box": (
        a_film(more=struct.pack(">I4sQ", 1, b"free", 24) + b"\0" * 8),
        FileType.MP4,
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_we_take_is_known_by_its_content(name: str):
    content, kind = GOOD[name]
    assert verdict(content) == kind.value


def test_our_own_pdfs_are_taken():
    assert (
        verdict(render_pdf("<h1>Guide</h1>" + "<p>Meetings.</p>" * 200, title="Guide"))
        == FileType.PDF.value
    )


def test_a_spreadsheet_that_a_program_made_is_taken():
    openpyxl = pytest.importorskip("openpyxl")
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in range(500):
        book.active.append([row, "a meeting", row * 15])
    book.save(out)
    assert verdict(out.getvalue()) == FileType.SPREADSHEET.value


REFUSED = {
    "nothing": (b"", EMPTY),
    "a text": (b"Dear colleague, here are the rules.", UNKNOWN),
    "zeros": (b"\0" * 5000, UNKNOWN),
    # what would do harm in a browser, whatever it is called
    "an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', SVG),
    "an SVG after a declaration": (b'<?xml version="1.0"?>\n<!-- x -->\n<svg onload="x"/>', SVG),
    "an SVG in wide letters": ("\ufeff<svg onload='x'/>".encode("utf-16-le"), SVG),
    "a page": (b"\n\n<!DOCTYPE html><html><script>alert(1)</script>", PAGE),
    "a page with a mark": (b"\xef\xbb\xbf<html>", PAGE),
    "a page behind a remark": (b"<!-- hello --><b>x</b>", PAGE),
    "PHP": (b"<?php system($_GET['x']); ?>", PAGE),
    "a script of the shell": (b"#!/bin/sh\nrm -rf /", BEGINNINGS[b"#!"]),
    "a program": (b"MZ\x90\x00" + b"\0" * 200, BEGINNINGS[b"MZ"]),
    "a GIF": (b"GIF89a" + b"\0" * 50, BEGINNINGS[b"GIF8"]),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, OLD_OFFICE),
    "RTF": (b"{\\rtf1 hello}", BEGINNINGS[b"{\\rtf"]),
    # two files in one
    "a page before a PDF": (b"<html><script>x</script></html>" + a_pdf(), HIDDEN),
    "a line before a PDF": (b"hello\n" + a_pdf(), HIDDEN),
    "a page after a PDF": (a_pdf() + b"<html><script>alert(1)</script>", HIDDEN),
    "an archive after a PDF": (a_pdf() + an_archive({"a.html": "<script>"}), HIDDEN),
    "an archive within the end of a PDF": (
        a_pdf(trailer=b"") + an_archive({"a": "b"})[:-2] + b"\x07\x00\n%%EOF\n",
        HIDDEN,
    ),
    "an archive after a GIF": (b"GIF89a" + an_archive({"a": "b"}), BEGINNINGS[b"GIF8"]),
    "an archive after a PNG": (a_picture() + an_archive({"a.class": "x"}), HIDDEN),
    "a page after a PNG": (a_picture() + b"<script>alert(1)</script>", HIDDEN),
    "a page after a JPEG": (a_picture("JPEG") + b"<script>alert(1)</script>", HIDDEN),
    "an archive after a film": (a_film() + an_archive({"a": "b"}), HIDDEN),
    "a page before a document": (b"<html>" + an_office_file(), HIDDEN),
    "something before a document": (b"PK\x03\x04" + b"x" * 60 + an_office_file(), HIDDEN),
    "something after a document": (an_office_file() + b"<script>", HIDDEN),
    # PDFs that act
    "a script": (a_pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), ACTIVE),
    "a script in disguise": (a_pdf(b"/OpenAction << /S /J#61vaScrip#74 >>"), ACTIVE),
    "a packed script": (a_pdf(packed=b"7 0 << /S /JavaScript /JS (x) >>"), ACTIVE),
    "a program started": (a_pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"), ACTIVE),
    "a form of the other kind": (a_pdf(b"/AcroForm << /XFA 9 0 R >>"), ACTIVE),
    "a file packed into a PDF": (a_pdf(b"/Names << /EmbeddedFiles 8 0 R >>"), ATTACHED),
    "a locked PDF": (a_pdf(trailer=b"/Encrypt 9 0 R"), LOCKED),
    "a PDF cut short": (a_pdf(b"/X (" + b"y" * 9000 + b")")[:6000], BROKEN),
    "a bomb in a PDF": (a_pdf(packed=b"\0" * 20_000_000), UNSEEN),
    "a part that does not unpack": (
        swapped(a_pdf(packed=b"1 0 <<>>"), b"stream\nx", b"stream\ny"),
        UNSEEN,
    ),
    # Office files
    "an archive": (an_archive({"a.txt": "hello"}), AN_ARCHIVE),
    "an OpenDocument": (
        an_archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
        OPEN_DOCUMENT,
    ),
    "macros": (an_office_file(WORD, {"word/vbaProject.bin": b"x"}), MACROS),
    "macros in disguise": (
        an_office_file("application/vnd.ms-word.document.macroEnabled.main+xml"),
        MACROS,
    ),
    "macros under another name": (
        an_office_file(types='<Override ContentType="application/vnd.ms-office.vbaProject"/>'),
        MACROS,
    ),
    "a sheet of old macros": (
        an_office_file(EXCEL, {"xl/macrosheets/sheet1.xml": "<x/>"}),
        MACROS,
    ),
    "a control": (an_office_file(WORD, {"word/activeX/activeX1.xml": "<x/>"}), MACROS),
    "an object of another program": (
        an_office_file(WORD, {"word/embeddings/oleObject1.bin": b"x"}),
        NESTED,
    ),
    "a program within": (an_office_file(WORD, {"word/media/a.exe": b"MZ"}), NESTED),
    "a page within": (an_office_file(WORD, {"word/a.html": "<script>"}), NESTED),
    "an archive within": (
        an_office_file(WORD, {"word/a.zip": an_archive({"a": "b"})}),
        NESTED,
    ),
    "macros in a chart": (
        an_office_file(
            SLIDES,
            {"ppt/embeddings/a.xlsx": an_office_file(EXCEL, {"xl/vbaProject.bin": b"x"})},
        ),
        MACROS,
    ),
    "a chart in a chart": (
        an_office_file(
            SLIDES,
            {
                "ppt/embeddings/a.xlsx": an_office_file(
                    EXCEL, {"xl/embeddings/b.xlsx": an_office_file(EXCEL)}
                )
            },
        ),
        NESTED,
    ),
    "a template from elsewhere": (
        an_office_file(WORD, {"word/_rels/settings.xml.rels": a_relation("attachedTemplate")}),
        FETCHES,
    ),
    "a template from elsewhere in disguise": (
        an_office_file(
            WORD,
            {
                "word/_rels/settings.xml.rels": a_relation(
                    "attachedTemplate", mode="TargetMode='&#69;xternal'"
                )
            },
        ),
        FETCHES,
    ),
    "a template from elsewhere in wide letters": (
        an_office_file(
            WORD, {"word/_rels/settings.xml.rels": a_relation("frame").encode("utf-16")}
        ),
        FETCHES,
    ),
    "a path that leads out": (an_office_file(WORD, {"../../etc/passwd.xml": "x"}), BROKEN),
    "a path from the root": (an_office_file(WORD, {"/etc/passwd.xml": "x"}), BROKEN),
    "the same part twice": (an_office_file(WORD, {"WORD/Document.xml": "x"}), BROKEN),
    "a locked document": (with_flag(an_office_file(), 1), LOCKED),
    "a document cut short": (an_office_file(WORD, {"word/a.xml": os.urandom(9000)})[:5000], BROKEN),
    "a document with a broken part": (
        swapped(
            an_office_file(WORD, {"word/media/a.png": b""}),
            an_office_file()[60:64],
            b"\xff\xff\xff\xff",
        ),
        BROKEN,
    ),
    # bombs
    "a bomb of one part": (an_office_file(WORD, {"word/a.xml": b"\0" * 30_000_000}), BOMB),
    "a bomb of many parts": (
        an_office_file(WORD, {f"word/{n}.xml": b"\0" * 990_000 for n in range(40)}),
        BOMB,
    ),
    "a bomb of names": (an_office_file(WORD, {f"word/{n}.xml": "" for n in range(3100)}), BOMB),
    "a bomb that lies over itself": (overlapping(), BOMB),
    "a bomb that lies about its size": (lying_about_size(), BROKEN),
    "a bomb in a chart": (
        an_office_file(
            SLIDES,
            {"ppt/embeddings/a.xlsx": an_office_file(EXCEL, {"xl/a.xml": b"\0" * 9_000_000})},
        ),
        BOMB,
    ),
    # pictures
    "a huge picture": (a_large_empty_png(60_000, 60_000), TOO_MANY),
    "a rather large picture": (a_large_empty_png(6000, 5000), TOO_MANY),
    "a picture cut short": (a_picture()[:-40], BROKEN),
    "a JPEG cut short": (a_picture("JPEG", (400, 300))[:-4000], BROKEN),
    "a picture that is none": (b"\x89PNG\r\n\x1a\n" + a_chunk(b"IEND", b""), BROKEN),
    "a picture with a wrong sum": (
        swapped(a_picture(), b"IHDR\0\0\0\x28", b"IHDR\0\0\0\x29"),
        BROKEN,
    ),
    "a moving picture": (a_moving_png(), MOVES),
    "a JPEG that is none": (b"\xff\xd8\xff" + b"\0" * 500 + b"\xff\xd9", BROKEN),
    # films
    "a film of another kind": (a_film(b"qt  "), NOT_MP4),
    "sound": (a_film(b"M4A "), NOT_MP4),
    "sound in a film's clothes": (a_film(handler=b"soun"), NO_PICTURES),
    "a film cut short": (a_film()[:-100], BROKEN),
    "a film without an index": (a_box(b"ftyp", b"isom\0\0\2\0isom") + a_box(b"mdat", b"x"), BROKEN),
    "a film with a page behind": (a_film(more=b"<script>alert(1)</script>"), BROKEN),
    "a film of a strange box": (a_film(more=a_box(b"evil", b"<script>")), UNKNOWN),
    "a film of endless boxes": (a_film(more=b"\0\0\0\x04free"), BROKEN),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_we_do_not_take_is_refused_with_a_sentence(name: str):
    content, sentence = REFUSED[name]
    assert verdict(content) == sentence


def test_every_sentence_says_what_to_do():
    for _, sentence in REFUSED.values():
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert any(
            word in sentence for word in ("Choose", "choose", "Save", "Paste", "Print", "Make")
        ), sentence


def sparse(path: Path, head: bytes, size: int) -> Path:
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)
    return path


@pytest.mark.parametrize(
    ("head", "size", "begins"),
    [
        (a_pdf(), 26 * MB, "A file may have 25 MB at most, and this one has 26 MB."),
        (an_office_file(), 25 * MB + 1, "A file may have 25 MB at most, and this one has 26 MB."),
        (a_film(), 501 * MB, "A film may have 500 MB at most, and this one has 501 MB."),
    ],
    ids=["PDF", "document", "film"],
)
def test_what_is_too_large_is_told_the_limit(tmp_path, head, size, begins):
    with sparse(tmp_path / "large", head, size).open("rb") as file, pytest.raises(Refused) as told:
        examine(file)
    assert str(told.value) == f"{begins} Make it smaller, for example with smaller pictures."


def test_a_long_film_is_not_read_into_memory(tmp_path: Path):
    """490 MB, of which the boxes alone are read."""
    size = 490 * MB
    start = a_film()
    path = sparse(tmp_path / "film", start + struct.pack(">I4s", 0, b"mdat"), size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("rb") as file:
        assert examine(file) == FileType.MP4
        assert file.tell() == 0
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 50_000  # kB


def test_a_large_pdf_on_disk_is_looked_through_where_it_lies(tmp_path: Path):
    stream = b"4 0 obj\n<< /Length 20000000 >>\nstream\n" + os.urandom(20_000_000).replace(
        b"endstream", b"endstraum"
    )
    path = tmp_path / "large.pdf"
    path.write_bytes(b"%PDF-1.7\n" + stream + b"\nendstream\nendobj\n" + a_pdf()[9:])
    with path.open("rb") as file:
        assert examine(file) == FileType.PDF
    path.write_bytes(path.read_bytes().replace(b"/Type /Catalog", b"/S /JavaScript"))
    with path.open("rb") as file, pytest.raises(Refused, match="script"):
        examine(file)


def test_bombs_are_not_unpacked_to_be_refused():
    """A gigabyte that packs to one megabyte: looked at, not unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{WORD}"/></Types>')
        with archive.open("word/document.xml", "w") as part:
            for _ in range(1000):
                part.write(b"\0" * MB)
    before = time.process_time()
    assert verdict(out.getvalue()) == BOMB
    assert time.process_time() - before < 1  # unpacking takes seconds


def test_noise_breaks_nothing():
    """Good files with bytes changed anywhere are taken or refused with a sentence."""
    for name, (content, _) in GOOD.items():
        spoilt = bytearray(content)
        for step in range(200):
            place = (step * 7919) % len(spoilt)
            spoilt[place] = (spoilt[place] + step) % 256
            assert verdict(bytes(spoilt)), name
        for end in range(1, len(content), max(1, len(content) // 60)):
            assert verdict(content[:end]), name
