"""The office's list of orders that wait for a decision."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import SignedInRequest, for_nationals, signed_in
from orders.permissions import orders_managed_by
from orders.queries.authorisers import named
from orders.queries.unauthorised import to_authorise, waits_of
from orders.services.authorising import ask_again
from productive_leader.core.permissions import get_or_404

ON_A_PAGE = 25


@require_safe
@signed_in
@for_nationals
def orders_to_authorise(request: SignedInRequest) -> HttpResponse:
    """Those that nobody can decide about first, then the oldest first."""
    waiting = to_authorise(orders_managed_by(request.user))
    page = Paginator(waiting, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "waits": waits_of(list(page))}
    return render(request, "orders/office/to_authorise.html", context)


@require_POST
@signed_in
@for_nationals
def order_authoriser(request: SignedInRequest, number: str) -> HttpResponse:
    """Asks whoever is on record by now, without waiting for the clock."""
    found = get_or_404(orders_managed_by(request.user), number=number)
    try:
        asked = ask_again(by=request.user, order=found)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        names = named(asked)
        messages.success(
            request, f"Order {found}: {names} {'is' if len(asked) == 1 else 'are'} asked."
        )
    return redirect("orders_to_authorise")
