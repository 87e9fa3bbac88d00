"""Log lines that help and do not leak: a request id on each, addresses and codes struck out."""

import logging
import re
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")

ADDRESS = re.compile(r"[^\s@<>()\[\]\"'=,;:]+@[^\s@<>()\[\]\"'=,;:]+")
CODE = re.compile(r"(?<![\w.:-])\d{6}(?![\w.:-])")
SECRET = re.compile(r"(?i)\b(token|key|code|password|secret|session|csrf\w*)=[^\s&\"']+")
# What Django signed, such as a link in a message: what it says, when, and the signature.
SIGNED = re.compile(r"(?<![\w:-])[\w.-]+:[\w-]{6}:[\w-]{43}(?![\w-])")
# PostgreSQL repeats the values of the offending row.
ROW_VALUES = re.compile(r"(?m)(DETAIL:\s+).*$")


def redact(text: str) -> str:
    """The text without e-mail addresses, six-digit codes, secrets, signed links and row values."""
    text = ROW_VALUES.sub(r"\1[row]", text)
    text = ADDRESS.sub("[address]", text)
    text = SIGNED.sub("[secret]", text)
    text = SECRET.sub(r"\1=[secret]", text)
    return CODE.sub("[code]", text)


class RequestIdFilter(logging.Filter):
    """Puts the id of the request in hand on each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
