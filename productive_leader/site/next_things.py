"""What a person most likely came to do, first things first.

Only reads, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.urls import reverse

from accounts.enums import RoleKind
from accounts.models import Person
from assessments.enums import CaptureKind, LogState, ReportScope, ReportState
from assessments.models import Block, Day, Log, Report
from assessments.permissions import reports_visible_to
from assessments.queries.completion import Completion, completion_by_capture
from assessments.queries.logs import kept_by, pairs_without_grant
from assessments.queries.results import latest_of_each
from productive_leader.core.dates import format_date, today
from productive_leader.site.queries.programmes import Glance, glances, programmes_led_over
from productive_leader.site.queries.standing import Standing
from programmes.enums import MemberKind
from programmes.permissions import programmes_visible_to, teams_visible_to
from programmes.queries import with_organisation

LOGS_SHOWN = 12
PROGRAMMES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class NextThing:
    """One card: what it is, why now, and where it is done (without `url`: nothing to press)."""

    heading: str
    text: str
    url: str = ""
    tag: str = ""
    colour: str = "grey"


def next_things_for(person: Person, standing: Standing) -> list[NextThing]:
    """Own week first, then leaders' weeks, results, programmes, and what other roles wait for."""
    things: list[NextThing] = []
    if standing.keeps_logs:
        things += _log_things(person)
        things += _result_things(person)
    if standing.has_programmes or standing.is_chief_executive:
        things += _programme_things(person)
    if standing.is_facilitator and not standing.has_programmes:
        things.append(_first_programme())
    return things + list(_waiting_for_later(standing.roles))


def _log_things(person: Person) -> list[NextThing]:
    logs = list(kept_by(person)[:LOGS_SHOWN])
    completion = completion_by_capture([log.capture for log in logs])
    to_confirm = _days_to_confirm(logs)
    several_teams = len({log.capture.team_id for log in logs}) > 1
    weeks = [
        _Week(
            log,
            completion[log.capture_id][log.person_id],
            to_confirm.get(log.pk, 0),
            person,
            several_teams,
        )
        for log in sorted(logs, key=lambda log: _nearness(log, person))
    ]
    things = [thing for week in weeks for thing in week.things()]
    return things + _grant_things(person, logs)


def _grant_things(person: Person, logs: Sequence[Log]) -> list[NextThing]:
    """PAs of weeks that are still open who might keep the leader's log."""
    open_teams = {log.capture.team_id for log in logs if not log.locked}
    pairs = pairs_without_grant(person).filter(team__in=open_teams)[:3]
    return [
        NextThing(
            f"Let {pair.pa} keep your log",
            "Your PA can log your week for you. You confirm each day and can end it at any time.",
            reverse("grants"),
        )
        for pair in pairs
    ]


def _nearness(log: Log, person: Person) -> tuple[bool, bool, int]:
    """The running week before others, own log before a leader's, newer before older."""
    running = log.capture.holds(today())
    return (not running, log.person_id != person.pk, -log.capture.starts_on.toordinal())


def _days_to_confirm(logs: Sequence[Log]) -> dict[int, int]:
    """By log id, the days that somebody else logged and the owner has not confirmed."""
    owner = F("log__person")
    by_others = Q(pk__in=Block.objects.filter(log__in=logs).exclude(author=owner).values("day"))
    days = Day.objects.filter(
        by_others | (Q(done_by__isnull=False) & ~Q(done_by=owner)), log__in=logs, confirmed_at=None
    )
    return dict(days.order_by().values_list("log").annotate(Count("pk")))


