"""What keeps a draft from being published, and what it changes, each in words."""

from __future__ import annotations

from collections.abc import Iterator

from modules.enums import PieceKind
from modules.models import Version
from modules.queries.drafts import TEXT_FIELDS, Contents, Paper, Texts, contents_of, latest_version
from productive_leader.core.dates import format_duration

IN_WORDS = {
    "name": "Name",
    "summary": "Summary",
    "purpose": "What it is for",
    "audience": "Who it is for",
    "minutes": "Length of the session",
    "preparation_minutes": "Time beforehand",
    "outcomes": "What you will have at the end",
    "keywords": "Words to find it by",
}
NEEDED = {
    "name": "Give the module a name.",
    "summary": "Say in a sentence what the module is: the summary is empty.",
    "purpose": "Say what the module is for.",
    "audience": "Say who the module is for.",
}


def problems_of(draft: Version) -> list[str]:
    """What stands in the way of publishing, each a sentence. The notes are asked for afterwards."""
    contents = contents_of(draft)
    problems = [*_of_texts(contents.texts), *_of_agenda(contents.texts), *_of_papers(contents)]
    latest = latest_version(draft.module)
    if latest and not problems and contents_of(latest) == contents:
        return [f"Nothing has changed since version {latest.number}."]
    return problems


def _of_texts(texts: Texts) -> Iterator[str]:
    for field, sentence in NEEDED.items():
        if not getattr(texts, field).strip():
            yield sentence


def _of_agenda(texts: Texts) -> Iterator[str]:
    if not texts.minutes:
        yield "Say how many minutes the session takes."
    elif not texts.agenda:
        yield "The agenda is empty. Write its items, each with its minutes."
    elif not texts.adds_up:
        yield (
            f"The agenda adds up to {format_duration(texts.agenda_minutes)}, but the session "
            f"takes {format_duration(texts.minutes)}. Change one of them."
        )


def _of_papers(contents: Contents) -> Iterator[str]:
    if not contents.papers:
        yield "There is no paper yet. Add the first one."
    for paper in contents.papers:
        if paper.kind == PieceKind.VIDEO and not paper.body.strip():
            yield f"“{paper.title}” has no transcript. Not everybody can hear or play a film."


def differences(before: Contents, after: Contents) -> list[str]:
    """Where two contents differ, each in a few words: “Guide”: text."""
    return [*text_changes(before.texts, after.texts), *_paper_changes(before, after)]


def text_changes(before: Texts, after: Texts) -> list[str]:
    changed = [
        IN_WORDS[name] for name in TEXT_FIELDS if getattr(before, name) != getattr(after, name)
    ]
    return [*changed, "Agenda"] if before.agenda != after.agenda else changed


def _paper_changes(before: Contents, after: Contents) -> Iterator[str]:
    old = {paper.slug: paper for paper in before.papers}
    new = {paper.slug: paper for paper in after.papers}
    for slug, paper in new.items():
        if slug not in old:
            yield f"“{paper.title}”: added"
        elif changed := paper_changes(old[slug], paper):
            yield f"“{paper.title}”: {', '.join(changed)}"
    yield from (f"“{paper.title}”: removed" for slug, paper in old.items() if slug not in new)
    if [slug for slug in old if slug in new] != [slug for slug in new if slug in old]:
        yield "Order of the papers"


def paper_changes(before: Paper, after: Paper) -> list[str]:
    words = {
        "kind": "what it is",
        "title": "title",
        "body": "text",
        "link": "address",
        "file_id": "file",
    }
    return [word for name, word in words.items() if getattr(before, name) != getattr(after, name)]
