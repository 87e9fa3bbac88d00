"""Meetings brought in from a diary, waiting to be accepted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q

from assessments.models.logs import Log


class DiaryEvent(models.Model):
    """One occurrence in one log day. Never holds attendees or bodies.

    It is pending until a block points at it or it is dismissed ("did not happen").
    """

    log = models.ForeignKey(Log, models.CASCADE, related_name="diary_events")
    date = models.DateField()
    key = models.CharField(max_length=80)
    series = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=200)
    during = DateTimeRangeField()
    ticked = models.BooleanField(default=True)
    reason = models.CharField(max_length=60, blank=True)
    dismissed = models.BooleanField(default=False)

    class Meta:
        ordering = ("during",)
        constraints: ClassVar = [
            models.UniqueConstraint("log", "key", name="diary_event_is_in_a_log_once"),
            models.CheckConstraint(
                condition=Q(during__isempty=False), name="diary_event_takes_time"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["log", "date"], name="diary_by_log_and_date")]

    class Privacy:
        subject = "log__person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "title": "export+erase",
            "during": "export+erase",
            "date": "export+erase",
            "reason": "export+erase",
            "dismissed": "export+erase",
        }
        plain = ("id", "log", "key", "series", "ticked")

    def __str__(self) -> str:
        return self.title


class SeriesCategory(models.Model):
    """The category a person last gave to a recurring diary event."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="series_categories"
    )
    series = models.CharField(max_length=64)
    category_slug = models.SlugField(max_length=60)

    class Meta:
        verbose_name_plural = "series categories"
        constraints: ClassVar = [
            models.UniqueConstraint("person", "series", name="series_has_one_category_for_a_person")
        ]

    class Privacy:
        subject = "person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+erase",
            "category_slug": "export+erase",
        }
        plain = ("id", "series")

    def __str__(self) -> str:
        return f"{self.series}: {self.category_slug}"
