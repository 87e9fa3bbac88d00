"""Asking people for their time before a programme begins, and their answers."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.dates import format_duration
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.enums import PromiseAnswer
from programmes.models import Programme, Promise
from programmes.notifications.promises import ask_for_time
from programmes.queries.promises import Part, parts_of
from programmes.services.writing import open_programme, saved

WHY = "Say in a sentence what stands in the way, so that it can be talked about."


@transaction.atomic
def ask_for_promises(*, by: Person, programme: Programme) -> int:
    """Ask everybody who takes part and was never asked; how many people were asked now.

    Each gets one message, about all their parts. Nobody is asked twice for the same part.
    """
    require(Permission.RUN_PROGRAMME, obj=programme, among=permissions.programmes_run_by(by))
    current = open_programme(programme.pk)
    asked: dict[Person, list[tuple[Part, Promise]]] = defaultdict(list)
    now = timezone.now()
    for part in parts_of(current):
        if part.promise is None or part.promise.asked_at is None:
            asked[part.person].append((part, _asked(current, part, now)))
    for person, rows in asked.items():
        parts = [part for part, _ in rows]
        key = f"promise:{rows[0][1].pk}"
        ask_for_time(person, by=by, programme=current, parts=parts, key=key)
    if asked:
        audit.record(
            by=by,
            action="promise.asked",
            target=current,
            organisation_id=current.organisation_id,
            detail={"people": [person.pk for person in asked]},
        )
    return len(asked)


def _asked(programme: Programme, part: Part, now: datetime) -> Promise:
    row = part.promise or Promise(programme=programme, person=part.person, level=part.level)
    row.minutes, row.asked_at = part.ask.minutes, now
    row.save()
    return row


@transaction.atomic
def answer_promise(
    *,
    by: Person,
    promise: Promise,
    answer: str,
    reason: str = "",
    seen: int | None = None,
) -> Promise:
    """Accept the time asked, or say why not. It can be changed until the programme closes.

    The minutes kept are those asked now. `seen`: the minutes the person was shown; when they have
    changed since, nothing is accepted.
    """
    require(Permission.ANSWER, obj=promise, among=permissions.promises_answered_by(by))
    programme = open_programme(promise.programme_id)
    row = Promise.objects.select_for_update().get(pk=promise.pk)
    minutes = _asked_now(programme, row)
    accepts = answer == PromiseAnswer.ACCEPTED
    if accepts and seen is not None and seen != minutes:
        raise ValidationError(
            f"Meanwhile the time asked has become {format_duration(minutes)}. "
            "Look at it again, then answer."
        )
    if not accepts and not reason.strip():
        raise ValidationError({"reason": WHY})
    row.answer, row.answered_at, row.minutes = answer, timezone.now(), minutes
    row.reason = "" if accepts else reason.strip()
    return saved(
        row,
        by=by,
        action=f"promise.{answer}",
        organisation=programme.organisation,
        detail={"minutes": minutes, "level": row.level},
    )


def _asked_now(programme: Programme, row: Promise) -> int:
    for part in parts_of(programme, row.person):
        if part.level == row.level:
            return part.ask.minutes
    raise ValidationError(f"You no longer take part in {programme} as {row.get_level_display()}.")
