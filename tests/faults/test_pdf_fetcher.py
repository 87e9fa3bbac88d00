"""Nothing in a document makes the PDF renderer read a file or open a socket."""

import base64
import http.server
import io
import logging
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pypdf import PdfReader
from weasyprint.urls import URLFetchingError

from productive_leader.core import pdf

CANARY = "CANARY-7f3a"


@dataclass
class Bait:
    """A file on this machine and a server on this machine, neither of them ours to read."""

    file: str
    server: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def bait(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bait]:
    secret: Path = tmp_path_factory.mktemp("bait") / "secret.txt"
    secret.write_text(CANARY)
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path.startswith("/away"):
                self.send_response(302)
                self.send_header("Location", secret.as_uri())
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/css" if "css" in self.path else "text/plain")
            self.end_headers()
            self.wfile.write(f"body::after {{ content: '{CANARY}' }}".encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Bait(secret.as_uri(), f"http://127.0.0.1:{server.server_port}", asked)
    server.shutdown()
    server.server_close()


def data_svg(inside: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


DATA_SHEET = "data:text/css,@import%20%22{server}/x.css%22;"
FONT = "@font-face {{ font-family: f; src: url('{file}') }} p {{ font-family: f }}"
IN_SVG = '<image href="{file}" width="9" height="9"/><image href="{server}/x.png"/>'
USE = '<use href="{server}/x.svg#a"/><use href="{file}#a"/>'
ELSEWHERE = '<img alt="x" src="asset:../../manage.py">'

PAYLOADS = {
    "image from a file": '<img alt="x" src="{file}">',
    "image from a server": '<img alt="x" src="{server}/x.png">',
    "image through a redirect": '<img alt="x" src="{server}/away.png">',
    "style sheet from a file": '<link rel="stylesheet" href="{file}">',
    "style sheet from a server": '<link rel="stylesheet" href="{server}/x.css">',
    "style sheet through a redirect": '<link rel="stylesheet" href="{server}/away.css">',
    "attachment in the head": '<link rel="attachment" href="{file}">',
    "attachment from data": f'<link rel="attachment" href="data:text/plain,{CANARY}">',
    "attachment as a link": '<a rel="attachment" href="{file}">x</a>',
    "attachment as a link to data": f'<a rel="attachment" href="data:text/plain,{CANARY}">x</a>',
    "import in a style": "<style>@import url('{file}'); @import '{server}/x.css';</style>",
    "import in a data style sheet": f'<link rel="stylesheet" href="{DATA_SHEET}">',
    "font from a file": f"<style>{FONT}</style>",
    "background": "<style>body {{ background: url('{server}/x.png') }}</style>",
    "list marker": "<style>li {{ list-style-image: url('{file}') }}</style><ul><li>x</li></ul>",
    "generated content": "<style>p::before {{ content: url('{server}/x.png') }}</style>",
    "image inside inline SVG": f'<svg width="9" height="9"><title>x</title>{IN_SVG}</svg>',
    "use inside inline SVG": f'<svg width="9" height="9"><title>x</title>{USE}</svg>',
    "image inside an SVG image": "SVG",
    "object": '<object data="{file}"></object><object data="{server}/x.svg"></object>',
    "embed": '<embed src="{server}/x.svg">',
    "base address": '<base href="{server}/"><img alt="x" src="relative.png">',
    "base address of a file": '<base href="file:///etc/"><img alt="x" src="hostname">',
    "plain path": '<img alt="x" src="/etc/hostname"><img alt="x" src="../../etc/hostname">',
    "our own scheme, outside the table": ELSEWHERE + '<img alt="x" src="asset:/etc/passwd">',
    "capital scheme": '<img alt="x" src="FILE:///etc/hostname"><img alt="x" src="HTTP://127.0.0.1">',
    "ftp": '<img alt="x" src="ftp://127.0.0.1:9/x">',
}


def payload(name: str, bait: Bait) -> str:
    text = PAYLOADS[name]
    if text == "SVG":
        inside = f'<image href="{bait.file}" width="9" height="9"/><image href="{bait.server}/y"/>'
        return f'<img alt="x" src="{data_svg(inside)}">'
    return text.format(file=bait.file, server=bait.server)


watched: list[str] = []
FORBIDDEN = ("secret.txt", "/etc/hostname", "/etc/passwd", "manage.py")


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """Python itself tells of every file opened and every connection tried."""
    if event in {"socket.connect", "socket.getaddrinfo"}:
        watched.append(f"{event} {arguments[1:]}")
    elif event == "open" and str(arguments[0]).endswith(FORBIDDEN):
        watched.append(f"open {arguments[0]}")


sys.addaudithook(_watch)


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_document_reads_nothing_and_calls_nobody(name, bait, caplog):
    caplog.set_level(logging.CRITICAL, "weasyprint")
    bait.asked.clear()
    watched.clear()
    html = f'<html lang="en-GB"><body>{payload(name, bait)}<p>Words</p></body></html>'
    made = pdf.render_pdf(html, title="Words")
    assert (bait.asked, watched) == ([], [])
    assert CANARY not in everything_in(made)
    assert "Words" in PdfReader(io.BytesIO(made)).pages[0].extract_text()


def test_a_colour_profile_from_a_file_ends_the_document_unread(bait):
    watched.clear()
    style = f"<style>@color-profile --x {{ src: url('{bait.file}') }}</style>"
    with pytest.raises(URLFetchingError, match="disallowed protocol"):
        pdf.render_pdf(style, title="Words")
    assert watched == []


def everything_in(made: bytes) -> str:
    """All objects of the file, streams unpacked, names of embedded files included."""
    reader = PdfReader(io.BytesIO(made))
    parts = []
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(number)
        parts.append(str(found))
        if hasattr(found, "get_data"):
            parts.append(found.get_data().decode("latin-1"))
    assert reader.attachments == {}
    return "\n".join(parts)


def test_control_weasyprint_alone_reads_the_file_and_calls_the_server(bait):
    from weasyprint import HTML

    bait.asked.clear()
    watched.clear()
    html = payload("attachment in the head", bait) + payload("image through a redirect", bait)
    made = HTML(string=html).write_pdf()
    assert bait.asked == ["/away.png"]
    assert [line for line in watched if line.endswith("secret.txt")] != []
    with pytest.raises(AssertionError):
        everything_in(made)


def test_our_own_table_is_served_by_name_alone():
    fetcher = pdf._fetcher()
    sheet = fetcher.fetch("asset:print.css")
    assert sheet.read() == pdf.ASSETS["print.css"].read_bytes()
    sheet.close()
    for address in ("asset:manage.py", "asset:../css/print.css", "asset:", "asset://print.css"):
        with pytest.raises(KeyError):
            fetcher.fetch(address)
