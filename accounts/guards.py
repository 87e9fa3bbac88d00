"""Views for people who are signed in, and what was typed by somebody who no longer was."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from accounts.models import Person
from accounts.permissions import is_national

P = ParamSpec("P")

DRAFTS = "drafts"
LONGEST_DRAFT = 100_000  # characters
MOST_DRAFTS = 5
NOT_SAVED = "You were signed out. What you typed is below and not saved yet. Press “{press}”."


class SignedInRequest(HttpRequest):
    """A request of a person who is signed in."""

    user: Person


View = Callable[Concatenate[SignedInRequest, P], HttpResponse]


def signed_in(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Sends others to sign in and back here. What they posted waits for them as a draft."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            _keep_draft(request)
            return redirect_to_login(_way_back(request))
        return view(cast(SignedInRequest, request), *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], guarded)


def for_nationals(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[SignedInRequest, P], HttpResponse]:
    """For national administrators; for all others this page does not exist."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_national(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return cast(Callable[Concatenate[SignedInRequest, P], HttpResponse], guarded)


def typed(request: HttpRequest, *, press: str, at: str = "") -> QueryDict | None:
    """What a form is bound to: what was posted, else what was typed here before signing in again.

    In the second case the page says so; `press` is the button that saves it. An empty form that
    was posted is not a form that was not. `at`: where a form of this page posts to, if elsewhere.
    """
    if request.method == "POST":
        return request.POST
    draft = _take_draft(request, at or request.path)
    if draft is not None:
        messages.warning(request, NOT_SAVED.format(press=press))
    return draft


def _keep_draft(request: HttpRequest) -> None:
    if request.method != "POST":
        return
    typed = request.POST.urlencode()
    if len(typed) <= LONGEST_DRAFT:
        drafts = dict(list(request.session.get(DRAFTS, {}).items())[-MOST_DRAFTS + 1 :])
        request.session[DRAFTS] = {**drafts, request.path: typed}


def _take_draft(request: HttpRequest, path: str) -> QueryDict | None:
    """What was typed for this address before signing in again; it is handed out once."""
    drafts = request.session.get(DRAFTS, {})
    typed = drafts.pop(path, None)
    if typed is None:
        return None
    request.session[DRAFTS] = drafts
    return QueryDict(typed)


def _way_back(request: HttpRequest) -> str:
    """The page itself; after a press, the page of ours that had the button."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else request.path
