"""Which module a session works with, in which version, and what there is of it to read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from accounts.models import Person
from modules.enums import PieceKind
from modules.models import Module, Piece, Version
from modules.permissions import versions_open_to
from programmes.models import Programme, ProgrammeModule, Session


@dataclass(frozen=True)
class Papers:
    """What there is of a module in one version; `newer` is set when there is a later one.

    `are_open`: to the person they are shown to.
    """

    version: Version
    pieces: tuple[Piece, ...]
    newer: Version | None = None
    are_open: bool = False

    @property
    def module(self) -> Module:
        return self.version.module

    @property
    def is_withdrawn(self) -> bool:
        return self.module.withdrawn_at is not None


def papers_of(session: Session, person: Person, *, leads: bool) -> Papers | None:
    """The papers of a session's module, in the version its programme began with.

    The session plan is for whoever `leads`. None: no module, or nothing of it published yet.
    Three queries.
    """
    if session.module_id is None:
        return None
    pin = _pins().filter(programme=session.team.programme_id, module=session.module_id).first()
    version = pin.version if pin else _published(session)
    if version is None:
        return None
    return _papers(version, leads=leads, are_open=versions_open_to(person).contains(version))


def modules_of(programme: Programme, person: Person, *, leads: bool) -> list[Papers]:
    """Every module of a programme, in the version it has. Three queries."""
    pins = _pins().filter(programme=programme.pk).prefetch_related("version__pieces")
    are_open = set(versions_open_to(person).values_list("pk", flat=True))
    return [_papers(pin.version, leads=leads, are_open=pin.version_id in are_open) for pin in pins]


def choosable_modules(chosen: int | None = None) -> QuerySet[Module]:
    """What a session can work with: what the catalogue offers, and what is chosen already."""
    offered = Q(published__isnull=False, withdrawn_at=None)
    return Module.objects.filter(offered | Q(pk=chosen))


def module_choices() -> list[tuple[str, str]]:
    """All of the catalogue, listed or to come, by address: for the editor of templates."""
    return [("", "No module"), *Module.objects.values_list("slug", "name")]


def modules_without_version(programme: Programme) -> QuerySet[Module]:
    """Modules of its template and sessions, published, of which it has no version yet."""
    used = Q(template_sessions__version__programmes=programme.pk)
    used |= Q(sessions__team__programme=programme.pk)
    known = ProgrammeModule.objects.filter(programme=programme.pk).values("module")
    found = Module.objects.filter(used, published__isnull=False, withdrawn_at=None)
    return found.exclude(pk__in=known).select_related("published").distinct()


def _pins() -> QuerySet[ProgrammeModule]:
    return ProgrammeModule.objects.select_related("version__module__published")


def _published(session: Session) -> Version | None:
    """Of a module that came into the catalogue after the programme began."""
    versions = Version.objects.select_related("module__published")
    return versions.filter(module=session.module_id, module__published=F("pk")).first()


def _papers(version: Version, *, leads: bool, are_open: bool) -> Papers:
    pieces = tuple(
        piece
        for piece in version.pieces.all()
        if piece.removed_at is None and (leads or piece.kind != PieceKind.SESSION_PLAN)
    )
    latest = version.module.published
    newer = latest if latest and (latest.number or 0) > (version.number or 0) else None
    return Papers(version, pieces, newer, are_open)
