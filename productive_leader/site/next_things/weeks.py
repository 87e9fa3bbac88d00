"""Weeks to log, to confirm, to lock; whose log a PA might keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.urls import reverse

from accounts.models import Person
from assessments.enums import LogState
from assessments.models import Block, Day, Log
from assessments.queries.completion import Completion, completion_by_capture
from assessments.queries.logs import kept_by, pairs_without_grant
from productive_leader.core.dates import format_date, today
from productive_leader.core.words import counted
from productive_leader.site.next_things.things import NextThing

LOGS_SHOWN = 12


def log_things(person: Person) -> list[NextThing]:
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
        days = counted(self.to_confirm, "day", "days")
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
