"""The sessions of the demo's teams: dated, released, answered, held, and what came of them.

Services refuse dates that have passed. So a series is proposed and released as many weeks later
as it takes, and then moved to its true place in the story; each session that is over is held
yesterday at dawn before it goes there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

import pgtrigger
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F
from django.utils import timezone

from productive_leader.core.dates import LONDON, today
from productive_leader.core.models import Email, OutboxItem
from productive_leader.site.demo import plans
from productive_leader.site.demo.teams import DemoTeam
from programmes.enums import PRESENT, Answer, Attendance, Pace, SessionState
from programmes.models import (
    Action,
    CalendarMessage,
    Edition,
    Invitation,
    Pulse,
    Release,
    Room,
    Session,
    Team,
)
from programmes.queries.releases import preview_of
from programmes.queries.rules import fingerprint
from programmes.services.actions import add_action, finish_action, make_commitment
from programmes.services.answers import answer_invitation
from programmes.services.attendance import record_attendance
from programmes.services.calendar_mail import write_release
from programmes.services.pulses import give_pulse
from programmes.services.releases import release_series
from programmes.services.rules import write_rules
from programmes.services.series import propose_series
from programmes.services.waves import record_lesson

LATER = timedelta(weeks=18)  # more than the longest series, so that all of it is still to come
DAWN = time(5)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When and where a team meets: the first date, the time of day in London, the room."""

    first_on: date
    starts_at: time
    room: Room


def meet(made: DemoTeam, rhythm: Rhythm, *, held: int) -> None:
    """The whole series of a team; of the first `held`, what lies before today was held.

    The others wait for a day to come, weeks later if need be.
    """
    _propose(made, rhythm.first_on + LATER, rhythm)
    _release_long_ago(made.team)
    _answer(made)
    sessions = list(_sessions(made.team))
    spans = [_earlier(one.during, LATER) for one in sessions]
    spans[held:] = [_to_come(one) for one in spans[held:]]
    _place(sessions, spans)
    for session, span in zip(sessions[:held], spans, strict=False):
        if span.upper.date() < today():
            _hold(made, session)


def meet_soon(made: DemoTeam, rhythm: Rhythm) -> None:
    """A series that is all to come, released today."""
    _propose(made, rhythm.first_on, rhythm)
    release_now(made.team)


def release_now(team: Team) -> None:
    release_series(by=team.programme.facilitator, team=team, seen=preview_of(team).fingerprint)


def agree(made: DemoTeam, agreed: plans.Agreed) -> None:
    """Rules, actions, commitments and lessons, as of the last session that was held."""
    write_rules(by=made.facilitator, team=made.team, rules=agreed.rules, seen=fingerprint([]))
    for text in agreed.lessons:
        record_lesson(by=made.facilitator, team=made.team, text=text)
    session = Session.objects.filter(team=made.team, state=SessionState.HELD).latest("during")
    for to_do in agreed.actions:
        _agree_on(made, session, to_do)


def _agree_on(made: DemoTeam, session: Session, to_do: plans.ToDo) -> None:
    owner = made.people[to_do.owner]
    if to_do.is_commitment:
        action = make_commitment(by=owner, session=session, text=to_do.text, due_on=today())
    else:
        action = add_action(
            by=made.facilitator, session=session, text=to_do.text, owner=owner, due_on=today()
        )
    if to_do.is_done:
        finish_action(by=owner, action=action)
    due_on = today() + timedelta(days=to_do.due_in)
    Action.objects.filter(pk=action.pk).update(due_on=due_on, made_at=session.held_at)


def _propose(made: DemoTeam, first_on: date, rhythm: Rhythm) -> None:
    propose_series(
        by=made.facilitator,
        team=made.team,
        first_on=first_on,
        starts_at=rhythm.starts_at,
        pace=Pace.TEMPLATE,
        room=rhythm.room,
    )


def _release_long_ago(team: Team) -> None:
    """Its messages were thrown away since, as all are after ninety days; the ledger stays."""
    release_now(team)
    release = Release.objects.get(team=team)
    write_release(release_id=release.pk)
    told = CalendarMessage.objects.filter(release=release)
    emails = set(told.values_list("email", flat=True))
    long_ago = release.at - LATER - timedelta(weeks=3)
    Release.objects.filter(pk=release.pk).update(at=long_ago, written_at=long_ago)
    Edition.objects.filter(release=release).update(at=long_ago)
    with pgtrigger.ignore("programmes.CalendarMessage:ledger_is_append_only"):
        told.update(stamp=long_ago, email=None)
    Email.objects.filter(pk__in=emails).delete()
    OutboxItem.objects.filter(payload__email_id__in=[str(one) for one in emails]).delete()
    OutboxItem.objects.filter(key=f"release:{release.pk}").delete()


