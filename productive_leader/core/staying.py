"""Why somebody cannot go yet. Each room registers what it knows of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence that says what holds a person; `link` are the words for `path`, which mends it."""

    sentence: str
    path: str
    link: str


Finder = Callable[[int], Iterable[Reason]]
_finders: dict[str, Finder] = {}


def reason_to_stay(finder: Finder) -> Finder:
    """Ask this function, by the person's id, before an account is deleted."""
    _finders[f"{finder.__module__}.{finder.__name__}"] = finder
    return finder


def reasons_to_stay(person_id: int) -> list[Reason]:
    """Everything that is to be mended before the person may go; empty for most people."""
    return [reason for finder in _finders.values() for reason in finder(person_id)]
