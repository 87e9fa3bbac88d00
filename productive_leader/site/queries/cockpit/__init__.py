"""The facilitator's picture of a programme: who has done what, never what is in it."""

from productive_leader.site.queries.cockpit.page import Cockpit, TeamPicture, cockpit_of
from productive_leader.site.queries.cockpit.waiting import owed_by_person

__all__ = ("Cockpit", "TeamPicture", "cockpit_of", "owed_by_person")
