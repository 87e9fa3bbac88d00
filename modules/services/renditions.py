"""The files of a published version: a PDF of each paper, then the archive, then the picture.

A worker makes them, each kept as soon as it is there, so that whoever goes on after a crash makes
only what is missing. Lock order: the version, then its pieces.
"""

from __future__ import annotations

from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import Person
from accounts.permissions import require_national
from modules.enums import FileType
from modules.models import Piece, Rendition, StoredFile, Version
from modules.pictures import share_picture
from modules.queries.files import drawn_of, pieces_of
from modules.services.archives import store_archive
from modules.services.files import store_file
from productive_leader.core import audit, outbox
from productive_leader.core.links import absolute
from productive_leader.core.models import Queue
from productive_leader.core.pdf import render_pdf
from productive_leader.core.permissions import Permission
from productive_leader.core.public_pages import public_pages_changed

TASK = "modules.make_files"
SERVICE = "The Productive Leader"


def order_files(version: Version) -> None:
    """Promise the files of a version, once, in the transaction that publishes it."""
    _promise(version, key=f"files:{version.pk}")


@transaction.atomic
def order_files_again(*, by: Person, version: Version) -> Version:
    """Try again what failed; a second press, or one while all is well, changes nothing."""
    require_national(by, Permission.MANAGE_CATALOGUE)
    locked = _locked(version.pk)
    if locked.files_problem:
        locked.files_problem = ""
        locked.save(update_fields=["files_problem"])
        _promise(locked)
        audit.record(by=by, action="module.files_ordered_again", target=locked)
    return locked


def make_files(version_id: int) -> None:
    """Make what is missing. For workers; may run again, and beside itself."""
    version = Version.objects.select_related("module__collection").get(pk=version_id)
    for piece in pieces_of(version):
        if piece.body and drawn_of(piece) is None:
            _keep_rendition(piece, render_paper(version, piece))
    if version.archive_id is None:
        _keep(version_id, "archive", store_archive(version))
    if version.picture_id is None:
        picture = share_picture(version.name, version.module.collection.name, SERVICE)
        _keep(version_id, "picture", store_file(picture, FileType.PNG))


def render_paper(version: Version, piece: Piece) -> bytes:
    """The PDF of a paper, from the text of its page. Slow: for workers, not for views."""
    title = f"{version.name}: {piece.title}"
    context = {
        "title": title,
        "version": version,
        "piece": piece,
        "address": absolute("module", version.module.slug),
    }
    return render_pdf(render_to_string("pdf/modules/paper.html", context), title=title)


@transaction.atomic
def fail_files(version_id: int, reason: str) -> None:
    """Keep why the files could not be made, for whoever may order them again."""
    version = _locked(version_id)
    version.files_problem = reason[:500] or "It broke off without a reason."
    version.save(update_fields=["files_problem"])
    audit.record(by=None, action="module.files_failed", target=version)


def _promise(version: Version, *, key: str | None = None) -> None:
    payload = {"version_id": version.pk}
    outbox.enqueue(TASK, payload=payload, key=key, queue=Queue.REPORTS)


@transaction.atomic
def _keep_rendition(piece: Piece, pdf: bytes) -> None:
    file = store_file(pdf, FileType.PDF)
    Rendition.objects.get_or_create(piece=piece, defaults={"file": file})


@transaction.atomic
def _keep(version_id: int, field: str, file: StoredFile) -> None:
    """What is there already stays: people hold its checksum."""
    version = _locked(version_id)
    if getattr(version, field) is None:
        setattr(version, field, file)
        version.save(update_fields=[field])
        public_pages_changed()


def _locked(version_id: int) -> Version:
    return Version.objects.select_for_update(no_key=True, of=("self",)).get(pk=version_id)
