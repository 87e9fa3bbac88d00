"""Reads: which day each session of a series would have, were nothing in the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from programmes.enums import COUNTED, Pace
from programmes.models import Series, Session, Team
from programmes.scheduling import wanted_days, weeks_of

WEEKS_APART = {Pace.WEEKLY: 1, Pace.FORTNIGHTLY: 2, Pace.MONTHLY: 4}


def series_of(team: Team) -> Series | None:
    return Series.objects.select_related("room").filter(team=team).first()


def in_series(sessions: Sequence[Session]) -> list[Session]:
    """Those that count in the rhythm: live or held, in the order of their numbers."""
    counted = [one for one in sessions if one.state in COUNTED]
    return sorted(counted, key=lambda one: (one.number, one.pk))


def weeks_in(sessions: Sequence[Session], pace: str) -> dict[int, int]:
    """By id: how many weeks after the first of the series each session is."""
    counted = in_series(sessions)
    in_template = [one.template_session.week if one.template_session else None for one in counted]
    weeks = weeks_of(in_template, WEEKS_APART.get(Pace(pace)))
    return {one.pk: week for one, week in zip(counted, weeks, strict=True)}


def days_in(sessions: Sequence[Session], series: Series) -> dict[int, dt.date]:
    """By id: the day each session wants."""
    weeks = weeks_in(sessions, series.pace)
    days = wanted_days(series.first_on, list(weeks.values()))
    return dict(zip(weeks, days, strict=True))
