"""A board workshop: the modules somebody put together, its PDF, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from modules.models import StoredFile, Version
from programmes.enums import PrintState
from programmes.models.teams import Team


class Workshop(models.Model):
    """One pack, put together from versions of modules as they were that day.

    `team` looks after what is decided; None: nobody does yet, so no decisions are kept.
    `held_on` may lie ahead. `starts_at` in London; None: the agenda counts from the start.
    `form_key` comes with the form: the same press makes one workshop.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="workshops")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="workshops")
    title = models.CharField(max_length=120)
    held_on = models.DateField(null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ("-made_at", "-pk")

    class Privacy:
        subject = "owner"
        personal: ClassVar[dict[str, str]] = {
            "owner": "export+keep",
            "title": "export+keep",
            "held_on": "export+keep",
            "starts_at": "export+keep",
            "made_at": "export+keep",
        }
        plain = ("id", "team", "form_key")

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


class Printout(models.Model):
    """The PDF of a workshop's pack: how far it is, and the file once there is one.

    `edition` rises with every change of the pack; a worker keeps what it drew only for the edition
    that still counts. `step` of `steps` is the progress shown meanwhile.
    """

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="printout")
    edition = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=PrintState.choices, default=PrintState.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=2)
    reason = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=PrintState.values), name="printout_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=PrintState.DONE) | Q(file__isnull=False),
                name="finished_printout_has_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=PrintState.FAILED) | ~Q(reason=""),
                name="failed_printout_says_why",
            ),
            models.CheckConstraint(
                condition=Q(step__lte=F("steps")), name="printout_progress_stays_within_its_steps"
            ),
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "workshop", "edition", "state", "step", "steps", "reason", "file")

    def __str__(self) -> str:
        return f"PDF of {self.workshop}"
