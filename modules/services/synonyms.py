"""Words that find each other, as the administrators keep them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from accounts.permissions import require_national
from modules.models import EmptySearch, Synonyms
from modules.queries.wording import Phrase, key_of, phrases_in, words_changed
from modules.services.searching import keep_words, settle_search
from modules.spelling import FILLER, words_in
from productive_leader.core import audit
from productive_leader.core.models import AuditEvent
from productive_leader.core.permissions import Permission
from productive_leader.core.public_pages import public_pages_changed

CONTENT = Path(__file__).resolve().parent.parent / "fixtures" / "synonyms.toml"
LONGEST = 400  # characters of a group
MOST_WORDS = 5  # of a phrase
INSTALLED = "synonyms.installed"
NOTHING = "Type at least two words or phrases, with a comma between them."
ALONE = "“{}” stands alone. Type a comma and what should find the same."
TOO_LONG = f"{LONGEST} characters are the most for a group. Make two groups of it."
NO_WORD = "“{}” has no letter and no digit. Take it out."
ONE_LETTER = "“{}” is one letter, which is in every text. Take it out."
EVERYWHERE = "“{}” is in every text, so it is never searched for. Take it out."
LONG_PHRASE = f"“{{}}” is longer than {MOST_WORDS} words. Shorten it."
ELSEWHERE = "“{}” is in the group “{}” already. Add the other words there."


@transaction.atomic
def install_synonyms() -> None:
    """Put the groups we start with in place, each once: what was removed stays away."""
    installed = set(
        AuditEvent.objects.filter(action=INSTALLED).values_list("detail__group", flat=True)
    )
    groups: dict[str, str] = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    for name, words in groups.items():
        if name not in installed and not _taken(words, None):
            group = _keep(Synonyms(), words)
            audit.record(by=None, action=INSTALLED, target=group, detail={"group": name})


@transaction.atomic
def add_synonyms(*, by: Person, words: str) -> Synonyms:
    """A new group. Raises ValidationError with a sentence for each thing that is wrong."""
    require_national(by, Permission.MANAGE_CATALOGUE)
    group = _keep(Synonyms(), _checked(words, None))
    audit.record(by=by, action="synonyms.added", target=group)
    return group


@transaction.atomic
def change_synonyms(*, by: Person, group: Synonyms, words: str) -> Synonyms:
    """Other words for a group; as above."""
    locked = _locked(by, group)
    locked = _keep(locked, _checked(words, locked))
    audit.record(by=by, action="synonyms.changed", target=locked)
    return locked


@transaction.atomic
def remove_synonyms(*, by: Person, group: Synonyms) -> None:
    """From now on these words find themselves alone."""
    locked = _locked(by, group)
    audit.record(by=by, action="synonyms.removed", target=locked)
    locked.delete()
    _tell()


@transaction.atomic
def answer_search(
    *, by: Person, search: EmptySearch, phrase: str, group: Synonyms | None, words: str = ""
) -> Synonyms:
    """Let what was searched in vain find what a group finds, and settle the search.

    `phrase`: its words, or those of them that matter. Without a group, `words` (one or more, with
    commas) make a new one with it.
    """
    if group is None:
        answered = add_synonyms(by=by, words=f"{phrase}, {words}")
    else:
        answered = change_synonyms(by=by, group=group, words=f"{group.words}, {phrase}")
    settle_search(by=by, search=search)
    return answered


def _locked(by: Person, group: Synonyms) -> Synonyms:
    require_national(by, Permission.MANAGE_CATALOGUE)
    return Synonyms.objects.select_for_update().get(pk=group.pk)


def _keep(group: Synonyms, words: str) -> Synonyms:
    group.words = words
    group.save()
    keep_words(word for phrase in phrases_in(words) for word in phrase)
    _tell()
    return group


def _tell() -> None:
    words_changed()
    public_pages_changed()


def _checked(words: str, group: Synonyms | None) -> str:
    """The group as it is kept: each word once, a comma and a space between them."""
    parts = [part for part in (" ".join(part.split()) for part in words.split(",")) if part]
    problems = [problem for part in parts if (problem := _problem_with(part))]
    unique: dict[Phrase, str] = {}
    for part in parts:
        unique.setdefault(key_of(words_in(part)), part)
    if len(unique) < 2:
        problems.append(ALONE.format(parts[0]) if parts else NOTHING)
    kept = ", ".join(unique.values())
    if len(kept) > LONGEST:
        problems.append(TOO_LONG)
    if problems:
        raise ValidationError({"words": problems})
    if taken := _taken(kept, group):
        raise ValidationError({"words": [ELSEWHERE.format(*one) for one in taken]})
    return kept


def _problem_with(part: str) -> str:
    phrase = words_in(part)
    sentence = {0: NO_WORD}.get(len(phrase), LONG_PHRASE if len(phrase) > MOST_WORDS else "")
    if len(phrase) == 1:
        sentence = ONE_LETTER if len(part) == 1 else EVERYWHERE if part.lower() in FILLER else ""
    return sentence.format(_short(part))


def _taken(words: str, group: Synonyms | None) -> Sequence[tuple[str, str]]:
    """Which of the phrases another group has already, each with that group."""
    wanted: dict[Phrase, str] = {key_of(words_in(part)): part.strip() for part in words.split(",")}
    others = Synonyms.objects.exclude(pk=group.pk) if group else Synonyms.objects.all()
    return [
        (wanted[key], _short(other))
        for other in others.values_list("words", flat=True)
        for key in map(key_of, phrases_in(other))
        if key in wanted
    ]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60].rstrip(' ,')}…"
