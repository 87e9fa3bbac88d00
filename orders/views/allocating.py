"""Who waits for stock, what is proposed, one press that confirms it, and one line by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from accounts.models import Person
from orders.forms.stock import GiveBackForm, SetAsideForm
from orders.permissions import box_sets_managed_by
from orders.queries.queue import (
    before,
    lines_by_age,
    lines_ordered_ahead,
    proposal,
    still_waiting,
    waits_after,
)
from orders.queries.stock import is_ahead
from orders.services import allocating as services
from orders.views.stock import done
from productive_leader.core.permissions import get_or_404
from productive_leader.core.words import counted

LINES_ON_A_PAGE = 50
AHEAD_SHOWN = 50
EARLIER_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@for_nationals
def orders_to_allocate(request: SignedInRequest) -> HttpResponse:
    """What oldest-first gives now. The press confirms exactly what was shown, or shows it anew."""
    status = 200
    if request.method == "POST":
        try:
            given = services.confirm_proposal(by=request.user, seen=request.POST.get("seen", ""))
        except ValidationError as refusal:
            status = 422
            messages.warning(request, refusal.messages[0])
        else:
            boxes = counted(given.boxes, "box is", "boxes are")
            orders = counted(given.orders, "order", "orders")
            messages.success(request, f"{boxes} set aside for {orders}. They can be sent now.")
            return redirect("orders_to_allocate")
    proposed = proposal()
    ahead = list(lines_ordered_ahead()[: AHEAD_SHOWN + 1])
    lines = Paginator(still_waiting(proposed), LINES_ON_A_PAGE)
    page = lines.get_page(request.GET.get("page"))
    context = {
        "proposal": proposed,
        "page": page,
        "waiting": waits_after(proposed, page.object_list),
        "ahead": [(line, line.waiting) for line in ahead[:AHEAD_SHOWN]],
        "has_more": len(ahead) > AHEAD_SHOWN,
    }
    return render(request, "orders/office/to_allocate.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def line_set_aside(request: SignedInRequest, line_id: int) -> HttpResponse:
    """One line by itself; where others waited longer, a reason is asked for."""
    line = _managed_line(request.user, line_id)
    most = min(line.waiting, line.box_set.available)
    form = SetAsideForm(typed(request, press="Set aside"), initial={"quantity": most or None})

    def set_aside() -> str:
        boxes = counted(form.cleaned_data["quantity"], "box is", "boxes are")
        services.confirm_allocation(by=request.user, line=line, **form.cleaned_data)
        return f"{boxes} set aside for {line.order}. You can give them back."

    if request.method == "POST" and done(request, form, set_aside):
        return redirect("orders_to_allocate")
    earlier = [] if is_ahead(line.box_set) else before(line)
    context = {"line": line, "form": form, "most": most, "earlier": earlier[:EARLIER_SHOWN]}
    context["more"] = max(0, len(earlier) - EARLIER_SHOWN)
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/office/line_set_aside.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def line_give_back(request: SignedInRequest, line_id: int) -> HttpResponse:
    """Take back what was set aside for a line; it waits again in its old place."""
    line = _managed_line(request.user, line_id)
    initial = {"quantity": line.allocated or None}
    form = GiveBackForm(typed(request, press="Give back"), initial=initial)

    def give_back() -> str:
        boxes = counted(form.cleaned_data["quantity"], "box is", "boxes are")
        services.give_back(by=request.user, line=line, **form.cleaned_data)
        return f"{boxes} no longer set aside for {line.order}, which waits again in its old place."

    if request.method == "POST" and done(request, form, give_back):
        return redirect("box_set", line.box_set.slug)
    status = 422 if request.method == "POST" else 200
    context = {"line": line, "form": form}
    return render(request, "orders/office/line_give_back.html", context, status=status)


def _managed_line(person: Person, line_id: int) -> Any:
    lines = lines_by_age().filter(box_set__in=box_sets_managed_by(person))
    return get_or_404(lines, pk=line_id)
