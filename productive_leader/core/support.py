"""The support pages: Django's admin, to look at. Every write goes through the services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class _Unchanged:
    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class ToLookAt(_Unchanged, admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when run
    """Shows rows and changes none."""


class RowsToLookAt(_Unchanged, admin.TabularInline):  # type: ignore[type-arg]  # not generic when run
    """The same for the rows below another row."""
