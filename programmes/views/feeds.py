"""One's own calendar: the private address, made, revoked and read; the sessions sent again."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in
from programmes.queries.feeds import (
    address_of,
    feed_text,
    feed_under,
    live_feed,
    teams_with_sessions_for,
)
from programmes.services.feeds import make_feed, note_read, revoke_feed

NEW_KEY = "new_calendar_key"


@require_safe
@signed_in
def my_calendar(request: SignedInRequest) -> HttpResponse:
    """A new address is shown here once, on the first visit after it was made."""
    key = request.session.pop(NEW_KEY, None) if request.method == "GET" else None
    context = {
        "feed": live_feed(request.user),
        "address": address_of(key) if key else "",
        "teams": teams_with_sessions_for(request.user),
    }
    return render(request, "programmes/my_calendar.html", context)


@require_POST
@signed_in
def calendar_feed_make(request: SignedInRequest) -> HttpResponse:
    request.session[NEW_KEY] = make_feed(by=request.user)
    return redirect("my_calendar")


@require_POST
@signed_in
def calendar_feed_revoke(request: SignedInRequest) -> HttpResponse:
    request.session.pop(NEW_KEY, None)
    if revoke_feed(by=request.user):
        messages.success(request, "The address no longer works.")
    return redirect("my_calendar")


@require_safe
def calendar_feed(request: HttpRequest, key: str) -> HttpResponse:
    """A person's sessions, for whatever calendar has the secret address; nobody signs in here."""
    feed = feed_under(key)
    if feed is None:
        raise Http404
    if request.method == "GET":
        note_read(feed)
    text = feed_text(feed.person)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="sessions.ics"'
    answer = get_conditional_response(request, etag=etag, response=response) or response
    answer["ETag"] = etag
    answer["Cache-Control"] = "no-store, private"
    return answer
