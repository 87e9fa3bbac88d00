"""Refusals in our words, for GET and POST alike: a page, or a message for whoever speaks JSON."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.models import Person
from assessments.models import Grant
from assessments.queries.grants import ended_grant_for

JSON = "application/json"


def bad_request(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return _refuse(request, "400.html", 400, "We could not read what was sent.")


def forbidden(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return _refuse(request, "403.html", 403, "You cannot do this with your role.")


def csrf_failure(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    message = "This page was open too long, so nothing was saved. Load it again, then save again."
    return _refuse(request, "403_csrf.html", 403, message)


def not_found(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Tells somebody who kept a log once that the arrangement has ended; others learn nothing."""
    if speaks_json(request):
        return JsonResponse({"message": "There is nothing at this address."}, status=404)
    grant = _ended_grant(request)
    if grant is not None:
        context = {"leader": grant.leader}
        return render(request, "assessments/grant_ended.html", context, status=404)
    return render(request, "404.html", status=404)


def server_error(_request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Needs neither context nor database."""
    return render(None, "500.html", status=500)


def speaks_json(request: HttpRequest) -> bool:
    """Whether JSON was sent, or is asked for rather than a page."""
    return request.content_type == JSON or request.get_preferred_type(["text/html", JSON]) == JSON


def _refuse(request: HttpRequest, template: str, status: int, message: str) -> HttpResponse:
    if speaks_json(request):
        return JsonResponse({"message": message}, status=status)
    return render(request, template, status=status)


def _ended_grant(request: HttpRequest) -> Grant | None:
    """The grant behind an address of a log, if it has ended for the person who asks."""
    found = request.resolver_match
    user = getattr(request, "user", None)
    if found is None or "log_id" not in found.kwargs or not isinstance(user, Person):
        return None
    return ended_grant_for(user, found.kwargs["log_id"])
