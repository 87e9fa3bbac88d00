"""The papers and films of a draft: adding, changing, moving, removing and putting back.

Lock order: the module, then its draft, then the pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Person
from modules.enums import FileType, PieceKind
from modules.models import Module, Piece, Version
from modules.queries.drafts import Paper, paper_of, pieces_in
from modules.services.drafts import draft_to_change, locked_module
from modules.services.files import store_file
from modules.uploads import Refused, examine
from productive_leader.core import audit

ADDRESSES_OF_OURS = frozenset({"texts", "preview", "begin", "add", "download"})
MOST_PIECES = 40
GONE = (
    "Somebody has removed this paper meanwhile. Copy what you typed, put the paper back from the "
    "draft, then change it there."
)
NOTHING_IN_IT = "There is nothing in it yet. Write a text or choose a file."
NO_FILM = "Choose an MP4 film, or write the address of one."
NOT_A_PAPER = "This is a film. Say that the paper is a video, or choose another file."
NOT_A_FILM = "A video is an MP4 film. Say what else the paper is, or choose a film."
ADDRESS_OF_A_FILM = "Only a video lies elsewhere. Say that it is one, or take the address away."
ONE_OF_BOTH = "Choose a film or write the address of one, not both."
TOO_MANY = f"A version has at most {MOST_PIECES} papers. Remove one first."


class StalePiece(Exception):
    """Somebody saved this paper since it was read; `paper` is what is kept now."""

    def __init__(self, paper: Paper) -> None:
        super().__init__("Somebody changed this paper meanwhile.")
        self.paper = paper


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote into a paper. `file`: a new one; `keeps_file`: the old one stays."""

    kind: str
    title: str
    body: str = ""
    link: str = ""
    file: File[Any] | None = None
    keeps_file: bool = True


@transaction.atomic
def add_piece(*, by: Person, module: Module, written: Written) -> Piece:
    """The last paper of the draft. Locks the module. Raises ValidationError."""
    draft = draft_to_change(locked_module(by, module))
    every = list(draft.pieces.all())
    if len(every) >= MOST_PIECES:
        raise ValidationError(TOO_MANY)
    last = max((piece.position for piece in every), default=0)
    slug = _free_slug(written, {piece.slug for piece in every})
    piece = Piece(version=draft, position=last + 1, slug=slug)
    return _keep(piece, written, by=by, action="module.piece_added")


@transaction.atomic
def save_piece(*, by: Person, piece: Piece, written: Written, seen: str) -> Piece:
    """Replace what a paper holds; its address stays. Locks the module.

    `seen`: the fingerprint of the paper as it was read. Raises StalePiece when it holds something
    else by now, and ValidationError when it is gone or holds nothing of sense.
    """
    row = _locked_piece(by, piece)
    if row.removed_at is not None:
        raise ValidationError(GONE)
    kept = paper_of(row)
    if kept.fingerprint != seen:
        raise StalePiece(kept)
    return _keep(row, written, by=by, action="module.piece_saved")


def _keep(piece: Piece, written: Written, *, by: Person, action: str) -> Piece:
    piece.kind, piece.title = written.kind, " ".join(written.title.split())
    piece.body = written.body if written.body.strip() else ""
    piece.link = written.link
    if written.file is not None:
        piece.file = store_file(written.file, _type_of(written))
    elif not written.keeps_file:
        piece.file = None
    _require_sense(piece)
    piece.full_clean(exclude=("version",))
    piece.save()
    audit.record(by=by, action=action, target=piece)
    return piece


def _type_of(written: Written) -> FileType:
    """Refuses what the catalogue does not take, and a film that is no video."""
    try:
        kind = examine(written.file.file)  # type: ignore[union-attr,arg-type]  # there is one
    except Refused as refusal:
        raise ValidationError({"file": str(refusal)}) from None
    is_film, is_video = kind == FileType.MP4, written.kind == PieceKind.VIDEO
    if is_film != is_video:
        raise ValidationError({"file": NOT_A_PAPER if is_film else NOT_A_FILM})
    return kind


def _require_sense(piece: Piece) -> None:
    is_video = piece.kind == PieceKind.VIDEO
    if piece.link and not is_video:
        raise ValidationError({"link": ADDRESS_OF_A_FILM})
    if piece.link and piece.file_id:
        raise ValidationError({"link": ONE_OF_BOTH})
    if is_video and not (piece.link or piece.file_id):
        raise ValidationError({"file": NO_FILM})
    if not is_video and not (piece.body or piece.file_id):
        raise ValidationError({"body": NOTHING_IN_IT})
    if piece.file and (piece.file.content_type == FileType.MP4) != is_video:
        raise ValidationError({"kind": NOT_A_FILM if is_video else NOT_A_PAPER})


@transaction.atomic
def move_piece(*, by: Person, piece: Piece, step: int) -> Piece:
    """Up by one (-1) or down (1); at the end of the list nothing changes."""
    row = _locked_piece(by, piece)
    order = list(pieces_in(row.version))
    here = next((place for place, one in enumerate(order) if one == row), None)
    if here is None or not 0 <= here + step < len(order):
        return row
    other = order[here + step]
    row.position, other.position = other.position, row.position
    for one in (row, other):
        one.save(update_fields=["position"])
    audit.record(by=by, action="module.piece_moved", target=row)
    return row


@transaction.atomic
def remove_piece(*, by: Person, piece: Piece) -> Piece:
    """Take a paper out of the draft; until the draft is published it can be put back."""
    return _set_removed(by, piece, is_removed=True)


@transaction.atomic
def put_back_piece(*, by: Person, piece: Piece) -> Piece:
    """Put a removed paper back where it stood."""
    return _set_removed(by, piece, is_removed=False)


def _set_removed(by: Person, piece: Piece, *, is_removed: bool) -> Piece:
    row = _locked_piece(by, piece)
    if (row.removed_at is not None) != is_removed:
        row.removed_at = timezone.now() if is_removed else None
        row.save(update_fields=["removed_at"])
        action = "module.piece_removed" if is_removed else "module.piece_put_back"
        audit.record(by=by, action=action, target=row)
    return row


def _locked_piece(by: Person, piece: Piece) -> Piece:
    """The row as it is now, with its module and draft locked. Raises ValidationError."""
    module = locked_module(by, Module.objects.get(versions=piece.version_id))
    draft = Version.objects.select_for_update().get(pk=draft_to_change(module).pk)
    row = draft.pieces.select_for_update(of=("self",)).filter(pk=piece.pk).first()
    if row is None:
        raise ValidationError(GONE)
    row.version = draft
    return row


def _free_slug(written: Written, taken: set[str]) -> str:
    """Called by its kind; a second of a kind by its title, with a number where that is taken."""
    kind, title = written.kind.replace("_", "-"), slugify(written.title)[:50].strip("-")
    stem = title or kind
    candidates = (kind, stem, *(f"{stem}-{number}" for number in range(2, MOST_PIECES + 3)))
    return next(one for one in candidates if one not in taken | ADDRESSES_OF_OURS)
