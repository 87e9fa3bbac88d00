"""What a version of a template holds, as values: to show and to edit."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass

from programmes.enums import Audience, Level
from programmes.models import TemplateSession, TemplateVersion


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One item of an agenda, in minutes."""

    minutes: int
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One session; `week` counts from the week of the first session, which is 0.

    `module` is the address (slug) of what it works with in the catalogue, or empty.
    """

    name: str
    week: int
    minutes: int
    audience: str
    before: str = ""
    output: str = ""
    is_optional: bool = False
    module: str = ""
    agenda: tuple[AgendaLine, ...] = ()

    @property
    def audience_label(self) -> str:
        return Audience(self.audience).label

    @property
    def agenda_minutes(self) -> int:
        return sum(line.minutes for line in self.agenda)

    @property
    def adds_up(self) -> bool:
        return self.agenda_minutes == self.minutes


@dataclass(frozen=True, slots=True)
class PlannedMoment:
    """What happens between the sessions; `minutes` for each person."""

    week: int
    minutes: int
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is asked of one level; `minutes` beside the sessions, over the whole programme."""

    level: str
    minutes: int
    summary: str
    text: str

    @property
    def label(self) -> str:
        return Level(self.level).label


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a version holds, with the name and summary of its template."""

    name: str
    summary: str
    sessions: tuple[PlannedSession, ...] = ()
    moments: tuple[PlannedMoment, ...] = ()
    sheets: tuple[Sheet, ...] = ()

    @property
    def minutes(self) -> int:
        """In sessions, when nobody leaves one out."""
        return sum(session.minutes for session in self.sessions)

    @property
    def fingerprint(self) -> str:
        """The same for the same contents: tells whether somebody changed them meanwhile."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()


def contents_of(version: TemplateVersion) -> Contents:
    """Five queries, however much there is."""
    sessions = version.sessions.select_related("module").prefetch_related("items")
    moments = sorted(version.moments.all(), key=lambda one: (one.week, one.name))
    sheets = {one.level: one for one in version.role_sheets.all()}
    return Contents(
        name=version.template.name,
        summary=version.template.summary,
        sessions=tuple(_planned(one) for one in sessions),
        moments=tuple(PlannedMoment(one.week, one.minutes, one.name, one.text) for one in moments),
        sheets=tuple(
            Sheet(level, sheets[level].minutes, sheets[level].summary, sheets[level].text)
            for level in Level
            if level in sheets
        ),
    )


def _planned(session: TemplateSession) -> PlannedSession:
    return PlannedSession(
        name=session.name,
        week=session.week,
        minutes=session.minutes,
        audience=session.audience,
        before=session.before,
        output=session.output,
        is_optional=session.is_optional,
        module=session.module.slug if session.module else "",
        agenda=tuple(AgendaLine(one.minutes, one.title, one.note) for one in session.items.all()),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A session with its number from 1, or what happens between the sessions."""

    week: int
    number: int = 0
    session: PlannedSession | None = None
    moment: PlannedMoment | None = None


def course_of(contents: Contents) -> list[Step]:
    """Sessions and moments week by week; a session comes before the moments of its week."""
    sessions = [
        Step(one.week, number=number, session=one)
        for number, one in enumerate(contents.sessions, start=1)
    ]
    moments = [Step(one.week, moment=one) for one in contents.moments]
    return sorted([*sessions, *moments], key=lambda step: step.week)
