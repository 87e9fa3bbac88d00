"""Teams, weeks and logged days for tests, made through the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from accounts.enums import RoleKind
from accounts.models import Person
from assessments import services
from assessments.documents import BlockDraft, DayChange, InterruptionDraft
from assessments.enums import CaptureKind
from assessments.models import Capture, Day, Grant, Log
from assessments.queries.days import read_day
from assessments.timeline import Interval, at, log_day
from programmes.enums import MemberKind
from programmes.models import Team
from tests.factories import programmes

MONDAY = dt.date(2011, 5, 9)
REPEAT_MONDAY = dt.date(2011, 9, 12)
WORKING_DAY = (("08:00", "12:00", "email"), ("12:00", "18:00", "planning"))

Rows = Sequence[tuple[str, str, str]]


def a_team(
    leaders: int = 1, pas: int = 1, *, sponsor: Person | None = None, code: str = ""
) -> Team:
    """A team whose first leader is Dr Alice Ahmed, paired with its first PA, Amir Khan."""
    organisation = programmes.make_organisation(code=code)
    sponsor = sponsor or programmes.make_colleague(
        "Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE
    )
    programme = programmes.make_programme(organisation=organisation, sponsor=sponsor)
    team = programmes.make_team(programme)
    people = {
        MemberKind.LEADER: ["Dr Alice Ahmed", *(f"Leader {n}" for n in range(2, leaders + 1))],
        MemberKind.PA: ["Amir Khan", *(f"Assistant {n}" for n in range(2, pas + 1))],
    }
    for kind, number in ((MemberKind.LEADER, leaders), (MemberKind.PA, pas)):
        for name in people[kind][:number]:
            programmes.make_member(team, name, kind)
    if leaders and pas:
        programmes.services.make_pair(
            by=programme.facilitator, team=team, leader=leaders_of(team)[0], pa=pas_of(team)[0]
        )
    return team


def leaders_of(team: Team) -> list[Person]:
    return _members(team, MemberKind.LEADER)


def pas_of(team: Team) -> list[Person]:
    return _members(team, MemberKind.PA)


def _members(team: Team, kind: MemberKind) -> list[Person]:
    members = team.memberships.filter(kind=kind).select_related("person").order_by("pk")
    return [member.person for member in members]


def a_capture(
    team: Team,
    kind: str = CaptureKind.BASELINE,
    starts_on: dt.date | None = None,
    days: int = 5,
    slot_minutes: int = 15,
) -> Capture:
    """A week of the team, Monday to Friday unless told otherwise."""
    starts_on = starts_on or (MONDAY if kind == CaptureKind.BASELINE else REPEAT_MONDAY)
    return services.open_capture(
        by=team.programme.facilitator,
        team=team,
        kind=kind,
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=days - 1),
        slot_minutes=slot_minutes,
    )


def both_captures(team: Team) -> tuple[Capture, Capture]:
    return a_capture(team, CaptureKind.BASELINE), a_capture(team, CaptureKind.REPEAT)


def a_grant(team: Team, leader: Person | None = None, pa: Person | None = None) -> Grant:
    """The first leader lets the first PA keep the log."""
    return services.give_grant(
        by=leader or leaders_of(team)[0], team=team, pa=pa or pas_of(team)[0]
    )


def a_log(capture: Capture, person: Person) -> Log:
    return Log.objects.select_related("capture", "person").get(capture=capture, person=person)


def a_logged_day(
    log: Log,
    date: dt.date,
    rows: Rows = WORKING_DAY,
    *,
    by: Person | None = None,
    worked: bool = True,
    interruptions: int = 0,
) -> Day:
    """A day that holds exactly `rows` of (start, end, category), London time."""
    noon = at(date, dt.time(12))
    services.change_day(
        by=by or log.person,
        log_id=log.pk,
        date=date,
        change=DayChange(
            revision=read_day(log, date).day.revision,
            blocks=tuple(a_draft(date, *row) for row in rows),
            worked=worked,
            interruptions=tuple(
                InterruptionDraft(noon + dt.timedelta(minutes=n)) for n in range(interruptions)
            ),
        ),
    )
    return Day.objects.get(log=log, date=date)


def a_draft(date: dt.date, start: str, end: str, category: str) -> BlockDraft:
    first, last = (at(date, dt.time.fromisoformat(clock)) for clock in (start, end))
    return BlockDraft(category, Interval(first, log_day(date).end if end == "04:00" else last))


def a_locked_week(
    log: Log,
    rows: Rows = WORKING_DAY,
    *,
    by: Person | None = None,
    dates: Iterable[dt.date] | None = None,
    interruptions: int = 0,
) -> Log:
    """Every date of the capture (or `dates`) logged alike on its evening, then locked."""
    for date in log.capture.dates if dates is None else dates:
        day = a_logged_day(log, date, rows, by=by, interruptions=interruptions)
        Day.objects.filter(pk=day.pk).update(first_logged_at=at(date, dt.time(18)))
    return services.lock_log(by=log.person, log_id=log.pk)
