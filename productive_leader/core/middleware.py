"""Small guards around every page, and what is compressed."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.decorators import sync_only_middleware

from productive_leader.core import logs

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


@sync_only_middleware
def request_id(get_response: GetResponse) -> GetResponse:
    """Gives each request an id for log and answer; a proxy's own id is kept if it is plain."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        name = given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        token = logs.request_id.set(name)
        try:
            response = get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-ID"] = name
        return response

    return middleware


class refuse_nul:  # noqa: N801 - reads as its siblings do in settings.MIDDLEWARE
    """Answers 400 to a NUL character in address, cookies or form: PostgreSQL cannot store one.

    JSON bodies are checked by core.http as they are read.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        parts = [request.path_info, *request.COOKIES.values()]
        parts += [text for name, values in request.GET.lists() for text in (name, *values)]
        _refuse_nul_in(parts)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        if request.content_type in FORM_TYPES:
            parts = [text for name, values in request.POST.lists() for text in (name, *values)]
            parts += [file.name or "" for _, files in request.FILES.lists() for file in files]
            _refuse_nul_in(parts)


class Compressed(GZipMiddleware):
    """Pads at random, so that lengths tell no secret. Leaves alone what can be had in parts."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)


def _refuse_nul_in(parts: list[str]) -> None:
    if any("\x00" in part for part in parts):
        raise BadRequest("The request contains a NUL character.")


@sync_only_middleware
def private_pages(get_response: GetResponse) -> GetResponse:
    """Keeps every page made for a signed-in person out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # A page that never read the session knows nobody; asking would cost it a query.
        if request.session.accessed and (
            request.user.is_authenticated or settings.SESSION_COOKIE_NAME in request.COOKIES
        ):
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware
