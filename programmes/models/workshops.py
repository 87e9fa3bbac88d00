"""A board workshop: the modules somebody put together, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from modules.models import Version
from programmes.models.teams import Team


class Workshop(models.Model):
    """One pack, put together from versions of modules as they were that day.

    `team` looks after what is decided; None: nobody does yet, so no decisions are kept.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="workshops")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="workshops")
    title = models.CharField(max_length=120)
    held_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-made_at",)

    class Privacy:
        subject = "owner"
        personal: ClassVar[dict[str, str]] = {
            "owner": "export+keep",
            "title": "export+keep",
            "held_on": "export+keep",
            "made_at": "export+keep",
        }
        plain = ("id", "team")

    def __str__(self) -> str:
        return self.title


class WorkshopModule(models.Model):
    """One module of a workshop, in its place."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(Version, models.PROTECT, related_name="workshops")

    class Meta:
        ordering = ("workshop", "position")
        constraints: ClassVar = [
            models.UniqueConstraint("workshop", "position", name="workshop_position_is_used_once"),
            models.UniqueConstraint("workshop", "version", name="workshop_has_a_module_once"),
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "workshop", "position", "version")

    def __str__(self) -> str:
        return f"{self.position} {self.version}"
