"""Writing the next version of a module: its texts, its agenda, its place in the catalogue.

A published version never changes: what is written here goes into the draft. Lock order: the
module, then its versions, then their pieces.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from accounts.models import Person
from accounts.permissions import require_national
from modules import permissions
from modules.models import AgendaLine, Collection, Module, Piece, Version
from modules.queries.drafts import (
    TEXT_FIELDS,
    Paper,
    Texts,
    contents_of,
    draft_in,
    latest_version,
    texts_of,
)
from productive_leader.core import audit
from productive_leader.core.permissions import Permission, require
from productive_leader.core.public_pages import public_pages_changed

ADDRESSES_OF_OURS = frozenset({"new", "download"})
NO_DRAFT = "There is no draft any more: somebody has published it. Begin the next version to go on."


class StaleTexts(Exception):
    """Somebody saved the texts since they were read; `texts` are what is kept now."""

    def __init__(self, texts: Texts) -> None:
        super().__init__("Somebody changed these texts meanwhile.")
        self.texts = texts


@transaction.atomic
def add_module(*, by: Person, name: str, summary: str, collection: Collection) -> Module:
    """A module with an empty draft, last in its collection. Nobody finds it yet."""
    require_national(by, Permission.MANAGE_CATALOGUE)
    require_own_name(name.strip())
    module = make_module(name=name.strip(), collection=collection)
    draft = Version(module=module, name=module.name, summary=summary.strip())
    draft.full_clean()
    draft.save()
    audit.record(by=by, action="module.added", target=module)
    return module


def make_module(
    *, name: str, collection: Collection, slug: str = "", position: int | None = None
) -> Module:
    """The row of a module, without a version. Called by services, inside their transaction."""
    module = Module(slug=slug or _free_slug(name), name=name, collection=collection)
    module.position = position or _last_place(collection) + 1
    module.full_clean()
    module.save()
    return module


def require_own_name(name: str, module: Module | None = None) -> None:
    """Raises ValidationError when another module is called so, in whatever capitals."""
    namesakes = Module.objects.filter(name__iexact=name)
    others = namesakes.exclude(pk=module.pk) if module else namesakes
    if others.exists():
        raise ValidationError({"name": f"There is a module called “{name}” already."})


def _free_slug(name: str) -> str:
    """The name as an address; with a number where that is taken."""
    stem = slugify(name)[:70].strip("-") or "module"
    taken = set(Module.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 4)))
    return next(one for one in candidates if one not in taken | ADDRESSES_OF_OURS)


def _last_place(collection: Collection) -> int:
    last = collection.modules.order_by("position").last()
    return last.position if last else 0


@transaction.atomic
def begin_draft(*, by: Person, module: Module) -> Version:
    """The draft of the next version, a copy of the latest one. Begun already, it is that one."""
    locked = locked_module(by, module)
    if draft := draft_in(locked):
        return draft
    draft = Version.objects.create(module=locked, name=locked.name, summary="")
    if latest := latest_version(locked):
        contents = contents_of(latest)
        write_texts(draft, contents.texts)
        write_papers(draft, contents.papers)
    audit.record(by=by, action="module.draft_begun", target=draft)
    return draft


@transaction.atomic
def save_texts(*, by: Person, module: Module, texts: Texts, seen: str) -> Version:
    """Keep what the draft says about the module, with its agenda. Locks the module.

    `seen`: the fingerprint of the texts as they were read. Raises StaleTexts when others are kept
    by now, and ValidationError when the draft is gone or a text is no text of ours.
    """
    locked = locked_module(by, module)
    draft = draft_to_change(locked)
    kept = texts_of(draft)
    if kept.fingerprint != seen:
        raise StaleTexts(kept)
    require_own_name(texts.name, locked)
    write_texts(draft, texts)
    if locked.published_id is None:
        locked.name = texts.name
        locked.save(update_fields=["name"])
    audit.record(by=by, action="module.draft_saved", target=draft)
    return draft


def write_texts(draft: Version, texts: Texts) -> None:
    """Replace what a draft says. Called by services, inside their transaction."""
    for name in TEXT_FIELDS:
        setattr(draft, name, getattr(texts, name))
    draft.full_clean(exclude=("module",))
    draft.save(update_fields=TEXT_FIELDS)
    draft.agenda.all().delete()
    lines = [
        AgendaLine(
            version=draft, position=place, minutes=line.minutes, title=line.title, note=line.note
        )
        for place, line in enumerate(texts.agenda, start=1)
    ]
    for line in lines:
        line.clean_fields(exclude={"version"})
    AgendaLine.objects.bulk_create(lines)


def write_papers(draft: Version, papers: Iterable[Paper]) -> None:
    """Add papers to a draft that has none. Called by services, inside their transaction."""
    rows = [
        Piece(
            version=draft,
            position=place,
            kind=paper.kind,
            slug=paper.slug,
            title=paper.title,
            body=paper.body,
            link=paper.link,
            file_id=paper.file_id,
        )
        for place, paper in enumerate(papers, start=1)
    ]
    for row in rows:
        row.clean_fields(exclude={"version", "file"})
    Piece.objects.bulk_create(rows)


@transaction.atomic
def place_module(
    *, by: Person, module: Module, collection: Collection, position: int, related: Iterable[Module]
) -> Module:
    """Where the catalogue lists a module and what it names beside it. Holds at once.

    What is not in the catalogue now stays related, for when it is put back.
    """
    locked = locked_module(by, module)
    locked.collection, locked.position = collection, position
    locked.full_clean()
    locked.save(update_fields=["collection", "position"])
    away = locked.related.filter(Q(published=None) | Q(withdrawn_at__isnull=False))
    locked.related.set({*away, *related} - {locked})
    audit.record(by=by, action="module.placed", target=locked)
    public_pages_changed()
    return locked


def locked_module(by: Person, module: Module) -> Module:
    """The row as it is now, until the transaction ends. Raises PermissionDenied."""
    mine = permissions.catalogue_managed_by(by)
    require(Permission.MANAGE_CATALOGUE, obj=module, among=mine)
    return Module.objects.select_for_update().get(pk=module.pk)


def draft_to_change(module: Module) -> Version:
    """The draft of a locked module. Raises ValidationError when it has been published meanwhile."""
    draft = draft_in(module)
    if draft is None:
        raise ValidationError(NO_DRAFT)
    return draft
