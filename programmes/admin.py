"""Programmes, to look at: changes go through the services, which check, lock and audit."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from programmes.models import Membership, Nudge, Pair, Programme, Team


class ToLookAt(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Shows, and changes nothing."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Programme)
class ProgrammeAdmin(ToLookAt):
    list_display = ("name", "organisation", "facilitator", "starts_on", "closed_on")
    list_select_related = ("organisation", "facilitator")
    search_fields = ("name", "organisation__name", "organisation__code")


@admin.register(Team)
class TeamAdmin(ToLookAt):
    list_display = ("name", "programme", "wave")
    list_select_related = ("programme",)


@admin.register(Membership)
class MembershipAdmin(ToLookAt):
    list_display = ("person", "team", "kind", "joined_on", "left_on")
    list_select_related = ("person", "team")


@admin.register(Pair)
class PairAdmin(ToLookAt):
    list_display = ("leader", "pa", "team", "ended_on")
    list_select_related = ("leader", "pa", "team")


@admin.register(Nudge)
class NudgeAdmin(ToLookAt):
    list_display = ("person", "team", "on", "by")
    list_select_related = ("person", "team", "by")
