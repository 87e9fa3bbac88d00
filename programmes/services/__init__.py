"""Writes: programmes, teams, sessions and all that happens in them.

Every service raises PermissionDenied for whoever may not do it, and ValidationError, with a
sentence to show, when a rule of the programme stands in the way.
"""

from programmes.services.calling_off import cancel_session, restore_session
from programmes.services.days_off import add_room, block_dates
from programmes.services.moves import move_session
from programmes.services.nudges import nudge_people
from programmes.services.programmes import (
    close_programme,
    reopen_programme,
    start_programme,
)
from programmes.services.series import propose_series
from programmes.services.sessions import add_session, edit_session
from programmes.services.teams import add_member, add_team, end_pair, make_pair

__all__ = (
    "add_member",
    "add_room",
    "add_session",
    "add_team",
    "block_dates",
    "cancel_session",
    "close_programme",
    "edit_session",
    "end_pair",
    "make_pair",
    "move_session",
    "nudge_people",
    "propose_series",
    "reopen_programme",
    "restore_session",
    "start_programme",
)
