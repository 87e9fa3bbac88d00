"""The catalogue, to look at: who was given what, and what is published. The office changes it."""

from django.contrib import admin

from modules.models import DownloadGrant, Module, Notice, Piece, Version
from productive_leader.core.support import RowsToLookAt, ToLookAt


class Pieces(RowsToLookAt):
    model = Piece
    fields = ("position", "kind", "slug", "title")


@admin.register(Module)
class ModuleAdmin(ToLookAt):
    list_display = ("name", "slug", "collection", "published", "review_on", "withdrawn_at")
    list_select_related = ("collection", "published")
    search_fields = ("name", "slug")
    exclude = ("document",)


@admin.register(Version)
class VersionAdmin(ToLookAt):
    list_display = ("name", "number", "published_at", "files_problem")
    list_select_related = ("module",)
    search_fields = ("name", "module__slug")
    inlines = (Pieces,)


@admin.register(DownloadGrant)
class DownloadGrantAdmin(ToLookAt):
    list_display = ("person", "version", "piece", "organisation", "evidence", "granted_at")
    list_select_related = ("person", "version", "piece", "organisation")
    search_fields = ("person__email", "version__module__slug")


@admin.register(Notice)
class NoticeAdmin(ToLookAt):
    list_display = ("person", "version", "kind", "told_at")
    list_select_related = ("person", "version")
    search_fields = ("person__email",)
