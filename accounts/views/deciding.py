"""Deciding who may have the modules: for national administrators and an organisation's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.enums import EligibilityState
from accounts.forms.eligibility import DecideForm
from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from accounts.models import Eligibility, EligibilityQuerySet, Organisation, Person
from accounts.permissions import (
    eligibilities_decided_by,
    is_national,
    organisations_managed_by,
)
from accounts.queries.eligibility import (
    following,
    recent_decisions,
    waiting_eligibilities,
    with_deciders,
)
from accounts.queries.hints import hinted
from productive_leader.core.permissions import get_or_404

PRESS = "Decide and tell them"
WAITING_ON_A_PAGE = 25
RECENT_SHOWN = 25


@require_safe
@signed_in
@for_nationals
def eligibilities(request: SignedInRequest) -> HttpResponse:
    return _lists(request, eligibilities_decided_by(request.user), None)


@require_safe
@signed_in
def organisation_eligibilities(request: SignedInRequest, code: str) -> HttpResponse:
    here = get_or_404(organisations_managed_by(request.user), code=code)
    return _lists(request, eligibilities_decided_by(request.user).filter(organisation=here), here)


def _lists(
    request: SignedInRequest, among: EligibilityQuerySet, here: Organisation | None
) -> HttpResponse:
    """What waits, the oldest first, and what was decided lately."""
    waiting = Paginator(waiting_eligibilities(among), WAITING_ON_A_PAGE)
    page = waiting.get_page(request.GET.get("page"))
    context = {
        "organisation": here,
        "page": page,
        "waiting": hinted(list(page), to=request.user),
        "recent": recent_decisions(among)[:RECENT_SHOWN],
        "is_national": is_national(request.user),
    }
    return render(request, "accounts/eligibilities.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def eligibility_decide(request: SignedInRequest, eligibility_id: int) -> HttpResponse:
    """What is known, and the answer. Whoever comes second sees who decided what, and when."""
    me = request.user
    among = eligibilities_decided_by(me)
    row = get_or_404(with_deciders(among).with_trouble(), pk=eligibility_id)
    form = DecideForm(typed(request, press=PRESS), initial={"seen": row.state})
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, row, form)
        except services.AlreadyDecided as news:
            messages.warning(request, "This has changed since you opened the page. See below.")
            return redirect("eligibility_decide", (following(row, among) or news.eligibility).pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "press": PRESS, **_known_about(row, me, among)}
    return render(request, "accounts/eligibility_decide.html", context, status=status)


def _known_about(row: Eligibility, me: Person, among: EligibilityQuerySet) -> dict[str, Any]:
    return {
        "row": row,
        "hint": hinted([row], to=me)[0],
        "later": following(row, among) if row.ended_at else None,
        "is_national": is_national(me),
        "list_of": None if is_national(me) else row.organisation,
    }


def _decided(request: SignedInRequest, row: Eligibility, form: DecideForm) -> HttpResponse:
    given = form.cleaned_data
    decided = services.decide_eligibility(
        by=request.user,
        eligibility=row,
        granted=given["answer"] == "yes",
        reason=given["reason"],
        seen=given["seen"],
    )
    said = "yes" if decided.state == EligibilityState.GRANTED else "no"
    messages.success(
        request,
        f"You said {said}, and {decided.person.name} gets a message with your reason. "
        "To undo it, open it below and decide again.",
    )
    if is_national(request.user):
        return redirect("eligibilities")
    return redirect("organisation_eligibilities", decided.organisation.code)
