"""Logged weeks as facts to compare, and reports to list. A fixed number of queries for any team."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Person
from assessments.enums import CaptureKind, ReportState
from assessments.models import Block, Category, Day, DayTotal, Grant, Log, Report
from assessments.queries.days import window_of
from assessments.results import RELEASABLE, CategoryFacts, DayFacts, Group, WeekFacts
from assessments.timeline import log_day
from productive_leader.core.dates import is_weekday
from programmes.models import Team

Minutes = Mapping[str, int]
PROMPT = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class TwoWeeks:
    """What is compared for one person: both weeks, and every category that either could use."""

    baseline: WeekFacts
    repeat: WeekFacts
    categories: tuple[CategoryFacts, ...]


def logs_to_compare(team: Team, kind: str, subject: Person | None = None) -> QuerySet[Log]:
    """The logs of one kind of member, or of one of them, with all that `weeks_of` needs."""
    logs = Log.objects.filter(capture__team=team, kind=kind)
    if subject is not None:
        logs = logs.filter(person=subject)
    return logs.select_related("capture__category_set", "person")


def weeks_of(logs: QuerySet[Log]) -> dict[int, TwoWeeks]:
    """Both weeks by person id, for people who have a log in both. Four queries."""
    found = list(logs)
    days = _days_by_log(found)
    minutes = _minutes_by_day(found)
    categories = _categories_of(found)
    weeks: dict[int, dict[str, WeekFacts]] = defaultdict(dict)
    usable: dict[int, dict[str, list[CategoryFacts]]] = defaultdict(dict)
    for log in found:
        kind = log.capture.kind
        weeks[log.person_id][kind] = _week(log, days[log.pk], minutes)
        usable[log.person_id][kind] = categories[log.capture.category_set_id, log.kind]
    first, second = CaptureKind.BASELINE, CaptureKind.REPEAT
    return {
        person: TwoWeeks(
            both[first], both[second], (*usable[person][first], *usable[person][second])
        )
        for person, both in weeks.items()
        if len(both) == len(CaptureKind)
    }


def version_of(weeks: Iterable[TwoWeeks]) -> str:
    """Names the exact data of these people's locked weeks. Open weeks count for nothing yet."""
    return _version(
        week.token for both in weeks for week in (both.baseline, both.repeat) if week.locked
    )


def version_now(logs: QuerySet[Log]) -> str:
    """What `version_of` would say today. Two queries, and no day is read in full."""
    found = list(logs)
    weeks = Counter(log.person_id for log in found)
    states: dict[int, list[tuple[int, int, bool]]] = {
        log.pk: [] for log in found if log.locked and weeks[log.person_id] == len(CaptureKind)
    }
    rows = Day.objects.filter(log__in=states).values_list("log", "pk", "revision", "confirmed_at")
    for log_id, pk, revision, confirmed_at in rows:
        states[log_id].append((pk, revision, confirmed_at is not None))
    return _version(map(_token, states.values()))


def _version(tokens: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(sorted(tokens)).encode()).hexdigest()[:12]


def _token(days: Iterable[tuple[int, int, bool]]) -> str:
    """Names an exact version of a week: each day with its revision, and whether it is confirmed."""
    text = " ".join(f"{pk}.{revision}.{int(confirmed)}" for pk, revision, confirmed in sorted(days))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _days_by_log(logs: list[Log]) -> dict[int, list[Day]]:
    others = Block.objects.filter(day=OuterRef("pk")).filter(
        Q(author=None) | ~Q(author=OuterRef("log__person"))
    )
    rows = Day.objects.filter(log__in=logs).annotate(
        interruption_count=Count("interruptions"), has_blocks_by_others=Exists(others)
    )
    found: dict[int, list[Day]] = defaultdict(list)
    for day in rows:
        found[day.log_id].append(day)
    return found


