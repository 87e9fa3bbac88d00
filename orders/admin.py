"""Orders and stock, to look at: changes go through the services, which lock, check and tell."""

from django.contrib import admin

from orders.models import Authorisation, BoxSet, Dispatch, Movement, Order, OrderLine, TimelineEntry
from productive_leader.core.support import RowsToLookAt, ToLookAt


class Lines(RowsToLookAt):
    model = OrderLine


class Decisions(RowsToLookAt):
    model = Authorisation
    fields = ("decision", "person", "capacity", "reason", "decided_at", "superseded_at")


class Parcels(RowsToLookAt):
    model = Dispatch
    fields = ("number", "carrier", "tracking", "dispatched_at", "state", "settled_at")


class Happened(RowsToLookAt):
    model = TimelineEntry
    fields = ("at", "kind", "by", "acting_for", "text")


@admin.register(Order)
class OrderAdmin(ToLookAt):
    list_display = ("number", "organisation", "buyer", "state", "placed_at", "expires_on")
    list_select_related = ("organisation", "buyer")
    list_filter = ("state",)
    search_fields = ("number", "organisation__code", "organisation__name", "buyer__email")
    inlines = (Lines, Decisions, Parcels, Happened)


@admin.register(BoxSet)
class BoxSetAdmin(ToLookAt):
    list_display = ("name", "on_hand", "allocated", "released_on", "withdrawn_at")


@admin.register(Movement)
class MovementAdmin(ToLookAt):
    list_display = ("at", "box_set", "kind", "on_hand_change", "allocated_change", "line", "by")
    list_select_related = ("box_set", "line__order", "line__box_set", "by")
    list_filter = ("kind",)
