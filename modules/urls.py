"""Addresses of the catalogue."""

from django.urls import URLPattern, path

from modules.views import (
    catalogue,
    downloads,
    drafts,
    enquiries,
    figures,
    office,
    pieces,
    publishing,
    searches,
)

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
    path("contact/", enquiries.contact, name="contact"),
    path("contact/<uuid:enquiry_key>/", enquiries.contact_thread, name="contact_thread"),
    # The administrator’s modules and versions
    path("office/modules/", office.office_modules, name="office_modules"),
    path("office/modules/new/", office.module_add, name="module_add"),
    path("office/modules/<slug:module_slug>/", office.office_module, name="office_module"),
    path("office/modules/<slug:module_slug>/place/", office.module_place, name="module_place"),
    path(
        "office/modules/<slug:module_slug>/review/", publishing.module_review, name="module_review"
    ),
    path(
        "office/modules/<slug:module_slug>/files/",
        office.module_files_again,
        name="module_files_again",
    ),
    path(
        "office/modules/<slug:module_slug>/publish/",
        publishing.module_publish,
        name="module_publish",
    ),
    path(
        "office/modules/<slug:module_slug>/withdraw/",
        publishing.module_withdraw,
        name="module_withdraw",
    ),
    path(
        "office/modules/<slug:module_slug>/restore/",
        publishing.module_restore,
        name="module_restore",
    ),
    path("office/modules/<slug:module_slug>/draft/", drafts.module_draft, name="module_draft"),
    path("office/modules/<slug:module_slug>/draft/begin/", drafts.draft_begin, name="draft_begin"),
    path("office/modules/<slug:module_slug>/draft/texts/", drafts.draft_texts, name="draft_texts"),
    path(
        "office/modules/<slug:module_slug>/draft/preview/",
        drafts.module_preview,
        name="module_preview",
    ),
    path("office/modules/<slug:module_slug>/draft/add/", pieces.piece_add, name="piece_add"),
    path(
        "office/modules/<slug:module_slug>/draft/<slug:piece_slug>/",
        pieces.piece_edit,
        name="piece_edit",
    ),
    path(
        "office/modules/<slug:module_slug>/draft/<slug:piece_slug>/file/",
        pieces.piece_file,
        name="piece_file",
    ),
    path(
        "office/modules/<slug:module_slug>/draft/<slug:piece_slug>/move/",
        pieces.piece_move,
        name="piece_move",
    ),
    path(
        "office/modules/<slug:module_slug>/draft/<slug:piece_slug>/remove/",
        pieces.piece_remove,
        name="piece_remove",
    ),
    path(
        "office/modules/<slug:module_slug>/draft/<slug:piece_slug>/put-back/",
        pieces.piece_put_back,
        name="piece_put_back",
    ),
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
    # Enquiries, for the office
    path("office/enquiries/", enquiries.enquiries, name="enquiries"),
    path("office/enquiries/<int:enquiry_id>/", enquiries.enquiry, name="enquiry"),
    path("office/enquiries/<int:enquiry_id>/close/", enquiries.enquiry_close, name="enquiry_close"),
    path(
        "office/enquiries/<int:enquiry_id>/reopen/",
        enquiries.enquiry_reopen,
        name="enquiry_reopen",
    ),
]
