"""Writes: programmes, teams, sessions and all that happens in them.

Every service raises PermissionDenied for whoever may not do it, and ValidationError, with a
sentence to show, when a rule of the programme stands in the way.
"""

from programmes.services.nudges import nudge_people
from programmes.services.programmes import close_programme, start_programme
from programmes.services.teams import add_member, add_team, end_pair, make_pair

__all__ = (
    "add_member",
    "add_team",
    "close_programme",
    "end_pair",
    "make_pair",
    "nudge_people",
    "start_programme",
)
