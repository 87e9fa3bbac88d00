"""Reads: the draft of a module, as values to show, to edit and to compare."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, fields

from django.db.models import Max, QuerySet

from modules.models import Module, Piece, Version


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an agenda, in minutes."""

    minutes: int
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """What a version says about itself; `minutes` None: not said yet."""

    name: str
    summary: str
    purpose: str = ""
    audience: str = ""
    minutes: int | None = None
    preparation_minutes: int = 0
    outcomes: str = ""
    keywords: str = ""
    agenda: tuple[Line, ...] = ()

    @property
    def agenda_minutes(self) -> int:
        return sum(line.minutes for line in self.agenda)

    @property
    def adds_up(self) -> bool:
        return self.agenda_minutes == (self.minutes or 0)

    @property
    def fingerprint(self) -> str:
        return _fingerprint(astuple(self))


TEXT_FIELDS = tuple(field.name for field in fields(Texts) if field.name != "agenda")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a piece holds; `slug` names it within its version, `file_id` is that of a StoredFile."""

    slug: str
    kind: str
    title: str
    body: str = ""
    link: str = ""
    file_id: int | None = None

    @property
    def fingerprint(self) -> str:
        return _fingerprint(astuple(self))


@dataclass(frozen=True, slots=True)
class Contents:
    """All of a version that publishing freezes, but for its notes."""

    texts: Texts
    papers: tuple[Paper, ...] = ()

    @property
    def fingerprint(self) -> str:
        return _fingerprint(astuple(self))


def _fingerprint(values: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()


def texts_of(version: Version) -> Texts:
    lines = version.agenda.values_list("minutes", "title", "note")
    said = {name: getattr(version, name) for name in TEXT_FIELDS}
    return Texts(**said, agenda=tuple(Line(*line) for line in lines))


def paper_of(piece: Piece) -> Paper:
    return Paper(piece.slug, piece.kind, piece.title, piece.body, piece.link, piece.file_id)


def contents_of(version: Version) -> Contents:
    """Two queries."""
    return Contents(texts_of(version), tuple(map(paper_of, pieces_in(version))))


def pieces_in(version: Version) -> QuerySet[Piece]:
    """Those that are published with it, in their order."""
    return version.pieces.filter(removed_at=None).select_related("file").order_by("position")


def removed_from(version: Version) -> QuerySet[Piece]:
    """Those that can be put back, the last removed first."""
    return version.pieces.exclude(removed_at=None).order_by("-removed_at")


def piece_in_draft(module: Module, slug: str) -> Piece | None:
    """A piece of the draft by its address, unless it was removed or the draft published."""
    pieces = Piece.objects.filter(version__module=module, version__number=None, removed_at=None)
    return pieces.select_related("version", "file").filter(slug=slug).first()


def draft_in(module: Module) -> Version | None:
    """The version that is being written, if one is."""
    return module.versions.filter(number=None).select_related("module").first()


def latest_version(module: Module) -> Version | None:
    """The published version with the highest number."""
    published = module.versions.exclude(number=None).select_related("module")
    return published.order_by("-number").first()


def next_number(module: Module) -> int:
    """The number that the draft gets when it is published."""
    return (module.versions.aggregate(last=Max("number"))["last"] or 0) + 1
