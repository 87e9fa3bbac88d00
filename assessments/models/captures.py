"""The weeks a team logs, and the categories it logs them in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from assessments.enums import CaptureKind
from assessments.results import Group
from programmes.enums import MemberKind
from programmes.models import Team


class CategorySet(models.Model):
    """A version of the categories. Two weeks are compared only within one version."""

    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("name", "-version")
        constraints: ClassVar = [
            models.UniqueConstraint("name", "version", name="category_set_version_is_unique")
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "name", "version")

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class Category(models.Model):
    """One kind of work, for leaders or for PAs; `position` orders it and gives letter and key."""

    category_set = models.ForeignKey(CategorySet, models.PROTECT, related_name="categories")
    kind = models.CharField(max_length=10, choices=MemberKind.choices)
    position = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=60)
    label = models.CharField(max_length=60)
    short_label = models.CharField(max_length=24)
    definition = models.CharField(max_length=200)
    group = models.CharField(max_length=20, choices=[(group.value, group.label) for group in Group])
    token = models.CharField(max_length=3)

    class Meta:
        ordering = ("category_set", "kind", "position")
        verbose_name_plural = "categories"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "category_set", "kind", "slug", name="category_slug_is_unique_in_its_set"
            ),
            models.UniqueConstraint(
                "category_set", "kind", "position", name="category_position_is_unique_in_its_set"
            ),
            models.CheckConstraint(
                condition=Q(group__in=[group.value for group in Group]),
                name="category_group_is_known",
            ),
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = (
            "id",
            "category_set",
            "kind",
            "position",
            "slug",
            "label",
            "short_label",
            "definition",
            "group",
            "token",
        )

    def __str__(self) -> str:
        return self.label

    @property
    def letter(self) -> str:
        """The letter shown beside the colour."""
        return chr(ord("A") + self.position - 1)

    @property
    def key(self) -> str:
        """The key that arms it: the twelve of the number row, then the same with Shift."""
        keys = "1234567890-="
        index = self.position - 1
        return keys[index] if index < len(keys) else f"⇧{keys[index - len(keys)]}"


class Capture(models.Model):
    """A week (or more) that a team logs. It may lie in the past."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="captures")
    kind = models.CharField(max_length=10, choices=CaptureKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    slot_minutes = models.PositiveSmallIntegerField(default=15, choices=((15, "15"), (5, "5")))
    category_set = models.ForeignKey(CategorySet, models.PROTECT, related_name="captures")

    class Meta:
        ordering = ("starts_on",)
        constraints: ClassVar = [
            models.UniqueConstraint("team", "kind", name="team_has_one_capture_of_each_kind"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="capture_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__in=(5, 15)), name="capture_slots_are_5_or_15_minutes"
            ),
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "team", "kind", "starts_on", "ends_on", "slot_minutes", "category_set")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.team}"

    def holds(self, day: date) -> bool:
        """Whether a date lies in this capture, first and last day included."""
        return self.starts_on <= day <= self.ends_on

    @property
    def dates(self) -> list[date]:
        """Every date of the capture, in order."""
        length = (self.ends_on - self.starts_on).days + 1
        return [self.starts_on + timedelta(days=offset) for offset in range(length)]
