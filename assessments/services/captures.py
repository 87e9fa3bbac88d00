"""The weeks a team logs: their categories, their dates, a log for each member."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from accounts.models import Person
from assessments.enums import CaptureKind
from assessments.models import Capture, Category, CategorySet, Day, Log
from assessments.permissions import logs_writable_by
from assessments.queries.days import read_day
from productive_leader.core import audit
from productive_leader.core.dates import today
from productive_leader.core.permissions import Permission, get_or_404, require
from programmes.models import Membership, Team
from programmes.permissions import teams_run_by

CONTENT = Path(__file__).resolve().parent.parent / "fixtures" / "categories.json"
LONGEST_CAPTURE = 31  # days
BASELINE_FIRST = "Open the baseline week first. The repeat week is compared with it."


@transaction.atomic
def install_content() -> CategorySet:
    """The categories we start with. Present ones stay as they are."""
    content = json.loads(CONTENT.read_text(encoding="utf-8"))
    category_set, is_new = CategorySet.objects.get_or_create(
        name=content["name"], version=content["version"]
    )
    if is_new:
        Category.objects.bulk_create(
            Category(category_set=category_set, kind=kind, position=position, **fields)
            for kind, rows in content["categories"].items()
            for position, fields in enumerate(rows, start=1)
        )
        audit.record(by=None, action="category_set.installed", target=category_set)
    return category_set


@transaction.atomic
def open_capture(
    *,
    by: Person,
    team: Team,
    kind: str,
    starts_on: dt.date,
    ends_on: dt.date,
    slot_minutes: int = 15,
    category_set: CategorySet | None = None,
) -> Capture:
    """Open a baseline or repeat week with a log for every current member.

    Both weeks of a team use the same slots and categories, else they could not be compared.
    Raises ValidationError with a sentence for the field. The dates may lie in the past, and the
    repeat week follows a baseline.
    """
    require(Permission.RUN_PROGRAMME, obj=team, among=teams_run_by(by))
    Team.objects.select_for_update().get(pk=team.pk)
    _check_dates(starts_on, ends_on)
    other = Capture.objects.filter(team=team).exclude(kind=kind).first()
    if other is not None:
        _check_against(other, kind, starts_on, ends_on, slot_minutes)
        category_set = other.category_set
    elif kind == CaptureKind.REPEAT:
        raise ValidationError({"kind": BASELINE_FIRST})
    capture = Capture(
        team=team,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        slot_minutes=slot_minutes,
        category_set=category_set or install_content(),
    )
    capture.full_clean()
    capture.save()
    _make_logs(capture, other)
    audit.record(
        by=by,
        action="capture.opened",
        target=capture,
        organisation_id=team.programme.organisation_id,
    )
    return capture


def _check_dates(starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < starts_on:
        raise ValidationError({"ends_on": "The last day must not be before the first day."})
    if (ends_on - starts_on).days >= LONGEST_CAPTURE:
        raise ValidationError(
            {"ends_on": f"A week to log has at most {LONGEST_CAPTURE} days. Choose an earlier day."}
        )


def _check_against(
    other: Capture, kind: str, starts_on: dt.date, ends_on: dt.date, slot_minutes: int
) -> None:
    if other.slot_minutes != slot_minutes:
        raise ValidationError(
            {
                "slot_minutes": f"The {other.get_kind_display().lower()} uses "
                f"{other.slot_minutes}-minute slots. Both weeks need the same, or they cannot be "
                "compared."
            }
        )
    first_ends = other.ends_on if kind == CaptureKind.REPEAT else ends_on
    second_starts = starts_on if kind == CaptureKind.REPEAT else other.starts_on
    if second_starts <= first_ends:
        field = "starts_on" if kind == CaptureKind.REPEAT else "ends_on"
        raise ValidationError(
            {field: "The repeat week must begin after the baseline week has ended."}
        )


def _make_logs(capture: Capture, other: Capture | None) -> None:
    """A log for each current member, with the working window of the other week where known."""
    windows = {log.person_id: log for log in other.logs.all()} if other else {}
    logs = []
    for member in capture.team.memberships.filter(left_on=None, person__is_active=True):
        log = Log(capture=capture, person_id=member.person_id, kind=member.kind)
        before = windows.get(member.person_id)
        if before is not None:
            log.window_start, log.window_end = before.window_start, before.window_end
        logs.append(log)
    Log.objects.bulk_create(logs)


@transaction.atomic
def add_missing_logs() -> int:
    """A log for whoever joined a team after its week was opened, while the week is not over.

    Ticked by the clock: the room that takes people into teams knows no weeks. Returns how many.
    """
    log = Log.objects.filter(capture=OuterRef("team__captures"), person=OuterRef("person"))
    joined = Membership.objects.current().filter(
        ~Exists(log),
        person__is_active=True,
        team__captures__ends_on__gte=today(),
        team__programme__closed_on=None,
    )
    made = [
        Log(capture_id=capture, person_id=person, kind=kind)
        for capture, person, kind in joined.values_list("team__captures", "person", "kind")
    ]
    Log.objects.bulk_create(made, ignore_conflicts=True)
    for capture in Capture.objects.filter(pk__in={one.capture_id for one in made}):
        people = [one.person_id for one in made if one.capture_id == capture.pk]
        audit.record(by=None, action="log.added", target=capture, detail={"people": people})
    return len(made)


@transaction.atomic
def set_window(*, by: Person, log: Log, start: dt.time, end: dt.time) -> Log:
    """Set the working window of a log (London wall time) and count its days anew. Locks the log."""
    locked = get_or_404(logs_writable_by(by).select_for_update(of=("self",)), pk=log.pk)
    if locked.locked:
        raise ValidationError("This week is locked. Open it again to change the working hours.")
    if not dt.time(4) <= start < end:
        raise ValidationError("Working hours must end later than they start, on the same day.")
    locked.window_start, locked.window_end = start, end
    locked.save(update_fields=["window_start", "window_end"])
    for day in Day.objects.filter(log=locked):
        _count_anew(locked, day)
    audit.record(by=by, action="log.window_set", target=locked, acting_for=locked.person)
    return locked


def _count_anew(log: Log, day: Day) -> None:
    covered = read_day(log, day.date).coverage
    Day.objects.filter(pk=day.pk).update(
        window_minutes=covered.window_minutes,
        assigned_minutes=covered.assigned_minutes,
        revision=F("revision") + 1,
    )
