"""Box sets themselves: a new one, other texts, withdrawing one and offering it again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from orders.forms.stock import BoxSetForm, NewBoxSetForm, initial_of
from orders.queries.box_sets import collections, consequences_of, texts_of
from orders.services import box_sets as services
from orders.views.stock import managed_box_set

THEIRS = "Somebody changed this box set while you were typing. Below is what is kept now."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@for_nationals
def box_set_add(request: SignedInRequest) -> HttpResponse:
    form = NewBoxSetForm(typed(request, press="Add the box set"), collections=collections())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_box_set(by=request.user, texts=form.texts())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The box set can be ordered. There is no stock of it yet.")
            return redirect("box_set", made.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/office/box_set_add.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def box_set_change(request: SignedInRequest, box_set_slug: str) -> HttpResponse:
    """Other texts. Where somebody else was quicker, theirs stand below what was typed."""
    found = managed_box_set(request.user, box_set_slug)
    kept = texts_of(found)
    form = BoxSetForm(
        typed(request, press="Save the box set"),
        initial=initial_of(kept),
        collections=collections(),
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            services.change_box_set(by=request.user, box_set=found, texts=form.texts(), seen=seen)
        except services.ChangedMeanwhile as changed:
            theirs = kept = changed.kept
            form.add_error(None, THEIRS)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The box set is saved.")
            return redirect("box_set", box_set_slug)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "box_set": found, "theirs": theirs, "seen": kept.fingerprint}
    return render(request, "orders/office/box_set_change.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def box_set_withdraw(request: SignedInRequest, box_set_slug: str) -> HttpResponse:
    """What withdrawing it means for those who have ordered it, then the press."""
    found = managed_box_set(request.user, box_set_slug)
    if request.method == "POST":
        services.withdraw_box_set(by=request.user, box_set=found)
        messages.success(request, "It is withdrawn. You can offer it again on this page.")
        return redirect("box_set", box_set_slug)
    context = {"box_set": found, "consequences": consequences_of(found)}
    return render(request, "orders/office/box_set_withdraw.html", context)


@require_POST
@signed_in
def box_set_offer(request: SignedInRequest, box_set_slug: str) -> HttpResponse:
    found = managed_box_set(request.user, box_set_slug)
    services.offer_box_set(by=request.user, box_set=found)
    messages.success(request, "It can be ordered again.")
    return redirect("box_set", box_set_slug)