def _answer(made: DemoTeam) -> None:
    """Most say yes, a few send apologies, and some have not got round to it."""
    sessions = list(_sessions(made.team))
    invited = Invitation.objects.filter(session__in=sessions)
    willing = []
    for one in invited.select_related("session", "person"):
        chance = _chance(one.session, one)
        if chance < 0.08:
            reason = plans.REASONS[one.session.number % 3]
            answer_invitation(by=one.person, invitation=one, answer=Answer.APOLOGIES, reason=reason)
        elif chance < 0.9:
            willing.append(one.pk)
    # A hundred and more presses alike, written as one: a start is waited for.
    Invitation.objects.filter(pk__in=willing).update(
        answer=Answer.YES, answered_at=timezone.now(), answered_by=F("person")
    )


def _hold(made: DemoTeam, session: Session) -> None:
    """Attendance and pulses, given at dawn yesterday and then moved to where they belong."""
    true = session.during
    yesterday = datetime.combine(today() - timedelta(days=1), DAWN, LONDON)
    _place([session], [DateTimeTZRange(yesterday, yesterday + timedelta(minutes=session.minutes))])
    invitations = list(session.invitations.select_related("person").order_by("person__name"))
    presence = {one.person_id: _presence(session, one) for one in invitations}
    record_attendance(by=made.facilitator, session=session, presence=presence, seen={})
    session.refresh_from_db()
    for invitation in invitations:
        if (
            presence[invitation.person_id] in PRESENT
            and invitation.person_id != made.facilitator.pk
        ):
            _give_pulse(session, invitation)
    _place([session], [true])
    _tell_true_times(session)


def _presence(session: Session, invitation: Invitation) -> str:
    if invitation.answer == Answer.APOLOGIES:
        return Attendance.APOLOGIES
    chance = _chance(session, invitation)
    return Attendance.ABSENT if chance > 0.97 else Attendance.ATTENDED


def _give_pulse(session: Session, invitation: Invitation) -> None:
    """People feel a little more in control from session to session."""
    random = Random(f"pulse {session.number} {invitation.person.name}")  # noqa: S311 - a story
    if random.random() < 0.12:
        return
    better = session.number // 3
    line = random.choice(plans.LINES) if random.random() < 0.3 else ""
    give_pulse(
        by=invitation.person,
        session=session,
        control=min(5, random.choice((1, 2, 2, 3)) + better),
        energy=min(5, random.choice((2, 2, 3, 3)) + better),
        line=line,
    )


def _tell_true_times(session: Session) -> None:
    """The services wrote "now"; in the story it was on the day of the session."""
    ended = session.during.upper
    Session.objects.filter(pk=session.pk).update(held_at=ended)
    Invitation.objects.filter(session=session).update(attendance_at=ended)
    Pulse.objects.filter(session=session).update(at=ended + timedelta(minutes=20))
    answered = Invitation.objects.filter(session=session, answered_at__isnull=False)
    answered.update(answered_at=F("answered_at") - LATER)


def _chance(session: Session, invitation: Invitation) -> float:
    return Random(f"{session.number} {invitation.person.name}").random()  # noqa: S311 - a story


def _sessions(team: Team) -> Iterable[Session]:
    return Session.objects.filter(team=team).select_related("released").order_by("number")


def _to_come(during: DateTimeTZRange) -> DateTimeTZRange:
    """The same, or as many weeks later as it takes to lie after today."""
    while during.lower.date() <= today():
        during = _earlier(during, -timedelta(weeks=1))
    return during


def _earlier(during: DateTimeTZRange, by: timedelta) -> DateTimeTZRange:
    """Earlier by some weeks, at the same time of day in London."""
    start = (during.lower.astimezone(LONDON).replace(tzinfo=None) - by).replace(tzinfo=LONDON)
    return DateTimeTZRange(start, start + (during.upper - during.lower))


def _place(sessions: list[Session], spans: list[DateTimeTZRange]) -> None:
    """Plan and edition alike; one statement each, as those that move together may touch."""
    for session, span in zip(sessions, spans, strict=True):
        session.during = span
        if session.released:
            session.released.during = span
    Session.objects.bulk_update(sessions, ["during"])
    Edition.objects.bulk_update([one.released for one in sessions if one.released], ["during"])
