"""Addresses of the catalogue."""

from django.urls import URLPattern, path

from modules.views import catalogue, downloads, figures

urlpatterns: list[URLPattern] = [
    # Downloads; before the papers, whose addresses look alike
    path(
        "modules/<slug:module_slug>/versions/<int:number>/download/",
        downloads.download,
        name="download",
    ),
    path("files/<str:token>/<str:name>", downloads.file, name="file"),
    path("account/downloads/", downloads.my_downloads, name="my_downloads"),
    path("office/downloads/", figures.download_figures, name="download_figures"),
    path("office/downloads.xlsx", figures.download_figures_xlsx, name="download_figures_xlsx"),
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
    # Contact
    # Office: modules and versions
    # Office: search
    # Office: enquiries
]
