"""The words a search knows: those that find each other, and those that can be meant.

Each process keeps them until they change anywhere: the cache holds a revision that every change
renews. Without Redis they are read again once a minute.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import Value

from modules.models import SearchWord, Synonyms
from modules.spelling import Vocabulary, joined_words_in, singular, words_in

Phrase = tuple[str, ...]

LIFE = 60  # seconds
REVISION = "modules:wording"


@dataclass(frozen=True, slots=True)
class Wording:
    """`groups`: the phrases that mean the same, by each of them in the singular."""

    groups: dict[Phrase, tuple[Phrase, ...]]
    longest: int
    vocabulary: Vocabulary

    def group_at(self, words: Sequence[str]) -> tuple[int, tuple[Phrase, ...]]:
        """How many of the first words are a known phrase, and all that means the same."""
        for length in range(min(self.longest, len(words)), 0, -1):
            if group := self.groups.get(key_of(words[:length])):
                return length, group
        return 0, ()

    def has(self, word: str) -> bool:
        return word in self.vocabulary or (word,) in self.groups


class _Held(NamedTuple):
    """Read in this revision, at this second of the process's own clock."""

    revision: str
    at: float
    wording: Wording


class _Process:
    """What this process has read."""

    held: _Held | None = None


def wording() -> Wording:
    """As it is now. One query after a change, else none.

    The revision is asked for before reading: what changes meanwhile is read the next time.
    """
    revision = str(cache.get_or_set(REVISION, lambda: uuid.uuid4().hex, None))
    held, now = _Process.held, time.monotonic()
    if held is None or held.revision != revision or now - held.at > LIFE:
        held = _Process.held = _Held(revision, now, _read())
    return held.wording


def words_changed() -> None:
    """Synonyms or the words of the catalogue are others now: read them anew after the commit."""
    transaction.on_commit(lambda: cache.set(REVISION, uuid.uuid4().hex, None))


def phrases_in(group: str) -> list[Phrase]:
    """What the commas of a group separate, as words."""
    return [phrase for part in group.split(",") if (phrase := tuple(words_in(part)))]


def key_of(phrase: Iterable[str]) -> Phrase:
    """The phrase in the singular, as it is looked up."""
    return tuple(map(singular, phrase))


def _read() -> Wording:
    synonyms = Synonyms.objects.order_by().values_list("words", Value(1))
    known = SearchWord.objects.order_by().values_list("word", Value(0))
    rows = list(synonyms.union(known, all=True))
    groups: dict[Phrase, tuple[Phrase, ...]] = {}
    for words in (text for text, is_group in rows if is_group):
        phrases = tuple(phrases_in(words))
        keys = [*map(key_of, phrases), *((singular(word),) for word in joined_words_in(words))]
        groups |= dict.fromkeys(keys, phrases)
    vocabulary = Vocabulary(text for text, is_group in rows if not is_group)
    return Wording(groups, max(map(len, groups), default=0), vocabulary)


def words_of_groups() -> set[str]:
    """Every word of every group: it can be meant, whether a module has it or not."""
    groups = Synonyms.objects.values_list("words", flat=True)
    return {word for group in groups for phrase in phrases_in(group) for word in phrase}
