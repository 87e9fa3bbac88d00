"""Where somebody works, asked once, so that they may have the modules."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.enums import EligibilityState
from accounts.forms.eligibility import AskForm
from accounts.guards import SignedInRequest, signed_in, typed
from accounts.mail_domains import domain_of, is_shared
from accounts.models import Eligibility, Person
from accounts.permissions import is_national
from accounts.queries.eligibility import (
    decided_by_whom,
    earlier_eligibilities,
    eligibility_of,
    ends_soon,
    proof_at_hand,
    reason_to_lapse,
    role_suggested_to,
    who_decides,
)
from accounts.queries.offers import Offer, latest_answer, offer_for
from productive_leader.core.dates import format_date
from productive_leader.core.links import own_path
from productive_leader.core.words import sentence

PRESS = "Confirm where I work"
EARLIER_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def eligibility(request: SignedInRequest) -> HttpResponse:
    """Asks, and shows what became of it. Searching for the organisation is a step by GET."""
    if "take_back" in request.POST:
        return _take_back(request)
    me, data = request.user, typed(request, press=PRESS)
    sent = QueryDict() if data is None else data
    text = sent.get("searched") or request.GET.get("organisation", "")
    offer = offer_for(me, text=text, code=sent.get("organisation", ""))
    way_back = _way_back(request, sent)
    form = AskForm(data, offer=offer, initial=_known(me, offer, text, way_back))
    if request.method == "POST" and form.is_valid() and (row := _asked(me, form)):
        return _answered(request, row, way_back)
    context = {
        **_standing(me, open_form=bool(sent or text or "change" in request.GET)),
        "form": form,
        "offer": offer,
        "text": text,
        "way_back": way_back,
        "press": PRESS,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/eligibility.html", context, status=status)


def _known(me: Person, offer: Offer, text: str, way_back: str) -> dict[str, Any]:
    """What the form says before anything is typed: the last answer, else what the roles tell."""
    last = latest_answer(me)
    return {
        "organisation": offer.chosen.code if offer.chosen else None,
        "role": last.role if last else role_suggested_to(me),
        "job_title": last.job_title if last else "",
        "note": last.note if last else "",
        "searched": text,
        "next": way_back,
    }


def _standing(me: Person, *, open_form: bool) -> dict[str, Any]:
    """What is live, in words, and whether the page asks."""
    live = eligibility_of(me)
    trouble = getattr(live, "trouble", "")
    settled = live is not None and live.state != EligibilityState.REFUSED and not trouble
    return {
        "live": live,
        "trouble": reason_to_lapse(live, trouble) if live and trouble else "",
        "whom": decided_by_whom(live) if live else "",
        "decides": who_decides(live) if live and live.state == EligibilityState.ASKED else "",
        "asks": open_form or not settled or (live is not None and ends_soon(live)),
        "earlier": earlier_eligibilities(me)[:EARLIER_SHOWN],
        "address": me.email,
        "domain": domain_of(me.email),
        "is_shared": is_shared(me.email),
        "proof": proof_at_hand(me),
        "is_national": is_national(me),
    }


def _asked(me: Person, form: AskForm) -> Eligibility | None:
    given = form.cleaned_data
    try:
        return services.ask_for_eligibility(
            by=me,
            organisation=given["organisation"],
            role=given["role"],
            job_title=given["job_title"],
            note=given["note"],
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


def _answered(request: SignedInRequest, row: Eligibility, way_back: str) -> HttpResponse:
    """With a yes back to where they came from; with a question to the page that says more."""
    if row.state == EligibilityState.GRANTED and row.valid_until:
        messages.success(
            request, f"You may download the modules until {format_date(row.valid_until)}."
        )
        return redirect(way_back or "eligibility")
    whom = sentence(who_decides(row))
    messages.success(request, f"{whom} decides. You get a message as soon as that has happened.")
    return _here(way_back)


def _take_back(request: SignedInRequest) -> HttpResponse:
    if services.take_back_eligibility(by=request.user):
        messages.success(request, "You have taken it back. You can ask again at any time.")
    return _here(_way_back(request, request.POST))


def _here(way_back: str) -> HttpResponse:
    query = f"?{urlencode({'next': way_back})}" if way_back else ""
    return redirect(reverse("eligibility") + query)


def _way_back(request: SignedInRequest, sent: QueryDict) -> str:
    """The page of ours that sent them here, or nothing."""
    return own_path(sent.get("next") or request.GET.get("next", ""))
