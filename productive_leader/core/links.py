"""Addresses of our pages: for whoever reads them elsewhere, and given to us to lead back to."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def absolute(route: str, *args: object) -> str:
    """The whole address of the page with this name: https://…/sessions/9/."""
    return f"{settings.SITE_URL}{reverse(route, args=args)}"


def own_path(wanted: str) -> str:
    """The path of a page of ours, as it was given, or nothing when it leads anywhere else."""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_ours else ""
