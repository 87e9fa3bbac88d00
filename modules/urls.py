"""Addresses of the catalogue."""

from django.urls import URLPattern, path  # noqa: F401 - path: each area adds its own

urlpatterns: list[URLPattern] = [
    # The catalogue
    # Downloads
    # Contact
    # Office: modules and versions
    # Office: search
    # Office: enquiries
]
