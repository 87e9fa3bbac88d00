"""One module as its page shows it: a version, what is inside, the others, what is near to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from modules.enums import PieceKind
from modules.models import AgendaLine, Module, Piece, StoredFile, Version
from modules.queries.catalogue import Card, cards, listed_modules
from modules.queries.drafts import Line
from modules.queries.files import PieceFile, VersionFiles, files_of, type_in_words
from productive_leader.core.dates import today
from productive_leader.core.markdown import Heading, headings_of

FEWEST_HEADINGS = 4  # a shorter paper needs no list of contents
WHAT_FOR = {
    PieceKind.GUIDE: "What it is about and how to go about it, to read in one sitting.",
    PieceKind.SESSION_PLAN: "The session minute by minute, for whoever leads it.",
    PieceKind.PRE_READ: "For everybody, before the session.",
    PieceKind.QUESTIONS: "What to talk through together.",
    PieceKind.CASE_STUDY: "One organisation’s way through it, to talk about.",
    PieceKind.EVIDENCE: "The published figures, with their sources.",
    PieceKind.WORKSHEET: "To fill in, alone or together.",
    PieceKind.VIDEO: "To watch, with the spoken words as text.",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A published version of a module with all that its page tells.

    `editions` are all published versions, newest first; `review` is when we look at it again, in
    words, or empty.
    """

    module: Module
    version: Version
    agenda: tuple[Line, ...]
    files: VersionFiles
    editions: tuple[Version, ...]
    related: tuple[Card, ...]

    @property
    def is_latest(self) -> bool:
        return self.version.pk == self.module.published_id

    @property
    def inside(self) -> list[Inside]:
        return [
            Inside(WHAT_FOR[PieceKind(one.piece.kind)], one.piece, one) for one in self.files.pieces
        ]

    @property
    def agenda_minutes(self) -> int:
        return sum(line.minutes for line in self.agenda)

    @property
    def newer(self) -> tuple[Version, ...]:
        """What came after this version, newest first."""
        return tuple(one for one in self.editions if (one.number or 0) > (self.version.number or 0))

    @property
    def review(self) -> str:
        return _review(self.module.review_on)


@dataclass(frozen=True, slots=True)
class Inside:
    """One piece in the list of what is inside. `file_type` in words; empty while there is none."""

    what_for: str
    piece: Piece
    made: PieceFile

    @property
    def file_type(self) -> str:
        return type_in_words(self.made.file) if self.made.file else ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One piece as it is read: its file, if it has one by now, and its neighbours."""

    piece: Piece
    file: StoredFile | None
    headings: tuple[Heading, ...]
    before: Piece | None
    after: Piece | None


def module_at(slug: str) -> Module | None:
    """What is or was in the catalogue under this address, its picture with it. One query."""
    modules = Module.objects.filter(slug=slug, published__isnull=False).defer("document")
    return modules.select_related("collection", "published__picture").first()


def sheet_of(module: Module, number: int | None = None) -> Sheet | None:
    """The version with this number, else the latest; None when there is none. Three queries."""
    editions = _editions(module)
    wanted = [one for one in editions if number in {None, one.number}]
    if not wanted:
        return None
    shown = wanted[0]
    return Sheet(
        module=module,
        version=shown,
        agenda=tuple(Line(**line) for line in getattr(shown, "lines", ())),
        files=files_of(shown),
        editions=editions,
        related=tuple(cards(listed_modules().filter(related=module))),
    )


def paper_of(sheet: Sheet, slug: str) -> Paper | None:
    """The piece of this address with its neighbours."""
    pieces = [one.piece for one in sheet.files.pieces]
    for place, (piece, made) in enumerate(zip(pieces, sheet.files.pieces, strict=True)):
        if piece.slug == slug:
            headings = tuple(one for one in headings_of(piece.body) if one.level <= 2)
            return Paper(
                piece=piece,
                file=made.file,
                headings=headings if len(headings) >= FEWEST_HEADINGS else (),
                before=pieces[place - 1] if place else None,
                after=pieces[place + 1] if place + 1 < len(pieces) else None,
            )
    return None


def _editions(module: Module) -> tuple[Version, ...]:
    """The published versions, newest first, each with the `lines` of its agenda."""
    lines = AgendaLine.objects.filter(version=OuterRef("pk")).order_by("position")
    as_json = lines.values(line=JSONObject(minutes="minutes", title="title", note="note"))
    versions = module.versions.filter(number__isnull=False).order_by("-number")
    return tuple(
        versions.select_related("module", "archive", "picture").annotate(
            lines=ArraySubquery(as_json)
        )
    )


def _review(day: dt.date | None) -> str:
    if day is None:
        return ""
    if day < today():
        return f"We meant to look at it again by {day:%B %Y}, and it is on our list."
    return f"We look at it again by {day:%B %Y}."
