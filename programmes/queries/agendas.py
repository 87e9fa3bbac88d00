"""The agenda of a session on the clock, and what there is to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from productive_leader.core.dates import LONDON
from programmes.models import AgendaItem, Material, Session


@dataclass(frozen=True, slots=True)
class ClockedItem:
    """An item of an agenda with its time of day; `starts_at` is None before there is a date."""

    item: AgendaItem
    starts_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """`off_by`: minutes it is longer (above nought) or shorter than its session."""

    items: tuple[ClockedItem, ...]
    minutes: int
    off_by: int


def agenda_of(session: Session, starts_at: dt.datetime | None) -> Agenda:
    """The items one after the other on the clock of London, also across a change of the clocks."""
    clock = starts_at.astimezone(dt.UTC) if starts_at else None
    items, minutes = [], 0
    for item in session.agenda.all():
        start = (clock + dt.timedelta(minutes=minutes)).astimezone(LONDON) if clock else None
        items.append(ClockedItem(item, start))
        minutes += item.minutes
    return Agenda(tuple(items), minutes, minutes - session.minutes if items else 0)


def materials_of(session: Session) -> Sequence[Material]:
    return list(session.materials.all())
