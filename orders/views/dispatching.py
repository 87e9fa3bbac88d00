"""Parcels: what is to be sent, sending it, its paper, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from accounts.models import Person
from modules.views.serving import file_response
from orders.enums import DispatchState
from orders.forms.dispatching import ArrivedForm, DispatchForm, LostForm, ReturnedForm
from orders.models import Dispatch
from orders.permissions import dispatches_confirmed_by, orders_managed_by
from orders.queries.dispatch import (
    addressee_at,
    can_be_undone,
    orders_to_send,
    packing_list,
    parcels_at,
    sent_by,
    to_send,
)
from orders.queries.orders import with_lines
from orders.services import delivering, dispatching, notes
from orders.views.stock import done
from productive_leader.core.permissions import get_or_404

ON_A_PAGE = 25
THANKS = "Thank you. That it has arrived is recorded."
FORMS: dict[str, type[Form]] = {"arrived": ArrivedForm, "lost": LostForm, "returned": ReturnedForm}


@require_safe
@signed_in
@for_nationals
def orders_to_dispatch(request: SignedInRequest) -> HttpResponse:
    """What is set aside and not sent, the most urgent first."""
    page = Paginator(with_lines(orders_to_send()), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": to_send(page)}
    return render(request, "orders/office/to_dispatch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def order_dispatch(request: SignedInRequest, number: str) -> HttpResponse:
    """Send a parcel: filled in with all that is set aside, and fewer can be typed."""
    order = get_or_404(with_lines(orders_managed_by(request.user)), number=number)
    if request.method == "POST" and (sent := _pressed_before(order.pk, request.POST)):
        return redirect("dispatch_settle", number, sent.number)
    lines = [line for line in order.lines.all() if line.allocated]
    form = DispatchForm(typed(request, press="Send the parcel"), lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            sent = _send(request.user, order, form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Parcel {sent.number} is sent. Those who wait for it know.")
            return redirect("dispatch_settle", number, sent.number)
    context = {"order": order, "form": form, "lines": lines, "rows": to_send([order])}
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/office/dispatch.html", context, status=status)


def _pressed_before(order_id: int, typed: Any) -> Dispatch | None:
    """The parcel of an earlier press of the same form."""
    try:
        key = uuid.UUID(typed.get("form_key", ""))
    except ValueError:
        return None
    return sent_by(order_id, key)


def _send(by: Person, order: Any, form: DispatchForm) -> Dispatch:
    given = form.cleaned_data
    return dispatching.dispatch_order(
        by=by,
        order=order,
        quantities=form.quantities(),
        carrier=given["carrier"],
        tracking=given["tracking"],
        form_key=given["form_key"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def dispatch_settle(request: SignedInRequest, number: str, dispatch_number: int) -> HttpResponse:
    """A parcel for the office: its paper, and what became of it."""
    found = _managed(request.user, number, dispatch_number)
    press = request.POST.get("press", "")
    if request.method == "POST" and press in ("undo", "note"):
        return _pressed(request, found, press)
    forms = {
        name: kind(request.POST if press == name else None, prefix=name)
        for name, kind in FORMS.items()
    }
    acts = _acts(request.user, found, forms)
    if request.method == "POST" and press in acts and done(request, forms[press], acts[press]):
        return redirect("dispatch_settle", number, dispatch_number)
    context = {
        "dispatch": found,
        "order": found.order,
        "lines": packing_list(found),
        "forms": forms,
        "form": forms.get(press),
        "can_be_undone": can_be_undone(found),
        "is_open": found.state in (DispatchState.SENT, DispatchState.DELIVERED),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/office/parcel.html", context, status=status)


def _acts(me: Person, found: Dispatch, forms: dict[str, Form]) -> dict[str, Callable[[], str]]:
    """What each press does once its form is right; answers what to say then."""

    def arrived() -> str:
        delivering.record_delivery(by=me, dispatch=found, **forms["arrived"].cleaned_data)
        return "That it arrived is recorded. You can take it back for a day."

    def lost() -> str:
        dispatching.mark_lost(by=me, dispatch=found, **forms["lost"].cleaned_data)
        return "It is recorded as lost. What was in it waits again, in its old place."

    def returned() -> str:
        given = forms["returned"].cleaned_data
        dispatching.mark_returned(by=me, dispatch=found, **given)
        after = "waits again, in its old place" if given["send_again"] else "is cancelled"
        return f"It is recorded as come back. What was in it {after}."

    return {"arrived": arrived, "lost": lost, "returned": returned}


def _pressed(request: SignedInRequest, found: Dispatch, press: str) -> HttpResponse:
    try:
        if press == "undo":
            delivering.undo_delivery(by=request.user, dispatch=found)
            messages.success(request, "Taken back. The parcel is on its way.")
        else:
            notes.order_note_again(by=request.user, dispatch=found)
            messages.success(request, "The dispatch note is being made.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("dispatch_settle", found.order.number, found.number)


@require_safe
@signed_in
def dispatch_note(request: SignedInRequest, number: str, dispatch_number: int) -> HttpResponse:
    """The paper as a PDF; while it is being made, the page of the parcel says so."""
    found = _managed(request.user, number, dispatch_number)
    if found.note is None:
        return redirect("dispatch_settle", number, dispatch_number)
    name = f"{number}-parcel-{dispatch_number}.pdf"
    return cast(HttpResponse, file_response(request, found.note, name))


@require_POST
@signed_in
def delivery_confirm(request: SignedInRequest, number: str, dispatch_number: int) -> HttpResponse:
    """One press by whoever ordered it or takes it in."""
    mine = dispatches_confirmed_by(request.user)
    found = get_or_404(mine, order__number=number, number=dispatch_number)
    try:
        delivering.confirm_delivery(by=request.user, dispatch=found)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, THANKS)
    return redirect("order", number)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def delivery(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of a message, for whoever has it; only its press decides."""
    addressee = addressee_at(token)
    if addressee is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            delivering.confirm_by_link(addressee=addressee)
        except ValidationError as refusal:
            refused = refusal.messages[0]
        else:
            messages.success(request, THANKS)
            return redirect("delivery", token)
    dispatch = addressee.dispatch
    context = {
        "dispatch": dispatch,
        "order": dispatch.order,
        "lines": packing_list(dispatch),
        "refused": refused,
    }
    return render(request, "orders/delivery.html", context, status=422 if refused else 200)


def _managed(person: Person, number: str, dispatch_number: int) -> Dispatch:
    parcels = parcels_at(orders_managed_by(person))
    return get_or_404(parcels, order__number=number, number=dispatch_number)
