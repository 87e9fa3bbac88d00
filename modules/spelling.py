"""Words as people type them: taken apart, and read as the words they were meant to be.

Knows no framework. All words are in lower case, without accents and apostrophes.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

SHORTEST = 3  # letters of a word that is kept in a vocabulary, and of each half of two
SHORTEST_CORRECTED = 4  # "PA" and "CEO" mean what they say
LONGEST = 60
TWO_SLIPS = 7  # letters from which a word may hold two mistakes
MOST_MEANT, MOST_BEGUN = 3, 12

_PLURAL_OF_LETTERS = re.compile(r"\b([A-Z]{2,5})s\b")  # PAs are more than one PA
_COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑'’./:&][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+")

# What a question is made of besides what it asks about.
_FILLER = """
a about above after again against all also am an and another any anybody anyone anything are as
at be because been before being below between both but by can cannot could did didn do does
doesn doing don done down during each else ever every few for from further get gets getting give
go going got had has hasn have haven having he help her here hers herself him himself his how i
if in into is isn it its itself just know let like ll m make makes making many may me might more
most much must my myself need needed needs no nor not now of off on once one only or other our
ours ourselves out over own please put re really s same shall she should show so some somebody
someone something such t than that the their theirs them themselves then there these they this
those through to too under until up us use used using ve very want was wasn way ways we were
what when where which while who whom whose why will wish with without won would wouldn yet you
your yours yourself yourselves
"""
FILLER = frozenset(_FILLER.split())


def words_in(text: str) -> list[str]:
    """The words of a text in order; what a hyphen or a full stop joins is several.

    >>> words_in("The PAs’ e-mail: 1:1 with Zoë")
    ['the', 'pa', 'e', 'mail', '1', '1', 'with', 'zoe']
    """
    return _WORD.findall(_plain(text))


def joined_words_in(text: str) -> Iterator[str]:
    """What is written with a hyphen as one word too, so that "kickoff" finds "kick-off".

    >>> list(joined_words_in("A kick-off at the leader’s desk"))
    ['kickoff']
    """
    for compound in _COMPOUND.findall(_plain(text)):
        parts = _WORD.findall(compound)
        if len(parts) > 1 and all(len(part) > 1 or part == "e" for part in parts):
            yield "".join(parts)


def _plain(text: str) -> str:
    text = _PLURAL_OF_LETTERS.sub(r"\1", text)
    parted = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parted if not unicodedata.combining(sign)).casefold()


def singular(word: str) -> str:
    """The word for one of them, near enough to look it up.

    >>> singular("secretaries"), singular("boards"), singular("boss"), singular("pas")
    ('secretary', 'board', 'boss', 'pa')
    """
    if word.endswith("ies") and len(word) > len("ties"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word


def is_kept(word: str) -> bool:
    """Whether a vocabulary has this word: letters alone, and not of the kind all texts have."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha() and word not in FILLER


class Vocabulary:
    """The words that can be meant, by their length: a search looks at the near lengths alone."""

    def __init__(self, words: Iterable[str]) -> None:
        self._ordered = sorted(set(words))
        self._words = frozenset(self._ordered)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._ordered:
            self._by_length[len(word)].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def meant_by(self, word: str) -> list[str]:
        """What a mistyped word may be, likeliest first; empty if nothing is near.

        A letter missing, doubled, wrong or swapped with the next; two such slips in a long word.
        Two words typed as one come back as "two words".
        """
        is_readable = SHORTEST_CORRECTED <= len(word) <= LONGEST and word.isalpha()
        if not is_readable or word in self._words:
            return []
        return (
            self._within(word, 1)
            or self._parted(word)
            or (self._within(word, 2) if len(word) >= TWO_SLIPS else [])
        )

    def begun_by(self, letters: str) -> list[str]:
        """The words that begin so, the shortest first."""
        if len(letters) < SHORTEST:
            return []
        first = bisect_left(self._ordered, letters)
        begun = takewhile(lambda word: word.startswith(letters), self._ordered[first:])
        return sorted(begun, key=len)[:MOST_BEGUN]

    def _within(self, word: str, slips: int) -> list[str]:
        near = [
            known
            for length in range(len(word) - slips, len(word) + slips + 1)
            for known in self._by_length.get(length, ())
        ]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return sorted((known for known, *_ in found), key=_likeness_to(word))[:MOST_MEANT]

    def _parted(self, word: str) -> list[str]:
        halves = range(SHORTEST, len(word) - SHORTEST + 1)
        return [
            f"{word[:at]} {word[at:]}"
            for at in halves
            if self._is_one(word[:at], word[at:]) or self._is_one(word[at:], word[:at])
        ][:1]

    def _is_one(self, word: str, other: str) -> bool:
        return word in self._words and (other in self._words or other in FILLER)


def _likeness_to(word: str) -> Callable[[str], tuple[float, str]]:
    """Sorts the likest first: mistakes are rarer at the beginning, and letters are rarely lost."""

    def order(known: str) -> tuple[float, str]:
        return -JaroWinkler.similarity(word, known), known

    return order
