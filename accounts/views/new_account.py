"""An account for whoever opens the link in their mailbox. Opening the page decides nothing."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import queries, services
from accounts.forms import NewAccountForm
from accounts.new_account import Link, read
from accounts.sign_in import sign_in_by_link

MADE = "You have an account now. Next time a code, sent to the same address, signs you in."
TOO_MANY = "Too many accounts are being made where you are. Wait a minute, then press again."


@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: HttpRequest, link: str) -> HttpResponse:
    """Asks for a name; the press makes the account and signs in."""
    given = read(link)
    if given is None or given.is_late:
        return _over(request, given)
    if request.user.is_authenticated:
        return _is_in(request, given)
    if request.method != "POST" and queries.has_account(given.email):
        return redirect(_sign_in_page(given.way_on))
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        if ratelimit.consume(request, action="open_account"):
            return _made(request, given, form.cleaned_data["name"])
        form.add_error(None, TOO_MANY)
        status = 429
    page = {"form": form, "address": given.email, "sign_in_page": _sign_in_page(given.way_on)}
    return render(request, "accounts/new_account.html", page, status=status)


def _made(request: HttpRequest, given: Link, name: str) -> HttpResponse:
    """Whoever has signed in before is asked for a code: the link has done its work."""
    person = services.open_account(name=name, email=given.email)
    if person.last_login:
        return redirect(_sign_in_page(given.way_on))
    response = sign_in_by_link(request, person, way_on=given.way_on or _say_where())
    if request.user.is_authenticated:  # not when the account was closed meanwhile
        messages.success(request, MADE)
    return response


def _over(request: HttpRequest, given: Link | None) -> HttpResponse:
    """Too late, or not whole: how to get another one, which leads to the same page."""
    page = {"sign_in_page": _sign_in_page(given.way_on if given else "")}
    return render(request, "accounts/new_account_over.html", page, status=410)


def _is_in(request: HttpRequest, given: Link) -> HttpResponse:
    """A second press, or a link for somebody else than the one who is signed in here."""
    if request.user.email == given.email:  # type: ignore[union-attr]  # signed in, so a Person
        return redirect(given.way_on or _say_where())
    messages.warning(
        request, "Somebody is signed in here already. Sign out first, then open the link again."
    )
    return redirect("home")


def _sign_in_page(way_on: str) -> str:
    return _with_way_on("account_login", way_on)


def _say_where() -> str:
    """Where somebody new begins who came for nothing in particular."""
    return _with_way_on("eligibility", reverse("modules"))


def _with_way_on(route: str, way_on: str) -> str:
    return reverse(route) + (f"?{urlencode({'next': way_on})}" if way_on else "")
