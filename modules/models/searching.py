"""What makes the search forgive, and what it could not find."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Synonyms(models.Model):
    """Words that find each other, separated by commas: "PA, EA, secretary"."""

    words = models.CharField(max_length=400)

    class Meta:
        ordering = ("words",)
        verbose_name_plural = "synonyms"

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "words")

    def __str__(self) -> str:
        return self.words


class SearchWord(models.Model):
    """A word of the catalogue as it is written, in lower case: what a mistyped one may mean."""

    word = models.CharField(max_length=60, primary_key=True)

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("word",)

    def __str__(self) -> str:
        return self.word


class EmptySearch(models.Model):
    """Words that found nothing, how often, and whether somebody has seen to it. Nobody's name."""

    words = models.CharField(max_length=100, unique=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-last_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(times__gte=1) & ~Q(words=""), name="empty_search_was_made"
            )
        ]

    class Privacy:
        subject = "settled_by"
        personal: ClassVar[dict[str, str]] = {"settled_by": "export+keep"}
        plain = ("id", "words", "times", "first_at", "last_at", "settled_at")

    def __str__(self) -> str:
        return self.words
