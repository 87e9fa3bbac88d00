"""What a browser fetches for a page: everything at the first visit, the page alone later."""

import http.client
import re

from bench.load import Visitor

STATIC = re.compile(r'["\'(](/static/[^"\')\s?#]+)')
IMPORTED = re.compile(r'(?:from|import)\s*["\'](\./[^"\']+|\.\./[^"\']+|/static/[^"\']+)["\']')
HEADERS = 300  # bytes that an answer's headers take, about


def of_a_page(visitor: Visitor, path: str) -> dict[str, int]:
    """Bytes as a browser gets them, compressed where we compress. Hashed names stay for ever."""
    page, text = fetch(visitor, path)
    waiting, seen, files = set(STATIC.findall(text)), set[str](), 0
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        size, text = fetch(visitor, address)
        files += size
        if address.endswith((".css", ".js")):
            waiting |= set(STATIC.findall(text)) | set(IMPORTED.findall(text))
            waiting = {name for name in waiting if name.startswith("/static/")}
    return {"first": page + files, "later": page, "files": len(seen)}


def fetch(visitor: Visitor, path: str) -> tuple[int, str]:
    """How many bytes came, and the text in plain."""
    sizes, plain = [], b""
    for encoding in ("gzip, deflate, br", "identity"):
        connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        headers = {
            "Host": "127.0.0.1",
            "X-Forwarded-Proto": "https",
            "Cookie": cookies,
            "Accept-Encoding": encoding,
        }
        connection.request("GET", path, headers=headers)
        plain = connection.getresponse().read()
        sizes.append(len(plain))
        connection.close()
    return sizes[0] + HEADERS, plain.decode(errors="replace")
