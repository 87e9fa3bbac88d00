"""Finding modules by words, forgivingly.

Every word counts. Where no module has them all, a word that none has is finished ("calen"), or
read as the nearest one; and if that is not enough, as many of the words as some module has will
do. A question of several words takes in modules with all but one of them, after those with all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet, Value

from modules.models import Module
from modules.queries.wording import Wording, wording
from modules.spelling import FILLER, words_in

CONFIGURATION = "english"
LONGEST_TEXT = 200  # characters that are read
MOST_WORDS = 8
WEIGHTS = (0.05, 0.2, 0.6, 1.0)  # papers; purpose, audience, outcomes; keywords, summary; name
A_QUESTION = 3  # words from which one of them may be missing
FEW = 3  # modules with every word of a question


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first.

    `words` were looked for. `meant` is what was searched instead of the text, empty if nothing
    was corrected. `has_all_words`: the first modules have every word; else all have only some.
    """

    modules: QuerySet[Module]
    words: tuple[str, ...] = ()
    meant: str = ""
    total: int = 0
    has_all_words: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of the text, and the ways to find it, as to_tsquery reads them.

    They are made of letters and digits that words_in let through, so nothing breaks them.
    """

    typed: str
    ways: tuple[str, ...]

    @property
    def expression(self) -> str:
        return f"({'|'.join(dict.fromkeys(self.ways))})"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand the text: at least `least` of the terms."""

    terms: tuple[Term, ...]
    least: int
    meant: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(term.typed for term in self.terms)

    @property
    def query(self) -> SearchQuery:
        return self._at_least(self.least)

    @property
    def every_word(self) -> SearchQuery:
        return self._at_least(len(self.terms))

    @property
    def any_word(self) -> SearchQuery:
        return self._at_least(1)

    def _at_least(self, least: int) -> SearchQuery:
        chosen = combinations([term.expression for term in self.terms], least)
        expression = "|".join(f"({'&'.join(some)})" for some in chosen)
        return SearchQuery(expression, config=CONFIGURATION, search_type="raw")


def search_modules(text: str, modules: QuerySet[Module]) -> Found:
    """Those of the modules that the text asks for. Without a word that counts: all, as they are.

    One query when every word is found and up to four when not, beside that of `modules`; one
    more after a change of the wording.
    """
    text, known = text[:LONGEST_TEXT], wording()
    terms = tuple(read_terms(words_in(text), known))
    if not terms:
        return Found(modules, total=modules.count())
    reading = Reading(terms, len(terms))
    total = modules.filter(document=reading.query).count()
    if total >= FEW or (total and len(terms) < A_QUESTION):
        return _found(reading, modules, text, total=total)
    if total:
        wider = replace(reading, least=reading.least - 1)
        return _found(wider, modules, text, has_all_words=True)
    if nearest := _nearest(reading, modules, known):
        return _found(nearest, modules, nearest.meant or text)
    return Found(modules.none(), words=reading.words)


def _found(
    reading: Reading,
    modules: QuerySet[Module],
    name: str,
    *,
    total: int | None = None,
    has_all_words: bool = False,
) -> Found:
    """What this reading finds: the module of this name first, then those with every word."""
    matching = modules.filter(document=reading.query)
    rank = SearchRank(F("document"), reading.any_word, weights=list(WEIGHTS))
    best = matching.annotate(is_named=Q(name__iexact=name.strip()), rank=rank)
    order = ["-is_named", "-rank", "position", "pk"]
    if reading.least < len(reading.terms):
        best = best.annotate(has_all=Q(document=reading.every_word))
        order.insert(1, "-has_all")
    return Found(
        modules=best.order_by(*order),
        words=reading.words,
        meant=reading.meant,
        total=matching.count() if total is None else total,
        has_all_words=has_all_words or reading.least == len(reading.terms),
    )


def read_terms(words: Sequence[str], known: Wording) -> Iterator[Term]:
    """The words that count, each with what means the same; at most eight.

    Two that are known as one word ("work load") may be that.
    """
    at = count = 0
    while at < len(words) and count < MOST_WORDS:
        length, term = _term_at(words[at:], known)
        at += length
        if term:
            count += 1
            yield term


def _term_at(words: Sequence[str], known: Wording) -> tuple[int, Term | None]:
    """The first term, or None for a word that says nothing, and how many words it takes."""
    length, group = known.group_at(words)
    if length:
        return length, Term(" ".join(words[:length]), tuple(map("<->".join, group)))
    joined = "".join(words[:2])
    if len(words) > 1 and known.has(joined) and (parts := list(filter(_counts, words[:2]))):
        _, group = known.group_at([joined])
        return 2, Term(
            " ".join(words[:2]), (f"({'&'.join(parts)})", joined, *map("<->".join, group))
        )
    return 1, Term(words[0], (words[0],)) if _counts(words[0]) else None


def _counts(word: str) -> bool:
    return len(word) > 1 and word not in FILLER


def _nearest(reading: Reading, modules: QuerySet[Module], known: Wording) -> Reading | None:
    """What the text may have meant, when no module has every word of it."""
    alone = [Reading((term,), 1) for term in reading.terms]
    found = _which_find(modules, alone)
    missing = [term.typed for place, term in enumerate(reading.terms) if place not in found]
    nearest = _mended(reading, missing, known)
    readings = [replace(nearest, least=least) for least in range(nearest.least, 0, -1)]
    if nearest == reading:
        readings = readings[1:] if found else []
    finding = _which_find(modules, readings)
    return next((readings[place] for place in sorted(finding)), None)


def _mended(reading: Reading, missing: Sequence[str], known: Wording) -> Reading:
    """The same with each word that no module has finished, if it is the last, or corrected."""
    last = reading.terms[-1].typed
    meant: dict[str, str] = {}
    more: dict[str, Sequence[str]] = {}
    for typed in missing:
        if typed == last and (finished := known.vocabulary.begun_by(typed)):
            more[typed] = finished
        elif choices := known.vocabulary.meant_by(typed):
            meant[typed] = choices[0]
            more[choices[0]] = choices[1:]
    if not more:
        return reading
    words = " ".join(meant.get(term.typed, term.typed) for term in reading.terms)
    terms = tuple(
        replace(term, ways=(*term.ways, *more.get(term.typed, ())))
        for term in read_terms(words.split(), known)
    )
    return Reading(terms, len(terms), meant=words if meant else "")


def _which_find(modules: QuerySet[Module], readings: Iterable[Reading]) -> set[int]:
    """The places of those that find anything. One query."""
    parts = [
        modules.filter(document=reading.query)
        .order_by()
        .annotate(place=Value(place))
        .values_list("place", flat=True)[:1]
        for place, reading in enumerate(readings)
    ]
    return set(parts[0].union(*parts[1:], all=True)) if parts else set()
