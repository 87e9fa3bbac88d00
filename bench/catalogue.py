"""A catalogue of five thousand modules, and what people look for in it."""

from __future__ import annotations

import random
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from modules.enums import PieceKind
from modules.models import AgendaLine, Collection, Module, Piece, Version
from modules.services.searching import index_everything
from productive_leader.core.public_pages import public_pages_changed

MODULES = 5000
SEARCHES = 20_000
KINDS = (PieceKind.GUIDE, PieceKind.SESSION_PLAN, PieceKind.EVIDENCE, PieceKind.WORKSHEET)
WORDS = """
meeting diary agenda email inbox reply delegate priority planning workload calendar minute board
leader assistant secretary team pair review agreement session workshop facilitator baseline
evidence result time week hour measure interruption telephone travel paper report drive folder
desk office ward clinic patient visit budget finance nurse doctor director chair purpose idea
adoption risk question answer action owner date lesson pulse energy control
""".split()  # noqa: SIM905 - a list of eighty lines says no more
NAMES = ("better", "calmer", "shorter", "shared", "honest", "weekly", "first", "quiet", "clear")


def make() -> dict[str, Any]:
    """Addresses of the list, of one module, and of searches that are all different."""
    chance = random.Random(2011)  # the same catalogue in every run
    collection = Collection.objects.create(slug="bench", name="Bench", position=9)
    modules = Module.objects.bulk_create(
        Module(collection=collection, slug=f"bench-{n}", position=n, name=_name(chance, n))
        for n in range(MODULES)
    )
    versions = Version.objects.bulk_create(_version(chance, module) for module in modules)
    Piece.objects.bulk_create(piece for one in versions for piece in _pieces(chance, one))
    AgendaLine.objects.bulk_create(
        AgendaLine(version=one, position=1, minutes=60, title="All of it") for one in versions
    )
    _publish(modules, versions)
    index_everything()
    connection.cursor().execute("VACUUM ANALYZE modules_module")  # as autovacuum does in an hour
    public_pages_changed()
    list_page = reverse("modules")
    searches = [f"{list_page}?q={'+'.join(_typed(chance))}" for _ in range(SEARCHES)]
    module = reverse("module", args=["bench-7"])
    return {
        "list": list_page,
        "module": module,
        "searches": searches,
        "queries": {"open the catalogue": _cold(list_page), "open a module": _cold(module)},
    }


def _cold(path: str) -> int:
    """Queries of a page that nobody has asked for since the catalogue changed."""
    public_pages_changed()
    with CaptureQueriesContext(connection) as captured:
        Client().get(path, HTTP_HOST="127.0.0.1", HTTP_X_FORWARDED_PROTO="https")
    return len(captured)


def _name(chance: random.Random, number: int) -> str:
    return f"{chance.choice(NAMES)} {chance.choice(WORDS)} and {chance.choice(WORDS)} {number}"


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


def _version(chance: random.Random, module: Module) -> Version:
    return Version(
        module=module,
        name=module.name,
        summary=_text(chance, 12),
        purpose=_text(chance, 40),
        audience=_text(chance, 12),
        minutes=60,
        outcomes=f"{_text(chance, 6)}\n{_text(chance, 6)}",
        keywords=", ".join(chance.choices(WORDS, k=6)),
        notes="First edition.",
    )


def _pieces(chance: random.Random, version: Version) -> list[Piece]:
    return [
        Piece(
            version=version,
            position=position,
            kind=kind,
            slug=str(kind).replace("_", "-"),
            title=kind.label,
            body=f"{_text(chance, 30)}\n\n## {_text(chance, 3)}\n\n{_text(chance, 60)}",
        )
        for position, kind in enumerate(KINDS, start=1)
    ]


def _publish(modules: list[Module], versions: list[Version]) -> None:
    now = timezone.now()
    for module, version in zip(modules, versions, strict=True):
        version.number, version.published_at = 1, now
        module.published = version
    Version.objects.bulk_update(versions, ["number", "published_at"], batch_size=1000)
    Module.objects.bulk_update(modules, ["published"], batch_size=1000)


def _typed(chance: random.Random) -> list[str]:
    """Two words, and every other time one of them lacks a letter."""
    words = chance.sample(WORDS, k=2)
    if chance.random() < 0.5:
        gap = chance.randrange(1, len(words[0]) - 1)
        words[0] = words[0][:gap] + words[0][gap + 1 :]
    return words
