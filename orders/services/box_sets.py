"""Box sets themselves: installed, added, changed, withdrawn, offered again; never their stock."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Person
from accounts.permissions import require_national
from modules.models import Collection
from orders.models import BoxSet
from orders.queries.box_sets import Texts, texts_of
from orders.services.ledger import lock_box_sets
from productive_leader.core import audit
from productive_leader.core.permissions import Permission
from productive_leader.core.public_pages import public_pages_changed

CONTENT = Path(__file__).resolve().parent.parent / "fixtures" / "box_sets.json"
ADDRESSES_OF_OURS = frozenset({"new"})
NAMESAKE = "There is a box set called “{}” already. Choose another name."


class ChangedMeanwhile(Exception):
    """Somebody saved the box set since it was read; `kept` are the texts that hold now."""

    def __init__(self, kept: Texts) -> None:
        super().__init__("Somebody changed this box set meanwhile.")
        self.kept = kept


@transaction.atomic
def install_box_sets() -> None:
    """Put the box sets we start with in place, without stock. One that is there is left alone."""
    known = set(BoxSet.objects.values_list("slug", flat=True))
    content: list[dict[str, Any]] = json.loads(CONTENT.read_text(encoding="utf-8"))
    for position, one in enumerate(content, start=1):
        if one["slug"] not in known:
            box_set = BoxSet.objects.create(
                slug=one["slug"],
                name=one["name"],
                summary=one["summary"],
                contents="\n".join(one["contents"]),
                collection=Collection.objects.filter(slug=one["collection"]).first(),
                position=position,
            )
            audit.record(by=None, action="box_set.installed", target=box_set)
            public_pages_changed()


@transaction.atomic
def add_box_set(*, by: Person, texts: Texts) -> BoxSet:
    """A box set without stock, last in the list, to be ordered at once. Raises ValidationError."""
    require_national(by, Permission.MANAGE_STOCK)
    last: int = BoxSet.objects.aggregate(last=Max("position"))["last"] or 0
    box_set = BoxSet(slug=_free_slug(texts.name), position=last + 1)
    _write(box_set, texts)
    audit.record(by=by, action="box_set.added", target=box_set)
    return box_set


@transaction.atomic
def change_box_set(*, by: Person, box_set: BoxSet, texts: Texts, seen: str) -> BoxSet:
    """Other texts. What is set aside stays so, also when it is released later now.

    `seen`: the fingerprint of the texts that were read. Raises ChangedMeanwhile, ValidationError.
    """
    locked = _locked(by, box_set)
    kept = texts_of(locked)
    if kept.fingerprint != seen:
        raise ChangedMeanwhile(kept)
    _write(locked, texts)
    audit.record(by=by, action="box_set.changed", target=locked)
    return locked


@transaction.atomic
def withdraw_box_set(*, by: Person, box_set: BoxSet) -> BoxSet:
    """Nobody can order it any more; what is ordered goes on. Twice changes nothing."""
    locked = _locked(by, box_set)
    if locked.withdrawn_at is None:
        _set_withdrawn(locked, timezone.now())
        audit.record(by=by, action="box_set.withdrawn", target=locked)
    return locked


@transaction.atomic
def offer_box_set(*, by: Person, box_set: BoxSet) -> BoxSet:
    """It can be ordered again."""
    locked = _locked(by, box_set)
    if locked.withdrawn_at is not None:
        _set_withdrawn(locked, None)
        audit.record(by=by, action="box_set.offered", target=locked)
    return locked


def _locked(by: Person, box_set: BoxSet) -> BoxSet:
    require_national(by, Permission.MANAGE_STOCK)
    return lock_box_sets([box_set.pk])[box_set.pk]


def _set_withdrawn(box_set: BoxSet, at: dt.datetime | None) -> None:
    box_set.withdrawn_at = at
    box_set.save(update_fields=["withdrawn_at"])
    public_pages_changed()


def _write(box_set: BoxSet, texts: Texts) -> None:
    """Texts alone: the numbers of the stock are the ledger's."""
    box_set.name, box_set.summary = " ".join(texts.name.split()), " ".join(texts.summary.split())
    box_set.contents = "\n".join(filter(None, map(str.strip, texts.contents.splitlines())))
    box_set.collection_id, box_set.released_on = texts.collection_id, texts.released_on
    namesakes = BoxSet.objects.filter(name__iexact=box_set.name).exclude(pk=box_set.pk)
    if namesakes.exists():
        raise ValidationError({"name": NAMESAKE.format(box_set.name)})
    box_set.full_clean()
    box_set.save(update_fields=None if box_set.pk is None else [*asdict(texts)])
    public_pages_changed()


def _free_slug(name: str) -> str:
    """The name as an address; with a number where that is taken."""
    stem = slugify(name)[:45].strip("-") or "box-set"
    taken = set(BoxSet.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 4)))
    return next(one for one in candidates if one not in taken | ADDRESSES_OF_OURS)
