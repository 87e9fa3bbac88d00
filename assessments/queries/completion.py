"""Who has logged what: counts of days, never what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, IntegerField, Q
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThanOrEqual

from assessments.enums import LogState
from assessments.models import Capture, Log
from assessments.models.days import COMPLETE_PERCENT
from productive_leader.core.dates import is_weekday


def _whole(field: str) -> Cast:
    """As an integer: a hundred times a smallint may be too much for one."""
    return Cast(field, IntegerField())


# Of a log's days, those that are complete: not worked, or enough of the window has a category.
COMPLETE = Q(days__worked=False) | Q(
    GreaterThanOrEqual(
        _whole("days__assigned_minutes") * 100, _whole("days__window_minutes") * COMPLETE_PERCENT
    )
)


@dataclass(frozen=True, slots=True)
class Completion:
    """How far one person's log is. `expected` counts the weekdays of the capture."""

    log_id: int
    person_id: int
    days_complete: int
    days_started: int
    expected: int
    state: str

    @property
    def complete(self) -> bool:
        return self.days_complete >= self.expected

    @property
    def started(self) -> bool:
        return self.days_started > 0

    @property
    def locked(self) -> bool:
        return self.state == LogState.LOCKED


def completion_by_capture(captures: Iterable[Capture]) -> dict[int, dict[int, Completion]]:
    """Completion by capture id, then by person id. One query for all of them."""
    expected = {capture.pk: sum(map(is_weekday, capture.dates)) for capture in captures}
    found: dict[int, dict[int, Completion]] = {pk: {} for pk in expected}
    weekdays = Q(days__date__iso_week_day__lte=5)
    rows = Log.objects.filter(capture__in=expected).annotate(
        days_complete=Count("days", filter=COMPLETE & weekdays),
        days_started=Count("days", filter=Q(days__revision__gt=0)),
    )
    for log in rows:
        found[log.capture_id][log.person_id] = Completion(
            log_id=log.pk,
            person_id=log.person_id,
            days_complete=vars(log)["days_complete"],
            days_started=vars(log)["days_started"],
            expected=expected[log.capture_id],
            state=log.state,
        )
    return found
