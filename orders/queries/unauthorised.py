"""Reads: the office's list of orders that wait for a decision, and who was asked about each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import Coalesce

from accounts.enums import CHIEF_EXECUTIVES
from accounts.models import Organisation, Role
from orders.enums import EventKind, OrderState
from orders.models import Order, TimelineEntry
from orders.queries.authorisers import Authorisers, authorisers_among, roles_that_decide
from orders.queries.lines import rows_of
from orders.queries.orders import answering_for, with_lines
from productive_leader.core.dates import today

ASKING = (EventKind.ASKED, EventKind.REMINDED)


def to_authorise(orders: QuerySet[Order]) -> QuerySet[Order]:
    """With `has_nobody`: those come first, then whoever has waited longest.

    Of an organisation that closed and whose heir closed too, that is true only if both have nobody.
    """
    own = Q(person=OuterRef("buyer"))
    own |= Q(person=Coalesce(OuterRef("on_behalf_of"), OuterRef("buyer")))
    decide = Role.objects.current().filter(person__is_active=True, kind__in=CHIEF_EXECUTIVES)
    at_heir = decide.filter(organisation=OuterRef("organisation__successor")).exclude(own)
    here = decide.filter(organisation=OuterRef("organisation")).exclude(own)
    closed = Q(organisation__closed_on__lte=today(), organisation__successor__isnull=False)
    waiting = with_lines(orders.filter(state=OrderState.AWAITING)).annotate(
        has_somebody=Case(When(closed, then=Exists(at_heir)), default=Exists(here))
    )
    asked = TimelineEntry.objects.filter(kind__in=ASKING).order_by("at", "pk")
    return waiting.prefetch_related(Prefetch("timeline", asked, to_attr="askings")).order_by(
        F("has_somebody").asc(), "asked_at", "pk"
    )


@dataclass(frozen=True, slots=True)
class Wait:
    """An order that waits: who can decide, and what was said to whom."""

    order: Order
    what: str
    authorisers: Authorisers
    said: tuple[TimelineEntry, ...]

    @property
    def has_nobody(self) -> bool:
        return not self.authorisers.everybody


def waits_of(orders: Sequence[Order]) -> list[Wait]:
    """Rows of `to_authorise`. One query, beside those for chains of mergers."""
    here = {order.pk: answering_for(order) for order in orders}
    roles = roles_that_decide({one.pk for one in here.values()})
    return [_wait(order, here[order.pk], roles) for order in orders]


def _wait(order: Order, here: Organisation, roles: Sequence[Role]) -> Wait:
    askings: list[TimelineEntry] = getattr(order, "askings", [])
    return Wait(
        order=order,
        what=rows_of([order])[0].what,
        authorisers=authorisers_among(order, here, roles),
        said=tuple(entry for entry in askings if entry.at >= order.asked_at),
    )
