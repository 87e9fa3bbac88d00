"""JSON in: size and encoding are checked once, and each refusal is a sentence."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse

LIMIT = 1_000_000  # bytes


class JsonProblem(Exception):
    """A request we refuse, with the sentence that says why."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status

    def response(self) -> JsonResponse:
        return JsonResponse({"message": self.message}, status=self.status)


def read_json(request: HttpRequest, *, limit: int = LIMIT) -> dict[str, Any]:
    """The body as a JSON object of at most `limit` bytes, of texts that can be stored."""
    body = _read_body(request, limit)
    try:
        data = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise JsonProblem("The data is not valid UTF-8 text.") from None
    except RecursionError:
        raise JsonProblem("The data is nested too deeply.") from None
    except ValueError:  # also whole numbers of more than 4,300 digits
        raise JsonProblem("The data is not valid JSON.") from None
    if not isinstance(data, dict):
        raise JsonProblem("The data must be a JSON object.")
    if b"\\u" in body and not all(map(_is_storable, _texts_in(data))):
        raise JsonProblem("The data contains a character that cannot be stored.")
    return data


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value:
            yield from _texts_in(each)
        if isinstance(value, dict):
            yield from _texts_in(list(value.values()))


def _is_storable(text: str) -> bool:
    """PostgreSQL holds neither NUL nor half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _read_body(request: HttpRequest, limit: int) -> bytes:
    too_large = JsonProblem(f"The data is larger than {limit // 1000} kB.", status=413)
    try:
        body = request.body
    except RequestDataTooBig:
        raise too_large from None
    if len(body) > limit:
        raise too_large
    return body


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
