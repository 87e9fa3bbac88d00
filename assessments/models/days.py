"""A logged day is a document with a revision: its blocks, interruptions and totals."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from assessments.enums import BlockSource, Obstacle, Worth
from assessments.models.captures import Category
from assessments.models.diary import DiaryEvent
from assessments.models.logs import Log
from productive_leader.core import ranges

COMPLETE_PERCENT = 95  # of the working window, design decision "complete"


class Day(models.Model):
    """One log day, 04:00 to 04:00 Europe/London. Every write raises `revision` by one.

    `window_minutes` and `assigned_minutes` (inside the window) are kept at each save, so that
    completeness is known without reading blocks.
    """

    log = models.ForeignKey(Log, models.CASCADE, related_name="days")
    date = models.DateField()
    revision = models.PositiveIntegerField(default=0)
    worked = models.BooleanField(default=True)
    window_minutes = models.PositiveSmallIntegerField()
    assigned_minutes = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    first_logged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("date",)
        constraints: ClassVar = [
            models.UniqueConstraint("log", "date", name="day_is_in_a_log_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None) | Q(confirmed_at__isnull=False),
                name="confirmed_day_says_when",
            ),
        ]

    class Privacy:
        subject = "log__person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "date": "export+erase",
            "worked": "export+erase",
            "window_minutes": "export+erase",
            "assigned_minutes": "export+erase",
            "done_at": "export+erase",
            "done_by": "export+erase",
            "confirmed_at": "export+erase",
            "confirmed_by": "export+erase",
            "first_logged_at": "export+erase",
        }
        plain = ("id", "log", "revision")

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"

    @property
    def complete(self) -> bool:
        """Not worked, or 95 % of the working window has a category."""
        return not self.worked or (
            self.assigned_minutes * 100 >= self.window_minutes * COMPLETE_PERCENT
        )


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
class Block(models.Model):
    """What somebody did in a half-open stretch of time. Blocks of one log never overlap."""

    day = models.ForeignKey(Day, models.CASCADE, related_name="blocks")
    log = models.ForeignKey(Log, models.CASCADE, related_name="blocks")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    worth = models.CharField(max_length=10, choices=Worth.choices, blank=True)
    planned = models.BooleanField(null=True, blank=True)
    obstacles = ArrayField(
        models.CharField(max_length=20, choices=Obstacle.choices), default=list, blank=True
    )
    note = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    source = models.CharField(
        max_length=10, choices=BlockSource.choices, default=BlockSource.PAINTED
    )
    diary_event = models.ForeignKey(
        DiaryEvent, models.SET_NULL, null=True, blank=True, related_name="blocks"
    )

    class Meta:
        ordering = ("during",)
        constraints: ClassVar = [
            ExclusionConstraint(
                name="blocks_of_a_log_do_not_overlap",
                deferrable=models.Deferrable.IMMEDIATE,  # a shift of neighbours is one statement
                expressions=[
                    (ranges.point("log"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(
                    during__isempty=False,
                    during__lower_inc=True,
                    during__upper_inc=False,
                    during__lower_inf=False,
                    during__upper_inf=False,
                ),
                name="block_is_a_half_open_stretch_of_time",
            ),
            models.CheckConstraint(
                condition=Q(worth="") | Q(worth__in=Worth.values), name="block_worth_is_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=BlockSource.values), name="block_source_is_known"
            ),
        ]

    class Privacy:
        subject = "log__person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "category": "export+erase",
            "during": "export+erase",
            "worth": "export+erase",
            "planned": "export+erase",
            "obstacles": "export+erase",
            "note": "export+erase",
            "author": "export+erase",
            "source": "export+erase",
            "diary_event": "export+erase",
        }
        plain = ("id", "day", "log")

    def __str__(self) -> str:
        return f"{self.category} {self.during.lower:%H:%M}"


class Interruption(models.Model):
    """One interruption, counted apart from the blocks."""

    day = models.ForeignKey(Day, models.CASCADE, related_name="interruptions")
    at = models.DateTimeField()
    note = models.CharField(max_length=100, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ("at", "id")

    class Privacy:
        subject = "day__log__person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "at": "export+erase",
            "note": "export+erase",
            "author": "export+erase",
        }
        plain = ("id", "day")

    def __str__(self) -> str:
        return self.note or "Interruption"


class DayTotal(models.Model):
    """Minutes of one category in one day, kept at every save (0 once it had some). Dashboards
    read these, never blocks.
    """

    day = models.ForeignKey(Day, models.CASCADE, related_name="totals")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("day", "category", name="category_is_totalled_once_in_a_day"),
            models.CheckConstraint(
                condition=Q(minutes__lte=25 * 60),
                name="total_fits_into_a_day",
            ),
        ]

    class Privacy:
        subject = "day__log__person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {"category": "export+erase", "minutes": "export+erase"}
        plain = ("id", "day")

    def __str__(self) -> str:
        return f"{self.category}: {self.minutes} min"


class DayWrite(models.Model):
    """A write that was answered: the same idempotency key again gets the same answer."""

    day = models.ForeignKey(Day, models.CASCADE, related_name="writes")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    answer: models.JSONField[Any, Any] = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("day", "key", name="idempotency_key_is_used_once_in_a_day")
        ]

    class Privacy:
        subject = "day__log__person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {"answer": "erase"}
        plain = ("id", "day", "key", "fingerprint", "created_at")

    def __str__(self) -> str:
        return self.key
