"""A workshop pack, read from versions of modules: one agenda, and their papers kind by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from modules.enums import PieceKind
from modules.models import Piece, Version
from modules.queries.pack_agenda import Item, Line, one_agenda
from productive_leader.core.words import listed, sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """A part of the pack: what it is called, what one paper of it is called, and in a sentence."""

    kind: PieceKind
    heading: str
    one: str
    in_words: str


KINDS = (
    Kind(PieceKind.PRE_READ, "To read beforehand", "Pre-read", "a pre-read"),
    Kind(PieceKind.QUESTIONS, "Questions for the board", "Questions", "a question sheet"),
    Kind(PieceKind.CASE_STUDY, "Case studies", "Case study", "a case study"),
    Kind(PieceKind.EVIDENCE, "Evidence on one page", "Evidence", "a page of evidence"),
    Kind(PieceKind.WORKSHEET, "Decision sheets", "Decision sheet", "a decision sheet"),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as it is read and printed. `body` is Markdown; `anchor` its place on the page."""

    kind: str
    anchor: str
    what: str
    module: str
    body: str

    @property
    def heading(self) -> str:
        return f"{self.what}: {self.module}"


@dataclass(frozen=True, slots=True)
class Part:
    """All papers of one kind, in the order of the modules."""

    heading: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """What cannot stand on the page: a file of its own, or a film. `slug` of its module."""

    title: str
    module: str
    slug: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What a workshop on these versions needs. `lacking`: sentences on what is not there."""

    versions: tuple[Version, ...]
    agenda: tuple[Item, ...]
    parts: tuple[Part, ...]
    apart: tuple[Apart, ...]
    lacking: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """Of the whole workshop, breaks included."""
        return sum(item.minutes for item in self.agenda)

    @property
    def preparation_minutes(self) -> int:
        """Of each participant beforehand."""
        return sum(version.preparation_minutes for version in self.versions)

    @property
    def outcomes(self) -> list[str]:
        return [line for version in self.versions for line in version.outcome_lines]


def pack_of(versions: Sequence[Version]) -> Pack:
    """The pack of these versions, in this order. Their modules are best at hand already."""
    prefetch_related_objects(versions, "pieces", "agenda", "module")
    return Pack(
        versions=tuple(versions),
        agenda=one_agenda([(version.name, _lines(version)) for version in versions]),
        parts=tuple(part for kind in KINDS if (part := _part(kind, versions)).papers),
        apart=tuple(_apart(versions)),
        lacking=tuple(_lacking(versions)),
    )


def _lines(version: Version) -> list[Line]:
    """Its agenda; without one, a single line for the whole session."""
    lines = [Line(line.minutes, line.title, line.note) for line in version.agenda.all()]
    if lines or version.minutes is None:
        return lines
    return [Line(version.minutes, version.name)]


def _of_kind(version: Version, kind: PieceKind) -> list[Piece]:
    return [piece for piece in version.pieces.all() if piece.kind == kind]


def _part(kind: Kind, versions: Sequence[Version]) -> Part:
    written = [
        (version.name, piece)
        for version in versions
        for piece in _of_kind(version, kind.kind)
        if piece.body
    ]
    papers = (
        Paper(
            kind=kind.kind.value,
            anchor=f"{kind.kind.value.replace('_', '-')}-{number}",
            what=kind.one if piece.title == kind.kind.label else piece.title,
            module=name,
            body=piece.body,
        )
        for number, (name, piece) in enumerate(written, start=1)
    )
    return Part(kind.heading, tuple(papers))


def _apart(versions: Sequence[Version]) -> Iterator[Apart]:
    kinds = {kind.kind.value for kind in KINDS}
    for version in versions:
        for piece in version.pieces.all():
            if piece.kind == PieceKind.VIDEO or (piece.kind in kinds and not piece.body):
                yield Apart(piece.title, version.name, version.module.slug)


def _lacking(versions: Sequence[Version]) -> Iterator[str]:
    for version in versions:
        missing = [kind.in_words for kind in KINDS if not _of_kind(version, kind.kind)]
        if missing:
            alternatives = listed(missing).replace(" and ", " or ")
            yield sentence(f"{version.name} does not have {alternatives}.")
        if not _lines(version):
            yield f"{version.name} does not say how long it takes, so it is not in the agenda."
