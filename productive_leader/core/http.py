"""JSON in: size, encoding and types are checked once, and each refusal is a sentence."""

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


def text_of(data: dict[str, Any], name: str, *, longest: int, default: str | None = None) -> str:
    """A text of at most `longest` characters; without a default it must be there."""
    value = data.get(name, default)
    if not isinstance(value, str):
        raise JsonProblem(f"{name} must be text.")
    if len(value) > longest:
        raise JsonProblem(f"{name} must be {longest} characters or fewer.")
    return value


def number_of(data: dict[str, Any], name: str, *, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    value = data.get(name)
    if type(value) is not int or not least <= value <= most:
        raise JsonProblem(f"{name} must be a whole number from {least} to {most}.")
    return value


def flag_of(data: dict[str, Any], name: str, *, default: bool | None = None) -> bool:
    """True or false; without a default it must be there."""
    value = data.get(name, default)
    if not isinstance(value, bool):
        raise JsonProblem(f"{name} must be true or false.")
    return value


def objects_of(data: dict[str, Any], name: str, *, most: int) -> list[dict[str, Any]]:
    """A list of at most `most` JSON objects."""
    value = data.get(name)
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise JsonProblem(f"{name} must be a list of objects.")
    if len(value) > most:
        raise JsonProblem(f"{name} must have {most} entries or fewer.")
    return value