def _minutes_by_day(logs: list[Log]) -> dict[int, dict[str, int]]:
    """Totals by category slug; a category that lost all of its time is left out."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    totals = DayTotal.objects.filter(day__log__in=logs, minutes__gt=0)
    for day, slug, minutes in totals.values_list("day", "category__slug", "minutes"):
        found[day][slug] = minutes
    return found


def _categories_of(logs: list[Log]) -> dict[tuple[int, str], list[CategoryFacts]]:
    """By category set and kind of member."""
    found: dict[tuple[int, str], list[CategoryFacts]] = defaultdict(list)
    sets = {log.capture.category_set_id for log in logs}
    for category in Category.objects.filter(category_set__in=sets):
        found[category.category_set_id, category.kind].append(_category(category))
    return found


def _category(category: Category) -> CategoryFacts:
    group = Group(category.group)
    return CategoryFacts(
        slug=category.slug,
        label=category.label,
        role=category.kind,
        group=group,
        counted=group is not Group.NOT_COUNTED,
        released=group in RELEASABLE,
        colour_token=category.token,
        position=category.position,
    )


def _week(log: Log, days: list[Day], minutes: Mapping[int, Minutes]) -> WeekFacts:
    capture = log.capture
    by_date = {day.date: day for day in days}
    return WeekFacts(
        label=capture.get_kind_display(),
        starts_on=capture.starts_on,
        ends_on=capture.ends_on,
        category_version=f"{capture.category_set.name}/{capture.category_set.version}",
        slot_minutes=capture.slot_minutes,
        token=_token((day.pk, day.revision, day.confirmed_at is not None) for day in days),
        days=tuple(
            _logged(log, by_date[date], minutes.get(by_date[date].pk, {}))
            if date in by_date
            else _unlogged(log, date)
            for date in capture.dates
        ),
        locked=log.locked,
    )


def _logged(log: Log, day: Day, minutes: Minutes) -> DayFacts:
    """A weekend day on which nothing is logged is a free day, even if somebody opened it."""
    worked = day.worked and (is_weekday(day.date) or bool(minutes))
    prompt_until = log_day(day.date).end + PROMPT
    return DayFacts(
        date=day.date,
        worked=worked,
        complete=day.complete,
        window_minutes=day.window_minutes,
        assigned_in_window_minutes=day.assigned_minutes,
        minutes_by_category=minutes,
        interruptions=vars(day)["interruption_count"],
        logged_by_other=vars(day)["has_blocks_by_others"]
        or day.done_by_id not in {None, log.person_id},
        confirmed=day.confirmed_at is not None,
        logged_within_24h=day.first_logged_at is not None and day.first_logged_at <= prompt_until,
    )


def _unlogged(log: Log, date: dt.date) -> DayFacts:
    """Nobody opened this date: a weekday counts as worked and not logged, a weekend as free."""
    worked = is_weekday(date)
    return DayFacts(
        date=date,
        worked=worked,
        complete=not worked,
        window_minutes=window_of(log, date).minutes,
        assigned_in_window_minutes=0,
        minutes_by_category={},
        interruptions=0,
        logged_by_other=False,
        confirmed=False,
        logged_within_24h=False,
    )


def latest_of_each(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Of every thing that was asked for the newest report, without its file."""
    what = ("scope", "team_id", "kind", "subject_id")
    return reports.order_by(*what, "-created_at", "-pk").distinct(*what).defer("pdf")


def unfinished(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.filter(state__in=(ReportState.WAITING, ReportState.WORKING))


def with_names(reports: QuerySet[Report]) -> QuerySet[Report]:
    """With the people, team and organisation that every form of a report names."""
    return reports.select_related(
        "subject", "asked_by", "team__programme__organisation", "team__programme__facilitator"
    )


def live_grantees(team: Team, leader: Person) -> list[Person]:
    """The PAs who may keep the leader's log, and so read the leader's results, today."""
    grants = Grant.objects.live().filter(team=team, leader=leader).select_related("pa")
    return sorted((grant.pa for grant in grants), key=lambda pa: pa.name)
