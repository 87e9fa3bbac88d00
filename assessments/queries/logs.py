"""Logs a person keeps: the one that is open today, the next leader's, a week at a glance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import Person
from assessments.models import Day, Grant, Log
from assessments.permissions import logs_visible_to
from assessments.timeline import date_of
from productive_leader.core.dates import is_weekday, today
from programmes.models import Pair


def kept_by(person: Person) -> QuerySet[Log]:
    """Every log this person may keep, newest capture first, own log before others'."""
    return (
        logs_visible_to(person)
        .select_related("capture__team__programme", "person")
        .order_by("-capture__starts_on", "person__name")
    )


def log_for_today(person: Person, now: dt.datetime) -> tuple[Log, dt.date] | None:
    """The log and date that this person most likely came for.

    A capture that runs now comes first, own log before a leader's; else the latest one that is not
    locked, at its last day; else the latest of all.
    """
    date = date_of(now)
    logs = list(kept_by(person)[:50])
    if not logs:
        return None

    def rank(log: Log) -> tuple[bool, bool, int, bool]:
        running = log.capture.holds(date)
        distance = abs((log.capture.ends_on - date).days)
        return (not running, log.locked, distance, log.person_id != person.pk)

    log = min(logs, key=rank)
    return log, min(max(date, log.capture.starts_on), log.capture.ends_on)


def next_leaders_log(log: Log, person: Person) -> Log | None:
    """The log of the next leader, by name, in the same capture, for a PA who keeps several."""
    if log.person_id == person.pk:
        return None
    others = list(
        logs_visible_to(person)
        .filter(capture=log.capture)
        .exclude(person=person)
        .order_by("person__name", "pk")
        .values_list("pk", flat=True)
    )
    if len(others) < 2 or log.pk not in others:
        return None
    following = others[(others.index(log.pk) + 1) % len(others)]
    return Log(pk=following, capture=log.capture)


@dataclass(frozen=True, slots=True)
class DayAtAGlance:
    """One date of a week: percent of the working window, what is still to do."""

    date: dt.date
    expected: bool
    worked: bool = True
    complete: bool = False
    started: bool = False
    done: bool = False
    percent: int = 0
    missing_minutes: int = 0
    interruptions: int = 0
    confirmed: bool = False
    by_others: bool = False

    @property
    def to_confirm(self) -> bool:
        return self.by_others and not self.confirmed


def days_of(log: Log) -> list[DayAtAGlance]:
    """Every date of the log's capture. One query."""
    rows = {
        day.date: day
        for day in Day.objects.filter(log=log).annotate(
            interruption_count=Count("interruptions", distinct=True),
            blocks_by_others=Count(
                "blocks", filter=~Q(blocks__author=F("log__person")), distinct=True
            ),
        )
    }
    return [_glance(date, rows.get(date), log) for date in log.capture.dates]


def _glance(date: dt.date, day: Day | None, log: Log) -> DayAtAGlance:
    expected = is_weekday(date) and date <= today()
    if day is None:
        return DayAtAGlance(date, expected=expected)
    missing = max(day.window_minutes - day.assigned_minutes, 0) if day.worked else 0
    share = 100 * day.assigned_minutes // day.window_minutes if day.window_minutes else 0
    counts = vars(day)
    by_others = counts["blocks_by_others"] > 0 or (
        day.done_by_id is not None and day.done_by_id != log.person_id
    )
    return DayAtAGlance(
        date=date,
        worked=day.worked,
        complete=day.complete,
        started=True,
        done=day.done_at is not None,
        percent=share,
        missing_minutes=missing,
        interruptions=counts["interruption_count"],
        confirmed=day.confirmed_at is not None,
        by_others=by_others,
        expected=expected,
    )


def grants_of(person: Person) -> QuerySet[Grant]:
    """Grants given and held, newest first."""
    return (
        Grant.objects.filter(Q(leader=person) | Q(pa=person))
        .select_related("leader", "pa", "team__programme")
        .order_by(F("revoked_at").asc(nulls_first=True), "-created_at")
    )


def pairs_without_grant(leader: Person) -> QuerySet[Pair]:
    """Pairs of this leader whose PA may not keep the log yet."""
    live = Grant.objects.live().filter(leader=leader, team=OuterRef("team"), pa=OuterRef("pa"))
    return Pair.objects.filter(~Exists(live), leader=leader, ended_on=None).select_related(
        "pa", "team__programme"
    )
