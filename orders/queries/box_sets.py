"""What a box set says of itself, apart from its stock."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import astuple, dataclass

from django.db.models import F, QuerySet, Sum

from modules.models import Collection
from orders.enums import OrderState
from orders.models import BoxSet, OrderLine


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything an administrator types about a box set."""

    name: str
    summary: str
    contents: str
    collection_id: int | None
    released_on: dt.date | None

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()


def texts_of(box_set: BoxSet) -> Texts:
    """As they stand."""
    return Texts(
        name=box_set.name,
        summary=box_set.summary,
        contents=box_set.contents,
        collection_id=box_set.collection_id,
        released_on=box_set.released_on,
    )


def collections() -> QuerySet[Collection]:
    return Collection.objects.order_by("position", "name")


@dataclass(frozen=True, slots=True)
class Consequences:
    """Who is concerned when a box set is withdrawn: orders, and boxes of the authorised."""

    awaiting: int
    authorised: int
    boxes: int


def consequences_of(box_set: BoxSet) -> Consequences:
    """Orders that wait for a decision, and authorised ones of which something is not sent."""
    unsent = OrderLine.objects.filter(box_set=box_set).annotate(
        rest=F("quantity") - F("cancelled") - F("dispatched")
    )
    open_ones = unsent.filter(rest__gt=0)
    authorised = open_ones.filter(order__state=OrderState.AUTHORISED)
    return Consequences(
        awaiting=open_ones.filter(order__state=OrderState.AWAITING).count(),
        authorised=authorised.count(),
        boxes=authorised.aggregate(sum=Sum("rest"))["sum"] or 0,
    )
