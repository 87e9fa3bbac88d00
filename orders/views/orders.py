"""Orders: one's own, those of an organisation, a new one, and what can be done with each."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import SignedInRequest, signed_in
from orders.permissions import orders_visible_to
from orders.queries.orders import standing_of, timeline_of, with_lines
from productive_leader.core.permissions import get_or_404


@require_safe
@signed_in
def order(request: SignedInRequest, number: str) -> HttpResponse:
    """An order with its lines, how far each is, and its history."""
    found = get_or_404(with_lines(orders_visible_to(request.user)), number=number)
    context = {"order": found, "standing": standing_of(found), "timeline": timeline_of(found)}
    return render(request, "orders/order.html", context)
