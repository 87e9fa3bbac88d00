"""The modules we start with, read from content/<slug>/: module.toml, and papers in Markdown."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction

from modules.enums import PieceKind
from modules.models import Collection, Module, Version
from modules.queries.drafts import Contents, Line, Paper, Texts
from modules.services.drafts import make_module, write_papers, write_texts
from modules.services.publishing import publish_version
from modules.services.synonyms import install_synonyms
from productive_leader.core import audit
from productive_leader.core.dates import today

CONTENT = Path(__file__).resolve().parent.parent / "content"
COLLECTIONS: tuple[dict[str, Any], ...] = (
    {
        "slug": "the-productive-leader",
        "name": "The Productive Leader",
        "summary": "Eight sessions for leaders and their PAs, from the first week to the results.",
        "position": 1,
    },
    {
        "slug": "strengthening-leadership",
        "name": "Strengthening Leadership",
        "summary": "Three workshops for boards that want new ideas to be taken up.",
        "position": 2,
        "is_for_boards": True,
    },
)


class BadContent(Exception):
    """A file of the content cannot be used; the sentence names it and says why."""


@dataclass(frozen=True, slots=True)
class Starting:
    """One module as its folder has it. `related` are slugs, `review_months` from today."""

    slug: str
    collection: str
    position: int
    contents: Contents
    related: tuple[str, ...]
    notes: str
    review_months: int


@transaction.atomic
def install_modules(content: Path = CONTENT) -> None:
    """Put the modules we start with in place. One that is there already is left alone.

    Raises BadContent for a file that cannot be used; then nothing is installed.
    """
    install_synonyms()
    collections = {
        one["slug"]: Collection.objects.get_or_create(slug=one["slug"], defaults=one)[0]
        for one in COLLECTIONS
    }
    known = set(Module.objects.values_list("slug", flat=True))
    fresh = [one for one in starting_modules(content) if one.slug not in known]
    made = [_install(one, collections, content) for one in fresh]
    for module, one in zip(made, fresh, strict=True):
        module.related.add(*Module.objects.filter(slug__in=one.related).exclude(pk=module.pk))


def starting_modules(content: Path = CONTENT) -> Iterator[Starting]:
    """What lies in the folders, in the order of their names."""
    for folder in sorted(path for path in content.iterdir() if path.is_dir()):
        yield _read(folder)


def _install(one: Starting, collections: dict[str, Collection], content: Path) -> Module:
    name = one.contents.texts.name
    try:
        module = make_module(
            name=name,
            slug=one.slug,
            collection=collections[one.collection],
            position=one.position,
        )
        draft = Version.objects.create(module=module, name=name, summary="")
        write_texts(draft, one.contents.texts)
        write_papers(draft, one.contents.papers)
        publish_version(
            by=None,
            module=module,
            seen=one.contents.fingerprint,
            notes=one.notes,
            review_on=today() + relativedelta(months=one.review_months),
        )
    except ValidationError as trouble:
        raise BadContent(f"{content / one.slug}: {' '.join(trouble.messages)}") from trouble
    except KeyError as missing:
        raise BadContent(f"{content / one.slug}: there is no collection {missing}.") from missing
    audit.record(by=None, action="module.installed", target=module)
    return module


def _read(folder: Path) -> Starting:
    """Raises BadContent."""
    path = folder / "module.toml"
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        return Starting(
            slug=folder.name,
            collection=said["collection"],
            position=said["position"],
            contents=Contents(_texts(said), tuple(_papers(folder, said["pieces"]))),
            related=tuple(said["related"]),
            notes=said["notes"],
            review_months=said["review_months"],
        )
    except OSError as trouble:
        raise BadContent(f"{trouble.filename}: {trouble.strerror}.") from trouble
    except KeyError as missing:
        raise BadContent(f"{path}: {missing} is missing.") from missing
    except (ValueError, TypeError) as trouble:
        raise BadContent(f"{path}: {trouble}.") from trouble


def _texts(said: dict[str, Any]) -> Texts:
    return Texts(
        name=said["name"],
        summary=said["summary"],
        purpose=said["purpose"],
        audience=said["audience"],
        minutes=said["minutes"],
        preparation_minutes=said["preparation_minutes"],
        outcomes="\n".join(said["outcomes"]),
        keywords=", ".join(said["keywords"]),
        agenda=tuple(Line(one["minutes"], one["title"], one["note"]) for one in said["agenda"]),
    )


def _papers(folder: Path, listed: list[dict[str, str]]) -> Iterator[Paper]:
    """Each paper, called by its kind. A folder has one of a kind."""
    for one in listed:
        kind = PieceKind(one["kind"])
        body = (folder / one["file"]).read_text(encoding="utf-8").strip()
        if not body:
            raise ValueError(f"{one['file']} says nothing")
        yield Paper(slug_of(kind), kind.value, kind.label, f"{body}\n")


def slug_of(kind: PieceKind) -> str:
    """The address of the one paper of a kind, as in `session-plan`."""
    return kind.value.replace("_", "-")
