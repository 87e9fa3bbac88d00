"""Days on which nobody in England meets, for national administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from productive_leader.core.dates import format_date
from productive_leader.core.permissions import get_or_404
from programmes.forms.dates import HolidayForm
from programmes.permissions import holidays_managed_by
from programmes.queries.days_off import days_off_listed
from programmes.services.days_off import add_holiday, remove_holiday


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@for_nationals
def holidays(request: SignedInRequest) -> HttpResponse:
    """The bank holidays of this year and the next, with the days added to them."""
    form = HolidayForm(typed(request, press="Add this day"))
    if request.method == "POST" and form.is_valid():
        try:
            day = add_holiday(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"No session is proposed on {format_date(day.day)} any more.")
            return redirect("holidays")
    context = {"form": form, "days": days_off_listed()}
    return render(request, "programmes/holidays.html", context)


@require_POST
@signed_in
def holiday_remove(request: SignedInRequest, holiday_id: int) -> HttpResponse:
    holiday = get_or_404(holidays_managed_by(request.user), pk=holiday_id)
    remove_holiday(by=request.user, holiday=holiday)
    messages.success(request, f"{format_date(holiday.day)} is an ordinary day again.")
    return redirect("holidays")
