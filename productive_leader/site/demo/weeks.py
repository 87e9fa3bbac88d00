"""Writes the weeks of the demo through the services, as the people themselves would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from accounts.models import Person
from assessments.enums import CaptureKind, Obstacle, Worth
from assessments.models import Day, Log
from assessments.services import confirm_day, finish_log, lock_log, save_day, set_window
from productive_leader.core.dates import LONDON
from productive_leader.site.demo.plans import Member
from productive_leader.site.demo.shapes import Shape, Stretch, baseline_day, part_of, repeat_day
from programmes.enums import MemberKind

QUARTER = timedelta(minutes=15)
PA_HOURS = (time(8, 30), time(16, 30))
MEETINGS = {"meetings-attend", "meetings-lead", "one-to-ones", "partners"}
CALLS = ("Somebody at the door", "Call put through", "Question in the corridor", "")


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whose week it is, how it goes, and who logs it: the person, or a PA with a grant."""

    member: Member
    person: Person
    by: Person

    @property
    def is_kept_by_pa(self) -> bool:
        return self.by.pk != self.person.pk


def write_week(log: Log, keeper: Keeper, states: str, days: Sequence[date]) -> None:
    """Each state's day, "-" left out. Days that the PA logged wait for the leader."""
    if log.kind == MemberKind.PA and not Day.objects.filter(log=log).exists():
        log = set_window(by=keeper.person, log=log, start=PA_HOURS[0], end=PA_HOURS[1])
    for state, day in zip(states, days, strict=False):
        if state != "-":
            _write_day(log, keeper, state, day)


def close_week(log: Log, keeper: Keeper, *, locks: bool) -> None:
    """The owner confirms what the PA logged, finishes the week and locks it."""
    if keeper.is_kept_by_pa:
        for day in Day.objects.filter(log=log):
            confirm_day(by=keeper.person, log_id=log.pk, date=day.date)
    finish_log(by=keeper.person, log_id=log.pk)
    if locks:
        lock_log(by=keeper.person, log_id=log.pk)


def tell_true_times(logs: Iterable[Log]) -> None:
    """The services wrote "now"; in the story each day was logged on its own evening."""
    logs = list(logs)
    for day in sorted(set(Day.objects.filter(log__in=logs).values_list("date", flat=True))):
        evening = datetime.combine(day, time(17, 50), LONDON)
        written = Day.objects.filter(log__in=logs, date=day)
        written.update(first_logged_at=evening)
        written.filter(done_at__isnull=False).update(done_at=evening)
        written.filter(confirmed_at__isnull=False).update(confirmed_at=evening + timedelta(days=1))
    for log in Log.objects.filter(pk__in=[one.pk for one in logs]).select_related("capture"):
        after = datetime.combine(log.capture.ends_on, time(16), LONDON) + timedelta(days=3)
        log.finished_at = after if log.finished_at else None
        log.locked_at = after if log.locked_at else None
        log.save(update_fields=["finished_at", "locked_at"])


def _write_day(log: Log, keeper: Keeper, state: str, day: date) -> None:
    random = Random(f"{keeper.member.name} {day.weekday()}")  # noqa: S311 - a story, no secret
    data: dict[str, Any] = {"revision": 0, "worked": state != "o", "done": state != "p"}
    data["blocks"], data["interruptions"] = [], []
    if state != "o":
        shape = _shape(log, keeper.member, day, random)
        shape = part_of(shape) if state == "p" else shape
        begins = datetime.combine(day, log.window_start)
        data["blocks"] = list(_blocks(begins, shape, random))
        data["interruptions"] = list(_interruptions(log, day, random))
    save_day(by=keeper.by, log_id=log.pk, date=day, data=data)


def _shape(log: Log, member: Member, day: date, random: Random) -> Shape:
    weekday = day.weekday() + len(member.name)
    if log.capture.kind == CaptureKind.REPEAT:
        return repeat_day(log.kind, weekday, member.freed, random)
    return baseline_day(log.kind, weekday, random)


def _blocks(begins: datetime, shape: Shape, random: Random) -> Iterable[dict[str, Any]]:
    for stretch in shape:
        ends = begins + QUARTER * stretch.quarters
        yield {
            "category": stretch.slug,
            "start": begins.isoformat(),
            "end": ends.isoformat(),
            "note": stretch.note,
            **_more(stretch, random),
        }
        begins = ends


def _more(stretch: Stretch, random: Random) -> dict[str, Any]:
    """What some people say about some blocks."""
    if stretch.slug == "urgent":
        return {"planned": False, "worth": Worth.NEEDED}
    if stretch.slug not in MEETINGS or random.random() < 0.5:
        return {}
    if stretch.slug != "meetings-attend":
        return {"planned": True, "worth": Worth.FORWARD}
    obstacle = random.choice([Obstacle.LATE_START, Obstacle.NO_PURPOSE, Obstacle.PAPERS])
    return {"planned": True, "worth": random.choice(Worth.values), "obstacles": [obstacle]}


def _interruptions(log: Log, day: date, random: Random) -> Iterable[dict[str, str]]:
    """Fewer in the repeat week."""
    is_repeat = log.capture.kind == CaptureKind.REPEAT
    least, most = (3, 7) if is_repeat else (6, 12)
    begins = datetime.combine(day, log.window_start)
    for minutes in sorted(random.sample(range(20, 470), random.randint(least, most))):
        at = begins + timedelta(minutes=minutes)
        yield {"at": at.isoformat(), "note": random.choice(CALLS)}
