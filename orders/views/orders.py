"""Orders: one's own, those of an organisation, and one with everything that happened to it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import SignedInRequest, signed_in
from accounts.permissions import is_national
from orders.models import Order
from orders.permissions import (
    dispatches_confirmed_by,
    orders_visible_to,
    organisations_to_order_for,
    organisations_whose_orders_are_seen_by,
)
from orders.queries.authorisers import authorisers_of, decided_in_words
from orders.queries.choices import steps_for
from orders.queries.lines import rows_of, shown_lines
from orders.queries.offers import MOST_BESIDE, open_orders_beside
from orders.queries.orders import (
    decision_about,
    orders_at,
    orders_of,
    orders_to_decide,
    parcels_of,
    standing_of,
    timeline_of,
    with_lines,
)
from productive_leader.core.permissions import get_or_404

ON_A_PAGE = 25


@require_safe
@signed_in
def orders(request: SignedInRequest) -> HttpResponse:
    """What waits for the reader's decision, then what they ordered or somebody for them."""
    me = request.user
    context = {
        **_page(request, orders_of(me)),
        "to_decide": rows_of(with_lines(orders_to_decide(me))),
        "may_order": organisations_to_order_for(me).exists(),
        "organisations": [] if is_national(me) else organisations_whose_orders_are_seen_by(me),
    }
    return render(request, "orders/list.html", context)


@require_safe
@signed_in
def organisation_orders(request: SignedInRequest, code: str) -> HttpResponse:
    """All of an organisation, and of what it took over."""
    me = request.user
    here = get_or_404(organisations_whose_orders_are_seen_by(me), code=code)
    context = {
        **_page(request, orders_at(here)),
        "organisation": here,
        "may_order": organisations_to_order_for(me).contains(here),
    }
    return render(request, "orders/organisation.html", context)


def _page(request: SignedInRequest, orders: QuerySet[Order]) -> dict[str, Any]:
    page = Paginator(with_lines(orders), ON_A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "rows": rows_of(page)}


@require_safe
@signed_in
def order(request: SignedInRequest, number: str) -> HttpResponse:
    """An order with its lines, how far each is, its parcels, and its history."""
    me = request.user
    seen = orders_visible_to(me)
    found = get_or_404(with_lines(seen), number=number)
    decision = decision_about(found)
    context = {
        "order": found,
        "standing": standing_of(found),
        "lines": shown_lines(found),
        "decision": decision,
        "decided": decided_in_words(decision) if decision else "",
        "authorisers": authorisers_of(found),
        "parcels": parcels_of(found),
        "may_confirm": dispatches_confirmed_by(me).filter(order=found).exists(),
        "is_office": is_national(me),
        "timeline": timeline_of(found),
        "steps": steps_for(found, me),
        "beside": rows_of((open_orders_beside(found) & seen)[:MOST_BESIDE])
        if standing_of(found).is_open
        else [],
    }
    return render(request, "orders/order.html", context)
