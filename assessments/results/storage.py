"""Results as JSON, so that a report shows for ever what it showed on its day."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from .person import PersonResult
from .team import TeamResult

T = TypeVar("T")

VERSION = 1
"""Raise it when a field changes, and teach `from_json` the older form: stored reports stay."""

_KINDS: dict[str, type[PersonResult] | type[TeamResult]] = {
    "person": PersonResult,
    "team": TeamResult,
}


def to_json(result: PersonResult | TeamResult) -> dict[str, Any]:
    """Only dictionaries, lists, text, whole numbers, booleans and None."""
    kind = next(name for name, cls in _KINDS.items() if isinstance(result, cls))
    return {"kind": kind, "version": VERSION, "result": _plain(result)}


def from_json(data: Mapping[str, Any]) -> PersonResult | TeamResult:
    """The equal of what was stored. ValueError when it is no stored result of a known version."""
    try:
        if data["version"] != VERSION:
            raise ValueError("This result was stored in a form that is not known here.")
        return _built(_KINDS[data["kind"]], data["result"])
    except (KeyError, TypeError) as error:
        raise ValueError("This is not a stored result.") from error


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def _built(cls: type[T], data: Mapping[str, Any]) -> T:
    hints = get_type_hints(cls)
    return cls(**{name: _typed(hints[name], data[name]) for name in hints})


def _typed(hint: Any, value: Any) -> Any:
    if get_origin(hint) is UnionType:
        (hint,) = (option for option in get_args(hint) if option is not type(None))
        return None if value is None else _typed(hint, value)
    if get_origin(hint) is tuple:
        return _typed_tuple(get_args(hint), value)
    if is_dataclass(hint):
        return _built(hint, value) if isinstance(hint, type) else value
    if hint is date:
        return date.fromisoformat(value)
    if issubclass(hint, StrEnum):
        return hint(value)
    if type(value) is not hint:
        raise TypeError(f"{hint.__name__} expected")
    return value


def _typed_tuple(hints: tuple[Any, ...], values: list[Any]) -> tuple[Any, ...]:
    if hints[-1] is Ellipsis:
        return tuple(_typed(hints[0], value) for value in values)
    return tuple(_typed(hint, value) for hint, value in zip(hints, values, strict=True))
