"""Addresses of the catalogue."""

from django.urls import URLPattern, path

from modules.views import catalogue

urlpatterns: list[URLPattern] = [
    # The catalogue
    path("modules/", catalogue.modules, name="modules"),
    path("modules/<slug:module_slug>/", catalogue.module, name="module"),
    path("modules/<slug:module_slug>/picture.png", catalogue.module_picture, name="module_picture"),
    path(
        "modules/<slug:module_slug>/versions/<int:number>/",
        catalogue.module_version,
        name="module_version",
    ),
    path(
        "modules/<slug:module_slug>/versions/<int:number>/<slug:piece_slug>/",
        catalogue.piece,
        name="piece",
    ),
    # Downloads
    # Contact
    # Office: modules and versions
    # Office: search
    # Office: enquiries
]
