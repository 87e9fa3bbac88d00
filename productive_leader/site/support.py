"""The admin site, for support staff alone; they sign in as everybody does, by code or passkey."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse


class SupportSite(AdminSite):
    site_header = site_title = "The Productive Leader, support"
    index_title = "To look at"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever is signed in and no support staff finds no such page."""
        if request.user.is_authenticated and not request.user.is_staff:
            raise Http404
        return super().has_permission(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002 - as Django calls it
        """There are no passwords: this leads to the one sign-in page and back."""
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))
