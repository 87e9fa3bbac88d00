"""Addresses of the catalogue."""

from django.urls import URLPattern, path

from modules.views import catalogue, downloads, figures, searches

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
    # Searches and synonyms, for the office
    path("office/searches/", searches.searches, name="searches"),
    path("office/searches/<int:search_id>/settle/", searches.search_settle, name="search_settle"),
    path(
        "office/searches/<int:search_id>/unsettle/",
        searches.search_unsettle,
        name="search_unsettle",
    ),
    path("office/searches/<int:search_id>/synonyms/", searches.search_answer, name="search_answer"),
    path("office/synonyms/", searches.synonyms, name="synonyms"),
    path("office/synonyms/<int:group_id>/", searches.synonyms_change, name="synonyms_change"),
    path(
        "office/synonyms/<int:group_id>/remove/", searches.synonyms_remove, name="synonyms_remove"
    ),
    # Office: enquiries
]
