"""Which files a version has, what they are called, and how far they are made."""

from __future__ import annotations

from dataclasses import dataclass

from modules.enums import FilesState, FileType, PieceKind
from modules.models import Piece, Rendition, StoredFile, Version


@dataclass(frozen=True, slots=True)
class PieceFile:
    """What somebody gets who downloads one piece. `file` None: not made yet, or it lies elsewhere.

    `name` is that of the file on the reader's machine, in plain letters.
    """

    piece: Piece
    file: StoredFile | None
    name: str


@dataclass(frozen=True, slots=True)
class VersionFiles:
    """The files of a version: how many of those we make are made, and what kept us from it."""

    pieces: tuple[PieceFile, ...]
    archive: StoredFile | None
    archive_name: str
    made: int
    wanted: int
    problem: str

    @property
    def state(self) -> FilesState:
        if self.made == self.wanted:
            return FilesState.MADE
        return FilesState.FAILED if self.problem else FilesState.BEING_MADE


def files_of(version: Version) -> VersionFiles:
    """One query, and one for its archive unless that is there already."""
    pieces = pieces_of(version)
    drawn = [drawn_of(piece) for piece in pieces if piece.body]
    archive = version.archive
    return VersionFiles(
        pieces=tuple(_piece_file(version, piece) for piece in pieces),
        archive=archive,
        archive_name=archive_name(version),
        made=sum(file is not None for file in (*drawn, archive)),
        wanted=len(drawn) + 1,
        problem=version.files_problem,
    )


def pieces_of(version: Version) -> list[Piece]:
    """Its papers and films with their files, in order; nothing taken out of a draft."""
    pieces = version.pieces.filter(removed_at=None)
    return list(pieces.select_related("file", "rendition__file"))


def drawn_of(piece: Piece) -> StoredFile | None:
    """The PDF we made of its text."""
    rendition: Rendition | None = getattr(piece, "rendition", None)
    return rendition.file if rendition else None


def file_of(version: Version, piece: Piece | None) -> StoredFile | None:
    """What a grant is for: a file that was uploaded, else our PDF; without a piece the archive."""
    return version.archive if piece is None else piece.file or drawn_of(piece)


def file_name(version: Version, piece: Piece | None, file: StoredFile) -> str:
    """meetings-that-earn-their-time-guide-version-1.pdf"""
    stem = archive_stem(version) if piece is None else _stem(version, piece.slug)
    return f"{stem}.{extension_of(file)}"


def drawn_name(version: Version, piece: Piece) -> str:
    """The name of our PDF; beside a file that was uploaded it says what it is of that."""
    part = "transcript" if piece.kind == PieceKind.VIDEO else "text"
    slug = f"{piece.slug}-{part}" if piece.file_id else piece.slug
    return f"{_stem(version, slug)}.pdf"


def archive_name(version: Version) -> str:
    return f"{archive_stem(version)}.zip"


def archive_stem(version: Version) -> str:
    return f"{version.module.slug}-version-{version.number}"


def extension_of(file: StoredFile) -> str:
    known = file.content_type in FileType
    return FileType(file.content_type).extension if known else "bin"


def type_in_words(file: StoredFile) -> str:
    """ "PDF", "Word document"."""
    known = file.content_type in FileType
    return str(FileType(file.content_type).label) if known else "File"


def _piece_file(version: Version, piece: Piece) -> PieceFile:
    file = file_of(version, piece)
    return PieceFile(piece, file, file_name(version, piece, file) if file else "")


def _stem(version: Version, slug: str) -> str:
    return f"{version.module.slug}-{slug}-version-{version.number}"
