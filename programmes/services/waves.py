"""What teams learn, and the next team that starts from it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.dates import today
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.enums import CALLED_OFF
from programmes.models import AgendaItem, Lesson, Programme, Series, Session, Team
from programmes.services.teams import add_team
from programmes.services.writing import open_programme, saved

TO_PREPARE = dt.timedelta(weeks=4)


@transaction.atomic
def record_lesson(*, by: Person, team: Team, text: str, session: Session | None = None) -> Lesson:
    """Keep what a team learned, in at most five hundred characters, for the teams after it."""
    require(Permission.RECORD_LESSON, obj=team, among=permissions.teams_learning_with(by))
    programme = open_programme(team.programme_id)
    if session and session.team_id != team.pk:
        raise ValidationError(f"That session is not one of {team}.")
    lesson = Lesson(team=team, session=session, text=text.strip(), by=by)
    return saved(lesson, by=by, action="lesson.recorded", organisation=programme.organisation)


@transaction.atomic
def take_back_lesson(*, by: Person, lesson: Lesson) -> None:
    """Take a lesson away, within a day of writing it: the author, or whoever runs the team."""
    require(Permission.RECORD_LESSON, obj=lesson, among=permissions.lessons_taken_back_by(by))
    programme = open_programme(lesson.team.programme_id)
    audit.record(
        by=by, action="lesson.taken_back", target=lesson, organisation_id=programme.organisation_id
    )
    Lesson.objects.filter(pk=lesson.pk).delete()


@transaction.atomic
def start_next_team(
    *,
    by: Person,
    programme: Programme,
    name: str,
    wave: int,
    follows: Team | None = None,
    reason: str = "",
) -> Team:
    """Add a team that takes over how another one works: which sessions, their length, its rhythm.

    Nothing that people answered, said or were told comes along, and every session has a calendar
    identity of its own. The first date is a proposal: four weeks from now, on the same weekday.
    """
    if follows and follows.programme_id != programme.pk:
        raise ValidationError(f"{follows} is not a team of {programme}.")
    kept = list(_kept_sessions(follows)) if follows else []
    positions = [one.template_session.position for one in kept if one.template_session]
    team = add_team(
        by=by,
        programme=programme,
        name=name,
        wave=wave,
        chosen=positions if follows else None,
        reason=reason,
    )
    _take_agendas(kept, team)
    series = Series.objects.filter(team=follows).first() if follows else None
    if series:
        _take_rhythm(series, team)
    return team


def _kept_sessions(team: Team) -> list[Session]:
    """Those from the template that the team did not leave out."""
    sessions = Session.objects.filter(team=team, template_session__isnull=False)
    return list(sessions.exclude(state__in=CALLED_OFF).select_related("template_session"))


def _take_agendas(kept: list[Session], team: Team) -> None:
    """Length and agenda as the earlier team has them now."""
    earlier = {one.template_session_id: one for one in kept}
    new = [one for one in Session.objects.filter(team=team) if one.template_session_id in earlier]
    for session in new:
        session.minutes = earlier[session.template_session_id].minutes
    Session.objects.bulk_update(new, ["minutes"])
    AgendaItem.objects.filter(session__in=new).delete()
    by_earlier = {earlier[session.template_session_id].pk: session for session in new}
    AgendaItem.objects.bulk_create(
        AgendaItem(
            session=by_earlier[item.session_id],
            position=item.position,
            minutes=item.minutes,
            title=item.title,
            note=item.note,
        )
        for item in AgendaItem.objects.filter(session__in=list(by_earlier))
    )


def _take_rhythm(series: Series, team: Team) -> None:
    Series.objects.create(
        team=team,
        first_on=_same_weekday(series.first_on, today() + TO_PREPARE),
        starts_at=series.starts_at,
        pace=series.pace,
        room=series.room,
        link=series.link,
    )


def _same_weekday(like: dt.date, earliest: dt.date) -> dt.date:
    return earliest + dt.timedelta(days=(like.weekday() - earliest.weekday()) % 7)
