"""Addresses of orders and stock."""

from django.urls import URLPattern, path  # noqa: F401 - path: each area adds its own

urlpatterns: list[URLPattern] = [
    # Orders
    # Authorisation
    # Office, stock and allocation
    # Office, dispatch
]
