"""Programmes and all that belongs to them."""

from programmes.models.invitations import (
    TOLD,
    WANTED_OR_TOLD,
    CalendarFeed,
    CalendarMessage,
    Edition,
    Invitation,
    PlanLine,
    Release,
    Reminder,
    StrayAnswer,
)
from programmes.models.learning import (
    Action,
    GroundRule,
    Lesson,
    Promise,
    Pulse,
    PulseCount,
)
from programmes.models.programmes import Programme, ProgrammeModule
from programmes.models.sessions import (
    AgendaItem,
    BlockedDates,
    Holiday,
    Material,
    Room,
    Series,
    Session,
)
from programmes.models.teams import Membership, Nudge, Pair, Team
from programmes.models.templates import (
    ProgrammeTemplate,
    RoleSheet,
    TemplateItem,
    TemplateMoment,
    TemplateSession,
    TemplateVersion,
)
from programmes.models.workshops import Printout, Workshop, WorkshopModule

__all__ = (
    "TOLD",
    "WANTED_OR_TOLD",
    "Action",
    "AgendaItem",
    "BlockedDates",
    "CalendarFeed",
    "CalendarMessage",
    "Edition",
    "GroundRule",
    "Holiday",
    "Invitation",
    "Lesson",
    "Material",
    "Membership",
    "Nudge",
    "Pair",
    "PlanLine",
    "Printout",
    "Programme",
    "ProgrammeModule",
    "ProgrammeTemplate",
    "Promise",
    "Pulse",
    "PulseCount",
    "Release",
    "Reminder",
    "RoleSheet",
    "Room",
    "Series",
    "Session",
    "StrayAnswer",
    "Team",
    "TemplateItem",
    "TemplateMoment",
    "TemplateSession",
    "TemplateVersion",
    "Workshop",
    "WorkshopModule",
)
