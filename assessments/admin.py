"""For support: categories can be changed while no week uses them; raw logs are nobody's to read.

Days, blocks, diary events and figures are left out on purpose: they belong to their person.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from assessments.models import Capture, Category, CategorySet, Grant, Log, Report
from productive_leader.core.support import ToLookAt


class CategoryInline(admin.TabularInline):  # type: ignore[type-arg]  # not generic when run
    model = Category
    extra = 0


@admin.register(CategorySet)
class CategorySetAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when run
    """A version that a week was logged with stays as it is; make a new version instead."""

    inlines = (CategoryInline,)
    list_display = ("name", "version")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        used = isinstance(obj, CategorySet) and obj.captures.exists()
        return not used and super().has_change_permission(request, obj)

    has_delete_permission = has_change_permission


@admin.register(Capture)
class CaptureAdmin(ToLookAt):
    list_display = ("team", "kind", "starts_on", "ends_on", "slot_minutes", "category_set")
    list_select_related = ("team", "category_set")


@admin.register(Log)
class LogAdmin(ToLookAt):
    list_display = ("person", "capture", "state", "locked_at")
    list_select_related = ("person", "capture__team")
    search_fields = ("person__name", "person__email")


@admin.register(Grant)
class GrantAdmin(ToLookAt):
    list_display = ("leader", "pa", "team", "starts_on", "ends_on", "revoked_at")
    list_select_related = ("leader", "pa", "team")


@admin.register(Report)
class ReportAdmin(ToLookAt):
    """How the working out went; the figures and the PDF are not shown."""

    list_display = ("scope", "team", "state", "step", "steps", "reason", "created_at")
    list_select_related = ("team",)
    exclude = ("figures", "pdf", "subject")
