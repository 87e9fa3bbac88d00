"""What a file is that we do not take, as far as its first bytes tell."""

from __future__ import annotations

import re

from modules.uploads.refusing import HIDDEN, KINDS, UNKNOWN

OLD_OFFICE = (
    "This is an old Office file, or one locked by a password. Save it without a password as "
    ".docx, .xlsx or .pptx."
)
MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|iframe|svg|\?xml|\?php|!--)", re.I)
BEGINNINGS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLD_OFFICE,
    b"GIF8": f"This is a GIF picture. Save it as PNG. {KINDS}",
    b"RIFF": f"This is a WebP picture, or sound or film of an old kind. {KINDS}",
    b"MZ": f"This is a program, and programs are never taken. {KINDS}",
    b"\x7fELF": f"This is a program, and programs are never taken. {KINDS}",
    b"#!": f"This is a script, and scripts are never taken. {KINDS}",
    b"{\\rtf": f"This is an RTF text. Save it as .docx or PDF. {KINDS}",
    b"\x1a\x45\xdf\xa3": f"This is a WebM or Matroska film. Save it as MP4. {KINDS}",
    b"7z\xbc\xaf": f"This is an archive. Upload each of its files on its own. {KINDS}",
    b"Rar!": f"This is an archive. Upload each of its files on its own. {KINDS}",
    b"\x1f\x8b": f"This is an archive. Upload each of its files on its own. {KINDS}",
}


def what_else(head: bytes) -> str:
    """The sentence that refuses it. `head`: the first few thousand bytes."""
    for beginning, sentence in BEGINNINGS.items():
        if head.startswith(beginning):
            return sentence
    plain = _as_ascii(head)
    if re.search(rb"<\s*svg\b", plain, re.I):
        return f"This is an SVG picture, which can carry scripts. Save it as PNG. {KINDS}"
    if re.search(rb"%PDF-|PK\x03\x04", head[1:]):
        return HIDDEN
    if MARKUP.match(plain):
        return f"This is a web page or a script, and these are never taken. {KINDS}"
    return UNKNOWN


def _as_ascii(head: bytes) -> bytes:
    """Without a mark of byte order, the zeros of wide characters and spaces in front."""
    return head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x0b\x0c")
