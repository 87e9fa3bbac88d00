"""Finding modules by words, forgivingly.

Every word counts unless nothing has them all. Then a word that no module has is read as the
nearest one; if that is not enough, as many of the words as some module has will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet, Value

from modules.models import Module
from modules.queries.wording import Phrase, Thesaurus, thesaurus, vocabulary
from modules.spelling import FILLER, words_in

CONFIGURATION = "english"
LONGEST_TEXT = 200  # characters that are read
MOST_WORDS = 8
SHORTEST_BEGINNING = 3  # letters that find the words they begin
WEIGHTS = (0.05, 0.2, 0.6, 1.0)  # bodies; purpose, audience, outcomes; keywords, summary; name


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first.

    `words` were looked for. `meant` is what was searched instead of the text, empty if nothing
    was corrected. `has_all_words`: each module has every word; else each has some of them.
    """

    modules: QuerySet[Module]
    words: tuple[str, ...] = ()
    meant: str = ""
    total: int = 0
    has_all_words: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase of the text, and the phrases that find the same."""

    typed: Phrase
    others: tuple[Phrase, ...] = ()
    may_go_on: bool = False  # the last word may be unfinished: "meet" finds meetings

    @property
    def expression(self) -> str:
        """For to_tsquery: any of them. Made of letters and digits, so it cannot break."""
        ways = ["<->".join(phrase) for phrase in dict.fromkeys((self.typed, *self.others))]
        if self.may_go_on:
            ways.append(f"{self.typed[-1]}:*")
        return f"({'|'.join(ways)})"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand the text: at least `least` of the terms."""

    terms: tuple[Term, ...]
    least: int
    meant: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(" ".join(term.typed) for term in self.terms)

    @property
    def query(self) -> SearchQuery:
        chosen = combinations([term.expression for term in self.terms], self.least)
        return _query("|".join(f"({'&'.join(some)})" for some in chosen))

    @property
    def any_of_them(self) -> SearchQuery:
        return _query("|".join(term.expression for term in self.terms))


def _query(expression: str) -> SearchQuery:
    return SearchQuery(expression, config=CONFIGURATION, search_type="raw")


def search_modules(text: str, modules: QuerySet[Module]) -> Found:
    """Those of the modules that the text asks for. Without a word that counts: all, as they are.

    One query when every word is found, up to four when not, and one more when synonyms or the
    vocabulary have changed.
    """
    text = text[:LONGEST_TEXT]
    terms = tuple(read_terms(words_in(text), thesaurus()))
    if not terms:
        return Found(modules, total=modules.count())
    reading = Reading(terms, len(terms))
    if total := _matching(modules, reading).count():
        return _found(reading, modules, total, text)
    if nearest := _nearest_reading(reading, modules):
        return _found(nearest, modules, _matching(modules, nearest).count(), nearest.meant)
    return Found(modules.none(), words=reading.words)


def _found(reading: Reading, modules: QuerySet[Module], total: int, name: str) -> Found:
    return Found(
        modules=_ranked(_matching(modules, reading), reading, name),
        words=reading.words,
        meant=reading.meant,
        total=total,
        has_all_words=reading.least == len(reading.terms),
    )


def read_terms(words: Sequence[str], known: Thesaurus) -> Iterator[Term]:
    """The words that count, known phrases together with what means the same; at most eight."""
    at = count = 0
    while at < len(words) and count < MOST_WORDS:
        length, others = known.group_at(words[at:])
        taken = tuple(words[at : at + (length or 1)])
        at += len(taken)
        if length or _counts(taken[0]):
            count += 1
            is_last = at == len(words) and len(taken) == 1
            yield Term(taken, others, is_last and len(taken[0]) >= SHORTEST_BEGINNING)


def _counts(word: str) -> bool:
    return len(word) > 1 and word not in FILLER


def _matching(modules: QuerySet[Module], reading: Reading) -> QuerySet[Module]:
    return modules.filter(document=reading.query)


def _ranked(modules: QuerySet[Module], reading: Reading, name: str) -> QuerySet[Module]:
    """The module of this name first, then by how much and where it has the words."""
    rank = SearchRank(F("document"), reading.any_of_them, weights=list(WEIGHTS))
    named = Q(name__iexact=name.strip())
    return modules.annotate(is_named=named, rank=rank).order_by(
        F("is_named").desc(), F("rank").desc(), "position", "pk"
    )


def _nearest_reading(reading: Reading, modules: QuerySet[Module]) -> Reading | None:
    """What the text may have meant, when no module has every word of it."""
    alone = [Reading((term,), 1) for term in reading.terms]
    found = _which_find(modules, alone)
    corrected = _corrected(reading, found)
    readings = [*_easier(corrected)] if corrected else []
    readings += [*_easier(replace(reading, least=len(reading.terms) - 1))] if found else []
    finding = _which_find(modules, readings)
    return next((readings[place] for place in sorted(finding)), None)


def _corrected(reading: Reading, found: set[int]) -> Reading | None:
    """The same with each word that no module has read as the nearest; None if none is near."""
    words, is_changed = [], False
    for place, term in enumerate(reading.terms):
        meant = [] if place in found else _meant_by(term)
        is_changed |= bool(meant)
        words.append(meant or [" ".join(term.typed)])
    if not is_changed:
        return None
    first = " ".join(likeliest for likeliest, *_ in words)
    terms = [_any_of(choices) for choices in words]
    flat = tuple(term for some in terms for term in some)
    return Reading(flat, len(flat), meant=first)


def _meant_by(term: Term) -> list[str]:
    return vocabulary().meant_by(term.typed[0]) if len(term.typed) == 1 else []


def _any_of(choices: Sequence[str]) -> list[Term]:
    """The likeliest word with what means the same, the others beside it; two words are two."""
    first, *rest = choices
    terms = list(read_terms(words_in(first), thesaurus()))
    if len(terms) == 1 and rest:
        more = tuple(tuple(words_in(other)) for other in rest)
        terms = [replace(terms[0], others=(*terms[0].others, *more))]
    return [replace(term, may_go_on=False) for term in terms]


def _easier(reading: Reading) -> Iterator[Reading]:
    """This one, then the same with fewer and fewer of its words."""
    for least in range(reading.least, 0, -1):
        yield replace(reading, least=least)


def _which_find(modules: QuerySet[Module], readings: Iterable[Reading]) -> set[int]:
    """The places of those that find anything. One query."""
    parts = [
        _matching(modules, reading)
        .order_by()
        .annotate(place=Value(place))
        .values_list("place", flat=True)[:1]
        for place, reading in enumerate(readings)
    ]
    return set(parts[0].union(*parts[1:], all=True)) if parts else set()
