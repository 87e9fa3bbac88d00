"""Error pages in our words, for GET and POST alike."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(_request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Needs neither context nor database."""
    return render(None, "500.html", status=500)
