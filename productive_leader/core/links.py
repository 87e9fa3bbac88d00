"""Addresses of our pages for whoever reads them elsewhere: in a message or in a calendar."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def absolute(route: str, *args: object) -> str:
    """The whole address of the page with this name: https://…/sessions/9/."""
    return f"{settings.SITE_URL}{reverse(route, args=args)}"
