"""Makes the demo: two organisations, four teams, their sessions, their weeks, their results.

Everything goes through the services; only moments that the story puts into the past are moved
back afterwards. The same day makes the same demo.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction

from accounts.enums import RoleKind
from accounts.models import Organisation
from accounts.register import Entry
from accounts.services import import_organisations
from assessments.enums import CaptureKind, ReportScope
from assessments.models import Capture, Log, Report
from assessments.services import import_diary
from assessments.services.reports import TASK, ask_for_report
from productive_leader.core.dates import LONDON, today
from productive_leader.core.models import OutboxItem
from productive_leader.core.outbox import run_item
from productive_leader.site.demo import plans
from productive_leader.site.demo.calendar import demo_dates
from productive_leader.site.demo.catalogue import open_catalogue, renew_a_module
from productive_leader.site.demo.diary import diary_of
from productive_leader.site.demo.meetings import Rhythm, agree, meet, meet_soon, release_now
from productive_leader.site.demo.orders import order_box_sets
from productive_leader.site.demo.people import NAMES, NORTHVALE, SEAFORD
from productive_leader.site.demo.teams import (
    Cast,
    DemoTeam,
    begin_programme,
    hire,
    open_week,
    set_up_team,
)
from productive_leader.site.demo.weeks import close_week, tell_true_times, write_week
from productive_leader.site.queries.cockpit import owed_by_person
from productive_leader.site.services import install_content
from programmes.enums import MemberKind, PromiseAnswer
from programmes.models import Nudge, Programme, Session
from programmes.services import nudge_people
from programmes.services.days_off import add_room
from programmes.services.moves import move_session
from programmes.services.promises import answer_promise, ask_for_promises

REPORTED = ("Dr Alice Ahmed", "Tom Price", "Leila Shah", "Owen Hughes", "Amir Khan")


def is_made() -> bool:
    return Organisation.objects.filter(code=SEAFORD).exists()


def make_demo() -> None:
    """Everything or nothing; then the results are worked out here, if no worker is quicker."""
    with transaction.atomic():
        install_content()
        _open_organisations()
        northvale, seaford = _hire_everybody()
        programme = _northvales_programme(northvale)
        finished = _first_wave(northvale, programme)
        _second_wave(northvale, programme)
        _third_wave(northvale, programme)
        _promise_time(programme)
        _seaford(seaford)
        open_catalogue(northvale)
        order_box_sets(northvale)
        _ask_for_results(finished)
    for item in OutboxItem.objects.filter(task=TASK).values_list("pk", flat=True):
        run_item(item)
    _tell_true_dates(finished)
    renew_a_module(northvale)


def _open_organisations() -> None:
    entries = [
        Entry(line, code, name.upper(), name, "", "", date(2003, 4, 1), None)
        for line, (code, name) in enumerate(NAMES.items(), start=1)
    ]
    import_organisations(by=None, entries=entries)


def _hire_everybody() -> tuple[Cast, Cast]:
    northvale = Cast.of(NORTHVALE)
    hire(northvale, "Cheryl Grant", RoleKind.CHIEF_EXECUTIVE, "Chief executive")
    hire(northvale, "Bob Lane", RoleKind.FACILITATOR, "Improvement lead")
    hire(northvale, "Helen Marsh", RoleKind.FACILITATOR, "Organisational development lead")
    hire(northvale, "Sam Wood", RoleKind.STAFF, "Service manager")
    hire(northvale, "Dana Reid", RoleKind.CATALOGUE_ADMINISTRATOR, "Catalogue administrator")
    seaford = Cast.of(SEAFORD)
    hire(seaford, "Farah Bright", RoleKind.FACILITATOR, "Transformation manager")
    return northvale, seaford


def _northvales_programme(northvale: Cast) -> Programme:
    """One programme, three waves."""
    return begin_programme(
        northvale,
        name="The Productive Leader at Northvale",
        facilitator="Bob Lane",
        sponsor="Cheryl Grant",
        starts_on=demo_dates(today()).first_baseline.starts_on - timedelta(days=7),
    )


def _first_wave(northvale: Cast, programme: Programme) -> DemoTeam:
    """Both weeks logged, confirmed and locked; seven sessions held, the last one to come."""
    dates = demo_dates(today())
    team = set_up_team(
        northvale,
        programme,
        name="Executive team",
        joined_on=dates.first_baseline.starts_on - timedelta(days=7),
        members=(*plans.FIRST_WAVE, *plans.FIRST_WAVE_PAS),
        leaders=len(plans.FIRST_WAVE),
    )
    for kind, week in (
        (CaptureKind.BASELINE, dates.first_baseline),
        (CaptureKind.REPEAT, dates.first_repeat),
    ):
        capture = open_week(team, kind, week)
        _log_week(team, capture, week.days)
        for log in capture.logs.all():
            close_week(log, team.keeper_of(log), locks=True)
        tell_true_times(capture.logs.all())
    _meet_first(team)
    return team


def _meet_first(team: DemoTeam) -> None:
    """Seven sessions held; the last one moved to next week, and everybody was told."""
    dates = demo_dates(today())
    boardroom = add_room(by=team.facilitator, team=team.team, name="Boardroom", building="Main")
    meet(
        team,
        Rhythm(dates.first_baseline.starts_on + timedelta(days=1), time(10), boardroom),
        held=7,
    )
    agree(team, plans.FIRST_WAVE_AGREED)
    last = Session.objects.get(team=team.team, number=8)
    when = datetime.combine(dates.working_day + timedelta(days=10), time(14), LONDON)
    move_session(by=team.facilitator, session=last, starts_at=when)
    release_now(team.team)


def _second_wave(northvale: Cast, programme: Programme) -> None:
    """The baseline is over with some days missing; the repeat week runs now."""
    dates = demo_dates(today())
    team = set_up_team(
        northvale,
        programme,
        name="Clinical directors",
        joined_on=dates.second_baseline.starts_on - timedelta(days=7),
        members=(*plans.SECOND_WAVE, *plans.SECOND_WAVE_PAS),
        leaders=len(plans.SECOND_WAVE),
        wave=2,
    )
    baseline = open_week(team, CaptureKind.BASELINE, dates.second_baseline)
    _log_week(team, baseline, dates.second_baseline.days)
    for log in baseline.logs.all():
        keeper = team.keeper_of(log)
        if keeper.member.locks_baseline:
            close_week(log, keeper, locks=True)
    running = open_week(team, CaptureKind.REPEAT, dates.running)
    _log_week(team, running, dates.past_days)
    tell_true_times([*baseline.logs.all(), *running.logs.all()])
    _bring_in_diary(team, running, [day for day in dates.running.days if day >= dates.working_day])
    _meet_second(team)
    _nudge_yesterday(team)


def _meet_second(team: DemoTeam) -> None:
    """Half of the sessions held; one more was moved, which is not released yet."""
    dates = demo_dates(today())
    seminar = add_room(by=team.facilitator, team=team.team, name="Seminar room 2", building="Main")
    meet(
        team, Rhythm(dates.second_baseline.starts_on + timedelta(days=3), time(13), seminar), held=6
    )
    agree(team, plans.SECOND_WAVE_AGREED)
    moved = Session.objects.get(team=team.team, number=7)
    later = datetime.combine(moved.on or today(), time(14), LONDON)
    move_session(by=team.facilitator, session=moved, starts_at=later)


def _third_wave(northvale: Cast, programme: Programme) -> None:
    """Paired and ready: no session has a date, no week is open (its dates may be long past)."""
    set_up_team(
        northvale,
        programme,
        name="Corporate directors",
        joined_on=today(),
        members=(*plans.THIRD_WAVE, *plans.THIRD_WAVE_PAS),
        leaders=len(plans.THIRD_WAVE),
        wave=3,
        reason="Estates and communications move into one building in spring and want to begin "
        "before that.",
    )


def _seaford(seaford: Cast) -> None:
    """A smaller organisation whose first week runs now."""
    dates = demo_dates(today())
    joined_on = dates.running.starts_on - timedelta(days=14)
    programme = begin_programme(
        seaford, name="Leading well at Seaford", facilitator="Farah Bright", starts_on=joined_on
    )
    team = set_up_team(
        seaford,
        programme,
        name="Seaford directors",
        joined_on=joined_on,
        members=(*plans.SEAFORD_TEAM, *plans.SEAFORD_PAS),
        leaders=len(plans.SEAFORD_TEAM),
    )
    capture = open_week(team, CaptureKind.BASELINE, dates.running)
    _log_week(team, capture, dates.past_days)
    tell_true_times(capture.logs.all())
    pavilion = add_room(by=team.facilitator, team=team.team, name="Pavilion", building="Pier site")
    meet_soon(team, Rhythm(dates.working_day + timedelta(days=14), time(9, 30), pavilion))


def _promise_time(programme: Programme) -> None:
    """Most have accepted what the programme asks, one has not, and some have not said."""
    ask_for_promises(by=programme.facilitator, programme=programme)
    for promise in programme.promises.exclude(person__name__in=plans.SILENT):
        reason = plans.DECLINED.get(promise.person.name, "")
        answer = PromiseAnswer.DECLINED if reason else PromiseAnswer.ACCEPTED
        answer_promise(by=promise.person, promise=promise, answer=answer, reason=reason)


def _log_week(team: DemoTeam, capture: Capture, days: Sequence[date]) -> None:
    for log in capture.logs.select_related("capture", "person"):
        keeper = team.keeper_of(log)
        is_repeat = capture.kind == CaptureKind.REPEAT
        states = keeper.member.repeat if is_repeat else keeper.member.baseline
        write_week(log, keeper, states, days)


def _bring_in_diary(team: DemoTeam, capture: Capture, days: Sequence[date]) -> None:
    """The meetings of the first leader's remaining days wait to be accepted."""
    log = Log.objects.get(capture=capture, person=team.people[team.members[0].name])
    import_diary(by=team.keeper_of(log).by, log_id=log.pk, data=diary_of(days))


