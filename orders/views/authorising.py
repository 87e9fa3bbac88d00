"""One page for whoever decides about an order, opened from a message on a phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from orders.enums import Decision, OrderState
from orders.forms.authorising import DecideForm
from orders.models import Authorisation, Order
from orders.models.orders import fingerprint
from orders.permissions import orders_opened_to_decide_by, orders_visible_to
from orders.queries.arrival import arrival_of
from orders.queries.authorisers import (
    Authorisers,
    authorisers_of,
    decided_in_words,
    over_in_words,
    why_not,
)
from orders.queries.lines import rows_of
from orders.queries.offers import MOST_BESIDE, open_orders_beside
from orders.queries.orders import decision_about, standing_of, with_lines
from orders.queries.waiting import is_over
from orders.services.authorising import (
    AlreadyDecided,
    authorise_order,
    decline_order,
)
from productive_leader.core.permissions import get_or_404

PRESSES = "Authorise” or “Decline"
CONFLICT, FORBIDDEN, INVALID = 409, 403, 422


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def order_authorise(request: SignedInRequest, number: str) -> HttpResponse:
    """What it is, and two buttons; for whoever comes second, who decided and when."""
    form = DecideForm(typed(request, press=PRESSES))
    status = 200
    if request.method == "POST":
        found = get_or_404(orders_opened_to_decide_by(request.user), number=number)
        decision, status = _pressed(request, found, form)
        if decision:
            messages.success(request, _what_now(decision))
            return redirect("order_authorise", found.number)
    return _page(request, number, form, status)


def _pressed(
    request: SignedInRequest, order: Order, form: DecideForm
) -> tuple[Authorisation | None, int]:
    """The decision, or the status of the refusal that the page now shows."""
    if not form.is_valid():
        return None, INVALID
    try:
        return _decide(request.user, order, form.cleaned_data), 200
    except AlreadyDecided as news:
        messages.warning(request, f"Nothing was changed by your press: {news}")
    except PermissionDenied:
        return None, FORBIDDEN
    except ValidationError as refusal:
        if hasattr(refusal, "error_dict"):
            form.add_error("reason", refusal.messages)
            return None, INVALID
        messages.warning(request, f"{refusal.messages[0]} Nothing is decided.")
    return None, CONFLICT


def _decide(me: Person, order: Order, given: dict[str, Any]) -> Authorisation:
    if given["decision"] == Decision.AUTHORISED:
        return authorise_order(by=me, order=order, seen=given["seen"])
    return decline_order(by=me, order=order, seen=given["seen"], reason=given["reason"])


def _what_now(decision: Authorisation) -> str:
    buyer = decision.order.buyer.name
    if decision.decision == Decision.AUTHORISED:
        return f"Authorised. {buyer} hears of it now, and can change or cancel it until it is sent."
    return f"Declined. {buyer} gets your reason now, and can change the order and ask again."


def _page(request: SignedInRequest, number: str, form: DecideForm, status: int) -> HttpResponse:
    """As the order stands now, also after a press that was refused."""
    me = request.user
    order = get_or_404(with_lines(orders_opened_to_decide_by(me)), number=number)
    authorisers = authorisers_of(order)
    capacity = authorisers.capacity_of(me)
    if capacity is None and not orders_visible_to(me).contains(order):
        return _not_for(request, order, authorisers, status, may_see=False)
    if order.state != OrderState.AWAITING or is_over(order):
        return render(request, "orders/authorise_over.html", _over(order), status=status)
    if capacity is None:
        return _not_for(request, order, authorisers, status, may_see=True)
    context = {
        "form": form,
        "me": me,
        "capacity": capacity,
        "authorisers": authorisers,
        **_asking(order),
    }
    return render(request, "orders/authorise.html", context, status=status)


def _asking(order: Order) -> dict[str, Any]:
    """What is shown is what is hashed: one reading serves both."""
    contents = order.contents()
    return {
        "order": order,
        "contents": contents,
        "seen": fingerprint(contents),
        "arrival": arrival_of(order, contents),
        "beside": rows_of(open_orders_beside(order)[:MOST_BESIDE]),
    }


def _over(order: Order) -> dict[str, Any]:
    decision = decision_about(order)
    return {
        "order": order,
        "standing": standing_of(order),
        "decision": decision,
        "sentence": decided_in_words(decision) if decision else over_in_words(order),
    }


def _not_for(
    request: SignedInRequest, order: Order, authorisers: Authorisers, status: int, *, may_see: bool
) -> HttpResponse:
    sentence = why_not(order, request.user, authorisers)
    context = {"order": order, "sentence": sentence, "may_see": may_see}
    return render(request, "orders/authorise_not_for_you.html", context, status=status)
