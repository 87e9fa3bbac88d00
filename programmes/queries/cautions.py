"""Reads: what a careful facilitator looks at once more before a release. It is not refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.utils import timezone

from productive_leader.core.dates import format_date, format_when
from programmes.enums import COUNTED
from programmes.models import Session, Team
from programmes.queries.days_off import days_off_for
from programmes.queries.order import out_of_order
from programmes.queries.promises import Standing, parts_of
from programmes.queries.releases import Preview
from programmes.queries.teams import current_members
from programmes.scheduling import day_off

SOON = dt.timedelta(days=1)


def cautions_of(team: Team, preview: Preview) -> list[str]:
    """Of the sessions that this release tells of, each a sentence. Three queries."""
    told = [plan.session for plan in preview.changes if not plan.is_cancelled]
    days = [one.on for one in told if one.on]
    if not days:
        return []
    off = days_off_for(team, min(days), max(days))
    sessions = list(team.sessions.filter(state__in=COUNTED))
    return [sentence for one in told for sentence in _of_session(one, sessions, off)]


def _of_session(
    session: Session, sessions: Sequence[Session], off: Mapping[dt.date, str]
) -> Iterator[str]:
    day, start = session.on, session.starts_at
    if day is None or start is None:
        return
    if day_off(day, off):
        why = f", {off[day]}" if day in off else ""  # a Sunday says so itself
        yield f"{session}. It is on {format_date(day)}{why}."
    if start <= timezone.now() + SOON:
        yield f"{session}. It begins within a day, on {format_when(start)}."
    if not session.room_id and not session.link:
        yield f"{session}. It has neither a room nor a link to join."
    if sentence := out_of_order(session, sessions):
        yield f"{session}. {sentence}"


def without_promise(team: Team) -> int:
    """How many members of the team have not promised their time to the programme yet."""
    promised = {
        part.person.pk
        for part in parts_of(team.programme)
        if part.standing in (Standing.ACCEPTED, Standing.GROWN)
    }
    members = current_members(team.memberships.all()).values_list("person", flat=True)
    return len(set(members) - promised)
