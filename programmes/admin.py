"""Programmes, to look at: changes go through the services, which check, lock and audit."""

from django.contrib import admin

from productive_leader.core.support import ToLookAt
from programmes.models import Membership, Nudge, Pair, Programme, Team


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
