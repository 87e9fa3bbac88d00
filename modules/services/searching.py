"""Keeping what the search reads, and what it did not find."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from operator import add

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import F, Value
from django.utils import timezone

from accounts.models import Person
from accounts.permissions import require_national
from modules.models import EmptySearch, Module, SearchWord, Version
from modules.queries.search import CONFIGURATION
from modules.queries.wording import words_changed, words_of_groups
from modules.spelling import is_kept, joined_words_in, words_in
from productive_leader.core import audit
from productive_leader.core.housekeeping import nightly
from productive_leader.core.markdown import to_text
from productive_leader.core.permissions import Permission

LONGEST_PAPERS = 300_000  # characters of a module's papers together; the rest is not searched
LONGEST_SEARCH = 100  # characters; whoever pastes more did not look for a module
MOST_NEW_A_DAY = 500
FORGOTTEN_AFTER = timedelta(days=365)
NUMBER = re.compile(r"(?:\d[\s().-]*){7,}")  # of a telephone, of a patient, of an account


@transaction.atomic
def index_module(module: Module) -> None:
    """Keep what the search reads of a module: nothing unless people get it."""
    keep_words(_index(module))


@transaction.atomic
def index_everything() -> int:
    """Read every module again, and forget the words that are in none. Returns how many it read."""
    SearchWord.objects.all().delete()
    words, count = words_of_groups(), 0
    modules = Module.objects.select_related("published").prefetch_related("published__pieces")
    for module in modules.iterator(chunk_size=100):
        words |= _index(module)
        count += 1
    keep_words(words)
    return count


def _index(module: Module) -> set[str]:
    """Write the document of one module; returns the words in it."""
    texts = _texts_of(module.published) if module.published and not module.withdrawn_at else {}
    parts = [
        SearchVector(Value(text), weight=weight, config=CONFIGURATION)
        for weight, text in texts.items()
    ]
    Module.objects.filter(pk=module.pk).update(document=reduce(add, parts) if parts else None)
    return {word for text in texts.values() for word in text.split()}


def keep_words(words: Iterable[str]) -> None:
    """Words that a mistyped one may mean. Called by services, inside their transaction."""
    rows = [SearchWord(word=word) for word in sorted({word for word in words if is_kept(word)})]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    words_changed()


def _texts_of(version: Version) -> dict[str, str]:
    """The words of a version by their weight, as the search takes a text apart."""
    pieces = [piece for piece in version.pieces.all() if piece.removed_at is None]
    papers = "\n".join(to_text(piece.body) for piece in pieces)[:LONGEST_PAPERS]
    titles = "\n".join(piece.title for piece in pieces)
    parts = {
        "A": (version.name,),
        "B": (version.keywords, version.summary),
        "C": (version.purpose, version.audience, version.outcomes, titles),
        "D": (papers,),
    }
    return {weight: _as_words("\n".join(texts)) for weight, texts in parts.items()}


def _as_words(text: str) -> str:
    return " ".join([*words_in(text), *joined_words_in(text)])


@transaction.atomic
def record_empty_search(text: str) -> None:
    """Count that a search found nothing, whoever made it. Nobody's name or number is kept.

    After five hundred new ones in a day others wait for tomorrow: a robot fills no table.
    """
    words = " ".join(text.split()).casefold().strip(".,;:!?\"'“”‘’ ")
    if not words or len(words) > LONGEST_SEARCH or "@" in words or NUMBER.search(words):
        return
    if not _count_again(words) and _new_today() < MOST_NEW_A_DAY:
        _, is_new = EmptySearch.objects.get_or_create(words=words)
        if not is_new:  # somebody else looked for it at this very moment
            _count_again(words)


def _count_again(words: str) -> bool:
    known = EmptySearch.objects.filter(words=words)
    return bool(known.update(times=F("times") + 1, last_at=timezone.now()))


def _new_today() -> int:
    a_day_ago = timezone.now() - timedelta(days=1)
    return EmptySearch.objects.filter(first_at__gte=a_day_ago).count()


@transaction.atomic
def settle_search(*, by: Person, search: EmptySearch) -> EmptySearch:
    """Say that somebody has seen to it. Twice changes nothing."""
    return _settle(by, search, settled=True)


@transaction.atomic
def unsettle_search(*, by: Person, search: EmptySearch) -> EmptySearch:
    """Put it back among those to see to."""
    return _settle(by, search, settled=False)


def _settle(by: Person, search: EmptySearch, *, settled: bool) -> EmptySearch:
    require_national(by, Permission.MANAGE_CATALOGUE)
    locked = EmptySearch.objects.select_for_update().get(pk=search.pk)
    if bool(locked.settled_at) != settled:
        locked.settled_at, locked.settled_by = (timezone.now(), by) if settled else (None, None)
        locked.save(update_fields=["settled_at", "settled_by"])
        action = "search.settled" if settled else "search.unsettled"
        audit.record(by=by, action=action, target=locked)
    return locked


@nightly
def forget_old_searches() -> int:
    """Delete what nobody has looked for in a year."""
    old = EmptySearch.objects.filter(last_at__lt=timezone.now() - FORGOTTEN_AFTER)
    return old.delete()[0]
