"""The words a search knows: those that find each other, and those that can be meant.

Each process keeps them until they change anywhere: the cache holds a revision that every change
renews. Without Redis they are read again once a minute.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from django.core.cache import cache
from django.db import transaction

from modules.models import SearchWord, Synonyms
from modules.spelling import Vocabulary, singular, words_in

T = TypeVar("T")
Phrase = tuple[str, ...]

LIFE = 60  # seconds
REVISION = "modules:wording"


def words_changed() -> None:
    """Synonyms or the words of the catalogue are others now: read them anew after the commit."""
    transaction.on_commit(lambda: cache.set(REVISION, uuid.uuid4().hex, None))


class _Kept(Generic[T]):
    """What `read` gives, read again when it may have changed."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._held: tuple[str, float, T] | None = None

    def get(self) -> T:
        """The revision is asked for before reading: what changes meanwhile is read next time."""
        revision = str(cache.get_or_set(REVISION, lambda: uuid.uuid4().hex, None))
        held = self._held
        if held and held[0] == revision and time.monotonic() - held[1] < LIFE:
            return held[2]
        read = self._read()
        self._held = revision, time.monotonic(), read
        return read


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Groups of phrases that mean the same, found by any of them in the singular."""

    groups: dict[Phrase, tuple[Phrase, ...]]
    longest: int

    def group_at(self, words: Sequence[str]) -> tuple[int, tuple[Phrase, ...]]:
        """How many of the first words are a known phrase, and all that means the same."""
        for length in range(min(self.longest, len(words)), 0, -1):
            if group := self.groups.get(tuple(map(singular, words[:length]))):
                return length, group
        return 0, ()


def phrases_in(group: str) -> list[Phrase]:
    """What the commas of a group separate, as words."""
    return [phrase for part in group.split(",") if (phrase := tuple(words_in(part)))]


def key_of(phrase: Phrase) -> Phrase:
    """The phrase in the singular, as it is looked up."""
    return tuple(map(singular, phrase))


def _read_thesaurus() -> Thesaurus:
    groups: dict[Phrase, tuple[Phrase, ...]] = {}
    for words in Synonyms.objects.values_list("words", flat=True):
        phrases = tuple(phrases_in(words))
        groups |= {key_of(phrase): phrases for phrase in phrases}
    return Thesaurus(groups, max(map(len, groups), default=0))


def _read_vocabulary() -> Vocabulary:
    return Vocabulary(SearchWord.objects.values_list("word", flat=True).iterator())


_thesaurus, _vocabulary = _Kept(_read_thesaurus), _Kept(_read_vocabulary)


def thesaurus() -> Thesaurus:
    """No query but after a change."""
    return _thesaurus.get()


def vocabulary() -> Vocabulary:
    """No query but after a change."""
    return _vocabulary.get()


def words_of_groups() -> set[str]:
    """Every word of every group: it can be meant, whether a module has it or not."""
    return set(chain.from_iterable(chain.from_iterable(map(phrases_in, _all_groups()))))


def _all_groups() -> list[str]:
    return list(Synonyms.objects.values_list("words", flat=True))