def _nudge_yesterday(team: DemoTeam) -> None:
    """Those who have not begun the week that runs now heard of it yesterday."""
    owed = owed_by_person(team.team)
    late = [team.people[one.name] for one in team.members if one.repeat.startswith("-")]
    nudge_people(by=team.facilitator, team=team.team, owed={one: owed.get(one, []) for one in late})
    Nudge.objects.filter(team=team.team).update(on=today() - timedelta(days=1))


def _ask_for_results(team: DemoTeam) -> None:
    for name in REPORTED:
        person = team.people[name]
        kind = team.kind_of(person)
        ask_for_report(
            by=person, team=team.team, scope=ReportScope.PERSON, kind=kind, subject=person
        )
    for kind in MemberKind.values:
        ask_for_report(by=team.facilitator, team=team.team, scope=ReportScope.TEAM, kind=kind)


def _tell_true_dates(team: DemoTeam) -> None:
    """In the story the results were asked for when the repeat week was locked."""
    ended = Capture.objects.get(team=team.team, kind=CaptureKind.REPEAT).ends_on
    back = timedelta(days=max(0, (today() - ended).days - 5))
    for report in Report.objects.filter(team=team.team).defer("pdf"):
        moved = {"created_at": report.created_at - back}
        if report.finished_at:
            moved["finished_at"] = report.finished_at - back
        Report.objects.filter(pk=report.pk).update(**moved)
