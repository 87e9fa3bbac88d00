"""The stock: every box set, one of them with its movements, receiving, counting, writing off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from accounts.models import Person
from orders.forms.stock import CountForm, ReceiveForm, WriteOffForm
from orders.permissions import box_sets_managed_by
from orders.queries.ledger import differences
from orders.queries.queue import boxes_to_give, lines_set_aside
from orders.queries.stock import movements_of, told, with_waiting
from orders.services import stock as services
from productive_leader.core.permissions import get_or_404
from productive_leader.core.words import counted

MOVEMENTS_ON_A_PAGE = 25
SET_ASIDE_SHOWN = 50
BOX_SETS_ON_A_PAGE = 50
AGREES = "The count agrees: {} on hand. Nothing was changed."


@require_safe
@signed_in
@for_nationals
def stock(request: SignedInRequest) -> HttpResponse:
    """Every box set with what there is of it, and whether something can be given."""
    listed = with_waiting(box_sets_managed_by(request.user))
    context = {
        "page": Paginator(listed, BOX_SETS_ON_A_PAGE).get_page(request.GET.get("page")),
        "to_give": boxes_to_give(),
        "differences": differences(),
    }
    return render(request, "orders/office/stock.html", context)


@require_safe
@signed_in
def box_set(request: SignedInRequest, box_set_slug: str) -> HttpResponse:
    """What there is, for whom some is set aside, and every movement, the latest first."""
    found = managed_box_set(request.user, box_set_slug)
    page = Paginator(movements_of(found), MOVEMENTS_ON_A_PAGE).get_page(request.GET.get("page"))
    set_aside = list(lines_set_aside(found)[: SET_ASIDE_SHOWN + 1])
    context = {
        "box_set": found,
        "form": ReceiveForm(),
        "to_give": 0 if found.is_ahead else min(found.waits, found.available),
        "page": page,
        "movements": [told(movement) for movement in page.object_list],
        "set_aside": set_aside[:SET_ASIDE_SHOWN],
        "has_more": len(set_aside) > SET_ASIDE_SHOWN,
        "differences": [one for one in differences() if one.box_set == found.name],
    }
    return render(request, "orders/office/box_set.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def stock_receive(request: SignedInRequest, box_set_slug: str) -> HttpResponse:
    found = managed_box_set(request.user, box_set_slug)
    form = ReceiveForm(typed(request, press="Receive"))

    def receive() -> str:
        boxes = counted(form.cleaned_data["quantity"], "box is", "boxes are")
        services.receive_stock(by=request.user, box_set=found, **form.cleaned_data)
        return f"{boxes} received."

    if request.method == "POST" and done(request, form, receive):
        return redirect("box_set", box_set_slug)
    return _form_page(request, "receive", form, box_set=found)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def stock_count(request: SignedInRequest, box_set_slug: str) -> HttpResponse:
    found = managed_box_set(request.user, box_set_slug)
    form = CountForm(typed(request, press="Save the count"), initial={"seen": found.on_hand})

    def count() -> str:
        movement = services.count_stock(by=request.user, box_set=found, **form.cleaned_data)
        if movement is None:
            return AGREES.format(form.cleaned_data["counted"])
        return f"The count is saved: {form.cleaned_data['counted']} on hand."

    if request.method == "POST" and done(request, form, count):
        return redirect("box_set", box_set_slug)
    found.refresh_from_db(fields=["on_hand", "allocated"])
    return _form_page(request, "count", form, box_set=found)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def stock_write_off(request: SignedInRequest, box_set_slug: str) -> HttpResponse:
    found = managed_box_set(request.user, box_set_slug)
    form = WriteOffForm(typed(request, press="Write off"))

    def write_off() -> str:
        boxes = counted(form.cleaned_data["quantity"], "box is", "boxes are")
        services.write_off(by=request.user, box_set=found, **form.cleaned_data)
        return f"{boxes} written off. If that was wrong, count again."

    if request.method == "POST" and done(request, form, write_off):
        return redirect("box_set", box_set_slug)
    return _form_page(request, "write_off", form, box_set=found)


def managed_box_set(person: Person, slug: str) -> Any:
    """With `waits`, for whoever looks after the stock; 404 for everybody else."""
    return get_or_404(with_waiting(box_sets_managed_by(person)), slug=slug)


def done(request: SignedInRequest, form: Form, act: Callable[[], str]) -> bool:
    """Whether the form was right and the press went through: `act` answers what to say then."""
    if not form.is_valid():
        return False
    try:
        said = act()
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, said)
    return True


def _form_page(request: SignedInRequest, name: str, form: Form, **context: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    template = f"orders/office/box_set_{name}.html"
    return render(request, template, {"form": form, **context}, status=status)
