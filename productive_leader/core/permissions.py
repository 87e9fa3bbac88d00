"""The names of what people may do, and the two ways a room enforces them.

A room's permissions.py holds one visibility queryset for each permission; the object check asks
that same queryset, so a list and a page can never disagree.
"""

from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

M = TypeVar("M", bound=Model)


class Permission(StrEnum):
    """Each value finishes the sentence "You may not …"."""

    MANAGE_PEOPLE = "change the people of this organisation"
    VIEW_PROGRAMME = "see this programme"
    RUN_PROGRAMME = "run this programme"
    VIEW_TEAM = "see this team"
    VIEW_SESSION = "see this session"
    LEAD_SESSION = "lead this session"
    ANSWER = "answer for this person"
    SEND_AGAIN = "send this person their sessions"
    GIVE_PULSE = "say how your week feels after this session"
    AGREE = "write what this team agrees"
    CHANGE_ACTION = "change this action"
    RECORD_LESSON = "write the lessons of this team"
    MANAGE_TEMPLATES = "change the templates"
    MANAGE_HOLIDAYS = "change the days on which nobody meets"
    MANAGE_CATALOGUE = "change the catalogue"
    DOWNLOAD = "download this module"
    DECIDE_ELIGIBILITY = "decide who may download"
    ANSWER_ENQUIRIES = "answer enquiries"
    RUN_WORKSHOP = "change this workshop"
    ORDER = "order box sets for this organisation"
    VIEW_ORDER = "see this order"
    CHANGE_ORDER = "change this order"
    CONFIRM_DELIVERY = "say that this parcel has arrived"
    DECIDE_ORDER = "decide about this order"
    MANAGE_STOCK = "look after the stock"
    MANAGE_ORDERS = "look after orders"
    APPOINT_COVER = "say who covers for the chief executive"
    VIEW_COMPLETION = "see who has logged their time"
    VIEW_LOG = "see this log"


def require(permission: Permission, *, obj: M, among: QuerySet[M]) -> None:
    """Refuse unless `obj` is one of those the permission reaches. Services call this."""
    if not among.contains(obj):
        raise PermissionDenied(f"You may not {permission}.")


def get_or_404(queryset: QuerySet[M], **lookup: Any) -> M:
    """The one row of a visibility queryset, or 404: what you may not see does not exist for you.

    Text that is no key ("abc", a number beyond the column) is 404 too, not an error.
    """
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        raise Http404 from None
