"""Templates that programmes are made from. A published version never changes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from modules.models import Module
from programmes.enums import Audience, Level


class ProgrammeTemplate(models.Model):
    """A kind of programme that can be started: The Productive Leader, Strengthening Leadership."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "slug", "name", "summary", "retired_on")

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """One edition of a template. Without a number it is the draft of the next one."""

    template = models.ForeignKey(ProgrammeTemplate, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    notes = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("template", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "template", "number", name="template_version_number_is_used_once"
            ),
            models.UniqueConstraint(
                "template", condition=Q(number=None), name="template_has_one_draft_at_most"
            ),
            models.CheckConstraint(
                condition=Q(number=None, published_at=None)
                | Q(number__isnull=False, published_at__isnull=False),
                name="published_template_version_says_when",
            ),
        ]

    class Privacy:
        subject = "published_by"
        personal: ClassVar[dict[str, str]] = {"published_by": "export+keep"}
        plain = ("id", "template", "number", "notes", "published_at")

    def __str__(self) -> str:
        return f"{self.template}, {f'version {self.number}' if self.number else 'draft'}"


class TemplateSession(models.Model):
    """One session of a version. `week` counts from the week of the first session, which is 0.

    `module` is what the session works with, if there is one in the catalogue.
    """

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="sessions")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    week = models.PositiveSmallIntegerField(validators=[MaxValueValidator(104)])
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(10), MaxValueValidator(480)]
    )
    audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.EVERYBODY)
    before = models.TextField(blank=True)
    output = models.TextField(blank=True)
    is_optional = models.BooleanField(default=False)
    module = models.ForeignKey(
        Module, models.PROTECT, null=True, blank=True, related_name="template_sessions"
    )

    class Meta:
        ordering = ("version", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "version", "position", name="template_session_position_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=480),
                name="template_session_takes_ten_minutes_to_eight_hours",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values),
                name="template_session_audience_is_known",
            ),
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = (
            "id",
            "version",
            "position",
            "name",
            "week",
            "minutes",
            "audience",
            "before",
            "output",
            "is_optional",
            "module",
        )

    def __str__(self) -> str:
        return f"{self.position} {self.name}"


class TemplateItem(models.Model):
    """One item of a session's agenda; the items of a session add up to its minutes."""

    session = models.ForeignKey(TemplateSession, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    title = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("session", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "session", "position", name="template_item_position_is_used_once"
            )
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "session", "position", "minutes", "title", "note")

    def __str__(self) -> str:
        return f"{self.minutes} {self.title}"


class TemplateMoment(models.Model):
    """What happens between sessions: a week to log, a light check. `minutes` for each person."""

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="moments")
    week = models.PositiveSmallIntegerField(validators=[MaxValueValidator(104)])
    name = models.CharField(max_length=120)
    minutes = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("version", "week", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "version", "week", "name", name="template_moment_is_named_once_a_week"
            )
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "version", "week", "name", "minutes", "text")

    def __str__(self) -> str:
        return self.name


class RoleSheet(models.Model):
    """What a version asks of one level.

    `minutes` is the time beside the sessions over the whole programme: logging, reviews, preparing.
    `text` has one thing to do on each line.
    """

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="role_sheets")
    level = models.CharField(max_length=20, choices=Level.choices)
    minutes = models.PositiveIntegerField(default=0)
    summary = models.CharField(max_length=300)
    text = models.TextField()

    class Meta:
        ordering = ("version", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("version", "level", name="level_has_one_role_sheet"),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="role_sheet_level_is_known"
            ),
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "version", "level", "minutes", "summary", "text")

    def __str__(self) -> str:
        return self.get_level_display()
