"""What is late, promises kept, and the register of all orders."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from modules.enums import FileType
from modules.views.serving import as_attachment
from orders.forms.dispatching import RegisterForm, SlipForm
from orders.permissions import orders_managed_by
from orders.queries.dispatch import lines_managed_by, overdue_lines
from orders.queries.lines import rows_of
from orders.queries.orders import with_lines
from orders.queries.promises import days_to_propose, promises_kept
from orders.queries.register import register_file, registered
from orders.services import promises as services
from orders.views.stock import done
from productive_leader.core.dates import format_date, today
from productive_leader.core.permissions import get_or_404

LATE_ON_A_PAGE = 25
ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@for_nationals
def orders_overdue(request: SignedInRequest) -> HttpResponse:
    """Whose promised day has passed; one press gives a new date and tells who ordered."""
    data = typed(request, press="Give this date")
    form = SlipForm(data)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        line = get_or_404(lines_managed_by(request.user), pk=given["line"])

        def slip() -> str:
            new = services.slip(
                by=request.user, line=line, due_on=given["due_on"], reason=given["reason"]
            )
            return f"{line.order} is promised by {format_date(new.due_on)} now. They were told."

        if done(request, form, slip):
            return redirect("orders_overdue")
    page = Paginator(overdue_lines(), LATE_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "slip": form if data is not None else None,
        "pressed": form["line"].value() if data is not None else None,
        "days": days_to_propose(),
        "figures": promises_kept(),
        "today": today(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/office/overdue.html", context, status=status)


@require_safe
@signed_in
@for_nationals
def order_register(request: SignedInRequest) -> HttpResponse:
    """All orders, or those that are looked for."""
    form = RegisterForm(request.GET or None)
    wanted = form.wanted()
    orders = registered(orders_managed_by(request.user), wanted)
    page = Paginator(with_lines(orders), ON_A_PAGE).get_page(request.GET.get("page"))
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    query = f"{urlencode(asked)}&" if asked else ""
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page),
        "query": query,
        "figures": promises_kept(),
    }
    return render(request, "orders/office/register.html", context)


@require_safe
@signed_in
@for_nationals
def order_register_xlsx(request: SignedInRequest) -> HttpResponse:
    """The same orders as a spreadsheet, a row for each line."""
    orders = registered(orders_managed_by(request.user), RegisterForm(request.GET).wanted())
    response = HttpResponse(register_file(orders), content_type=FileType.SPREADSHEET.value)
    response["Content-Disposition"] = as_attachment(f"orders-{today().isoformat()}.xlsx")
    return response