@dataclass(frozen=True, slots=True)
class _Week:
    """One log, and what is next in it for the person who looks."""

    log: Log
    completion: Completion
    to_confirm: int
    viewer: Person
    several_teams: bool

    def things(self) -> Iterator[NextThing]:
        if self.log.locked or self.log.capture.starts_on > today():
            return
        if self.own and self.to_confirm:
            yield self._confirm()
        if self.log.capture.ends_on >= today():
            yield self._log_today()
        elif not self.completion.complete:
            yield self._fill_in()
        elif self.own:
            yield self._lock()

    @property
    def own(self) -> bool:
        return self.log.person_id == self.viewer.pk

    @property
    def whose_week(self) -> str:
        """ "Nina Frome’s baseline week", "your repeat week, Clinical directors"."""
        whose = "your" if self.own else f"{self.log.person}’s"
        return f"{whose} {self.log.capture.get_kind_display().lower()}{self.in_team}"

    @property
    def in_team(self) -> str:
        return f", {self.log.capture.team}" if self.several_teams else ""

    @property
    def week(self) -> str:
        return f"{self.log.capture.get_kind_display().lower()} with {self.log.capture.team}"

    @property
    def progress(self) -> str:
        return f"{self.completion.days_complete} of {self.completion.expected} days"

    @property
    def url(self) -> str:
        return reverse("week", args=[self.log.pk])

    def _confirm(self) -> NextThing:
        days = "1 day" if self.to_confirm == 1 else f"{self.to_confirm} days"
        return NextThing(
            f"Confirm {days} logged for you{self.in_team}",
            f"One press for each, in your {self.week}.",
            self.url,
            tag="To confirm",
            colour="yellow",
        )

    def _log_today(self) -> NextThing:
        day = reverse("day", args=[self.log.pk, today()])
        whom = "" if self.own else f" for {self.log.person}"
        text = f"The {self.week}, {self.progress} complete. A day takes about a minute."
        return NextThing(
            f"Log today{whom}{self.in_team}", text, day, tag="Running now", colour="blue"
        )

    def _fill_in(self) -> NextThing:
        ended = format_date(self.log.capture.ends_on)
        return NextThing(
            f"Finish {self.whose_week}",
            f"With {self.log.capture.team}, ended on {ended}. Some days are not complete.",
            self.url,
            tag=self.progress,
            colour="yellow",
        )

    def _lock(self) -> NextThing:
        return NextThing(
            f"Lock {self.whose_week}",
            f"Every day with {self.log.capture.team} is complete. Results compare locked weeks.",
            self.url,
            tag="Complete" if self.log.state == LogState.OPEN else "Finished",
            colour="green",
        )


def _result_things(person: Person) -> list[NextThing]:
    """The latest result that is ready, else the invitation to ask for one."""
    mine = reports_visible_to(person).filter(subject=person).defer("figures", "pdf")
    report = mine.select_related("team").order_by("-created_at").first()
    if report is not None:
        return [_result(report)]
    locked = Log.objects.filter(person=person, state=LogState.LOCKED).values("capture__team")
    weeks = locked.annotate(weeks=Count("capture__kind")).filter(weeks=len(CaptureKind))
    if not weeks.exists():
        return []
    return [
        NextThing(
            "Ask for your result",
            "Both of your weeks are locked. The result says how much time was released.",
            reverse("results"),
        )
    ]


def _result(report: Report) -> NextThing:
    url = reverse("report", args=[report.pk])
    if report.state != ReportState.DONE:
        return NextThing("Your result", "It was asked for; see how far it is.", url)
    text = f"Your two weeks with {report.team}, side by side."
    return NextThing("Read your result", text, url, tag="Ready", colour="green")


def _programme_things(person: Person) -> list[NextThing]:
    """The page is for the facilitator and the sponsor; a chief executive gets the counts."""
    visible = programmes_visible_to(person)
    all_of_them = with_organisation(visible | programmes_led_over(person)).filter(closed_on=None)
    shown = glances(list(all_of_them.distinct()[:PROGRAMMES_SHOWN]))
    return [_programme(glance, person) for glance in shown] + _team_results(person)


def _first_programme() -> NextThing:
    return NextThing(
        "Start a programme",
        "Choose what kind it is, say who is in the team, and the dates are proposed. "
        "It takes about five minutes.",
        reverse("programme_new"),
    )


def _team_results(person: Person) -> list[NextThing]:
    """The latest result of each team of leaders that is ready and may be read here."""
    ready = latest_of_each(
        reports_visible_to(person).filter(
            scope=ReportScope.TEAM, kind=MemberKind.LEADER, state=ReportState.DONE
        )
    )
    teams = teams_visible_to(person).filter(programme__closed_on=None)
    reports = ready.filter(team__in=teams).defer("figures", "pdf").select_related("team")
    return [
        NextThing(
            "Read the team’s result",
            f"Both weeks of {report.team}, side by side. It names nobody.",
            reverse("report", args=[report.pk]),
            tag="Ready",
            colour="green",
        )
        for report in reports[:PROGRAMMES_SHOWN]
    ]


def _programme(glance: Glance, person: Person) -> NextThing:
    programme = glance.programme
    text = f"{glance.week}: {glance.progress}." if glance.week else glance.progress
    opens = person.pk in (programme.facilitator_id, programme.sponsor_id)
    url = reverse("programme", args=[programme.pk]) if opens else ""
    return NextThing(programme.name, text, url, tag="Programme")


def _waiting_for_later(roles: frozenset[str]) -> Iterator[NextThing]:
    """Roles whose pages are not built yet are told so, and what to do meanwhile."""
    if RoleKind.CATALOGUE_ADMINISTRATOR in roles:
        yield NextThing(
            "The catalogue is not open yet",
            "Modules, box sets and enquiries will be looked after here. "
            "Until then there is nothing for you to do.",
        )
