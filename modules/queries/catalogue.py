"""The catalogue as a list: what is in it, what somebody looks for, and what there is to choose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from modules.enums import PieceKind
from modules.models import Collection, Module, Piece, Version
from modules.queries.search import Found, search_modules

LENGTHS = (45, 60, 90, 120, 180)  # minutes of a session that one may ask for
Option = tuple[str, str, int | None]  # value, words, how many modules where that is counted


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. Empty: anything. `minutes` of a session at most."""

    words: str = ""
    collection: str = ""
    kind: str = ""
    minutes: int | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.collection or self.kind or self.minutes)


@dataclass(frozen=True, slots=True)
class Card:
    """A module as the list shows it."""

    pk: int
    slug: str
    name: str
    summary: str
    collection: str
    collection_summary: str
    minutes: int | None
    preparation_minutes: int
    inside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a look into the catalogue gives.

    `modules` are those wanted, `total` how many; `without_filters` how many the words find alone.
    `wanted` is what was understood of the question.
    """

    wanted: Wanted
    found: Found
    modules: QuerySet[Module]
    total: int
    without_filters: int
    collections: tuple[Option, ...]
    kinds: tuple[Option, ...]
    lengths: tuple[tuple[int, int | None], ...]


def listed_modules() -> QuerySet[Module]:
    """What the catalogue offers, in its order: published and not withdrawn."""
    modules = Module.objects.filter(published__isnull=False, withdrawn_at=None)
    return modules.select_related("published", "collection").defer("document")


def look_for(wanted: Wanted) -> Shelf:
    """What is wanted of the catalogue, or of what a search finds.

    Three queries; for a search its own and two.
    The numbers beside the choices are those of the whole catalogue: to count what each search
    finds, choice by choice, would take longer than the search.
    """
    found = search_modules(wanted.words, listed_modules()) if wanted.words else None
    return _searched(wanted, found) if found and found.words else _browsed(wanted)


def _browsed(wanted: Wanted) -> Shelf:
    modules = listed_modules()
    listed = Count("modules", filter=Q(modules__in=modules.order_by().values("pk")))
    counted = Collection.objects.order_by("position", "name").annotate(number=listed)
    collections: list[Option] = list(counted.values_list("slug", "name", "number"))
    wanted = replace(wanted, collection=_known(wanted.collection, collections))
    counts = _counts(modules, wanted)
    return Shelf(
        wanted=wanted,
        found=Found(modules),
        modules=modules.filter(_chosen(wanted)),
        total=counts["wanted"],
        without_filters=counts["all"],
        collections=tuple(one for one in collections if one[2] or one[0] == wanted.collection),
        kinds=_kinds(modules, wanted),
        lengths=tuple((length, counts[f"in_{length}"]) for length in LENGTHS),
    )


def _searched(wanted: Wanted, found: Found) -> Shelf:
    names = Collection.objects.order_by("position", "name").values_list("slug", "name")
    collections: list[Option] = [(slug, name, None) for slug, name in names]
    wanted = replace(wanted, collection=_known(wanted.collection, collections))
    modules = found.modules.filter(_chosen(wanted))
    return Shelf(
        wanted=wanted,
        found=found,
        modules=modules,
        total=modules.order_by().count() if wanted.is_filtered else found.total,
        without_filters=found.total,
        collections=tuple(collections),
        kinds=tuple((kind.value, str(kind.label), None) for kind in PieceKind),
        lengths=tuple((length, None) for length in LENGTHS),
    )


def cards_between(shelf: Shelf, first: int, last: int) -> list[Card]:
    """Those at these places. One query; two for a search, which ranks bare numbers far faster."""
    modules = shelf.modules[first:last]
    if not shelf.found.words:
        return cards(modules)
    places = {pk: place for place, pk in enumerate(modules.values_list("pk", flat=True))}
    found = cards(listed_modules().filter(pk__in=places))
    return sorted(found, key=lambda card: places[card.pk])


def cards(modules: QuerySet[Module]) -> list[Card]:
    """One query."""
    pieces = Piece.objects.filter(version=OuterRef("published")).order_by("position")
    return [
        _card(module) for module in modules.annotate(kinds=ArraySubquery(pieces.values("kind")))
    ]


def _card(module: Module) -> Card:
    version = cast(Version, module.published)  # of a module that is listed
    kinds = dict.fromkeys(getattr(module, "kinds", ()))
    return Card(
        pk=module.pk,
        slug=module.slug,
        name=version.name,
        summary=version.summary,
        collection=module.collection.name,
        collection_summary=module.collection.summary,
        minutes=version.minutes,
        preparation_minutes=version.preparation_minutes,
        inside=tuple(str(PieceKind(kind).label) for kind in kinds),
    )


def _chosen(wanted: Wanted) -> Q:
    chosen = Q()
    if wanted.collection:
        chosen &= Q(collection__slug=wanted.collection)
    if wanted.minutes:
        chosen &= Q(published__minutes__lte=wanted.minutes)
    if wanted.kind:
        pieces = Piece.objects.filter(version=OuterRef("published"), kind=wanted.kind)
        chosen &= Q(Exists(pieces))
    return chosen


def _known(collection: str, options: list[Option]) -> str:
    return collection if any(slug == collection for slug, _, _ in options) else ""


def _counts(within: QuerySet[Module], wanted: Wanted) -> dict[str, int]:
    limits = {
        f"in_{length}": Count("pk", filter=Q(published__minutes__lte=length)) for length in LENGTHS
    }
    chosen = _chosen(wanted)
    matching = Count("pk", filter=chosen) if chosen else Count("pk")
    return within.order_by().aggregate(all=Count("pk"), wanted=matching, **limits)


def _kinds(within: QuerySet[Module], wanted: Wanted) -> tuple[Option, ...]:
    """Those that some module has, in the order of the papers."""
    pieces = Piece.objects.filter(version__in=within.order_by().values("published"))
    rows = pieces.values("kind").annotate(number=Count("version", distinct=True)).order_by()
    numbers = dict(rows.values_list("kind", "number"))
    return tuple(
        (kind.value, str(kind.label), numbers.get(kind.value, 0))
        for kind in PieceKind
        if kind.value in {*numbers, wanted.kind}
    )
