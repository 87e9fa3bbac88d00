"""The doors of the demo exist only under `make start`, on this machine, for this machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port

View = Callable[..., HttpResponse]
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded")


def demo_only(view: View) -> View:
    """404, as if the page did not exist, wherever the demo is not open."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not demo_is_open(request):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def demo_is_open(request: HttpRequest) -> bool:
    """DEMO is on, and the request comes from this machine and was meant for it."""
    return settings.DEMO and _comes_from_here(request) and _is_meant_for_here(request)


def _comes_from_here(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False  # a proxy speaks for somebody whose address we cannot know
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _is_meant_for_here(request: HttpRequest) -> bool:
    try:
        return split_domain_port(request.get_host())[0] in LOCAL_NAMES
    except DisallowedHost:
        return False
