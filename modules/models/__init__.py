"""Tables of the modules room."""

from modules.models.catalogue import AgendaLine, Collection, Module, Piece, Version
from modules.models.downloads import DownloadGrant, Notice
from modules.models.enquiries import Enquiry, EnquiryMessage
from modules.models.files import Rendition, StoredFile
from modules.models.searching import EmptySearch, SearchWord, Synonyms

__all__ = [
    "AgendaLine",
    "Collection",
    "DownloadGrant",
    "EmptySearch",
    "Enquiry",
    "EnquiryMessage",
    "Module",
    "Notice",
    "Piece",
    "Rendition",
    "SearchWord",
    "StoredFile",
    "Synonyms",
    "Version",
]
