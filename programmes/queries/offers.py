"""Reads: what a programme can be made from, and what each template asks of people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch

from programmes.enums import Level
from programmes.models import TemplateSession, TemplateVersion
from programmes.queries.templates import PUBLISHED, offered_templates
from programmes.queries.time_asked import Ask, Meeting, Plan


@dataclass(frozen=True)
class Offer:
    """The latest version of a template, as somebody chooses it."""

    version: TemplateVersion

    @property
    def name(self) -> str:
        return self.version.template.name

    @cached_property
    def sessions(self) -> list[TemplateSession]:
        return list(self.version.sessions.all())

    @cached_property
    def optional(self) -> list[TemplateSession]:
        """The sessions that can be left out."""
        return [one for one in self.sessions if one.is_optional]

    @property
    def needs_choice(self) -> bool:
        """Every session can be left out, but not all of them."""
        return len(self.optional) == len(self.sessions)

    @property
    def sessions_in_words(self) -> str:
        """ "5 to 9 sessions in 16 weeks"."""
        most = len(self.sessions)
        least = max(1, most - len(self.optional))
        number = f"{most}" if least == most else f"{least} to {most}"
        weeks = max((one.week for one in self.sessions), default=0)
        sessions = "session" if most == 1 else "sessions"
        return f"{number} {sessions} in {weeks} weeks" if weeks > 1 else f"{number} {sessions}"

    @property
    def leader(self) -> Ask:
        return self._ask(Level.LEADER)

    @property
    def pa(self) -> Ask:
        return self._ask(Level.PA)

    def _ask(self, level: Level) -> Ask:
        meetings = [Meeting(one.audience, one.minutes, None, one.week) for one in self.sessions]
        sheets = {sheet.level: sheet for sheet in self.version.role_sheets.all()}
        return Plan({1: {0: meetings}}, sheets).ask(level)


def offers() -> list[Offer]:
    """One for each template that can be started, the fullest first. Three queries."""
    versions = (
        TemplateVersion.objects.filter(PUBLISHED, template__in=offered_templates())
        .select_related("template")
        .prefetch_related(
            Prefetch("sessions", TemplateSession.objects.order_by("position")), "role_sheets"
        )
        .order_by("template_id", "-number")
        .distinct("template_id")
    )
    return sorted(map(Offer, versions), key=lambda one: (-len(one.sessions), one.name))
