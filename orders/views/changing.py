"""An order changed, cancelled, or opened again after it expired."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from orders.enums import OrderState
from orders.forms.orders import CancelForm, ChangeOrderForm
from orders.models import Order
from orders.permissions import orders_cancelled_by, orders_changed_by
from orders.queries.authorisers import decided_in_words
from orders.queries.choices import can_be_cancelled, can_be_changed
from orders.queries.lines import shown_lines
from orders.queries.offers import box_sets_to_change
from orders.queries.orders import decision_about, edition_of, standing_of, with_lines
from orders.services.orders import STALE, cancel_order, change_order, reopen_order
from orders.services.wishes import wishes_of
from productive_leader.core.forms import take_refusal
from productive_leader.core.permissions import get_or_404

SAVE, ASK_AGAIN, CANCEL = "Save the order", "Send for authorisation again", "Cancel this order"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def order_change(request: SignedInRequest, number: str) -> HttpResponse:
    """The order as a form; beside it what a change does to the decision there is."""
    me = request.user
    found = get_or_404(with_lines(orders_changed_by(me)), number=number)
    form = _form(found, typed(request, press=_press(found)))
    if request.method == "POST" and form.is_valid() and (changed := _changed(me, found, form)):
        messages.success(request, _what_now(found, changed))
        return redirect("order", found.number)
    found.refresh_from_db(fields=["state"])
    if not can_be_changed(found):
        word = standing_of(found).word.lower()
        messages.warning(request, f"This order is {word} and cannot be changed any more.")
        return redirect("order", found.number)
    decision = decision_about(found)
    context = {
        "form": form,
        "order": found,
        "decision": decision,
        "decided": decided_in_words(decision) if decision else "",
        "press": _press(found),
    }
    return render(request, "orders/change.html", context, status=_status(request))


def _press(order: Order) -> str:
    return ASK_AGAIN if order.state == OrderState.DECLINED else SAVE


def _form(order: Order, data: Any) -> ChangeOrderForm:
    lines = shown_lines(order)
    return ChangeOrderForm(
        data,
        box_sets=box_sets_to_change(order),
        quantities={shown.line.box_set_id: shown.boxes for shown in lines},
        initial={**asdict(wishes_of(order)), "seen": edition_of(order)},
    )


def _changed(me: Person, order: Order, form: ChangeOrderForm) -> Order | None:
    try:
        return change_order(by=me, order=order, lines=form.lines(), **form.wishes())
    except ValidationError as refusal:
        take_refusal(form, refusal)
        if getattr(refusal, "code", "") == STALE:
            form.show_edition(edition_of(order))
        return None


def _what_now(before: Order, changed: Order) -> str:
    if before.asked_at != changed.asked_at:
        return "The order is changed, and authorisation is asked for as it is now."
    return "It is saved. Nothing changed that needs a new authorisation."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def order_cancel(request: SignedInRequest, number: str) -> HttpResponse:
    """What cancelling does, and why."""
    me = request.user
    found = get_or_404(with_lines(orders_cancelled_by(me)), number=number)
    form = CancelForm(typed(request, press=CANCEL))
    if request.method == "POST" and form.is_valid() and _cancelled(me, found, form):
        messages.success(request, f"Order {found} is cancelled. Everybody concerned hears of it.")
        return redirect("order", found.number)
    if not can_be_cancelled(found):
        messages.warning(request, "There is nothing left of this order to cancel.")
        return redirect("order", found.number)
    context = {
        "form": form,
        "order": found,
        "lines": shown_lines(found),
        "standing": standing_of(found),
        "press": CANCEL,
    }
    return render(request, "orders/cancel.html", context, status=_status(request))


def _cancelled(me: Person, order: Order, form: CancelForm) -> bool:
    try:
        cancel_order(by=me, order=order, reason=form.cleaned_data["reason"])
    except ValidationError as refusal:
        form.add_error("reason", refusal.messages[0])
        return False
    return True


@require_POST
@signed_in
def order_reopen(request: SignedInRequest, number: str) -> HttpResponse:
    """One press on the page of an expired order."""
    me = request.user
    found = get_or_404(orders_changed_by(me), number=number)
    try:
        reopen_order(by=me, order=found)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, "The order is open again, and authorisation is asked for.")
    return redirect("order", found.number)


def _status(request: SignedInRequest) -> int:
    return 422 if request.method == "POST" else 200
