"""A programme: one run of a template in one organisation."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from modules.models import Module, Version
from programmes.models.templates import TemplateVersion


class Programme(models.Model):
    """One run of the programme in one organisation, led by its facilitator.

    It keeps the version of the template it began with; None: it began without one.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=120)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="programmes_facilitated"
    )
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes_sponsored",
    )
    template_version = models.ForeignKey(
        TemplateVersion, models.PROTECT, null=True, blank=True, related_name="programmes"
    )
    starts_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-starts_on", "name")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("starts_on")),
                name="programme_closes_after_it_starts",
                violation_error_message="A programme closes on or after the day it starts.",
            )
        ]

    class Privacy:
        subject = "facilitator"
        personal: ClassVar[dict[str, str]] = {
            "facilitator": "export+keep",
            "sponsor": "export+keep",
        }
        plain = ("id", "organisation", "name", "template_version", "starts_on", "closed_on")

    def __str__(self) -> str:
        return self.name


class ProgrammeModule(models.Model):
    """A module of a programme, in the version it began with until somebody takes a newer."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="modules")
    module = models.ForeignKey(Module, models.PROTECT, related_name="programmes")
    version = models.ForeignKey(Version, models.PROTECT, related_name="programmes")

    class Meta:
        ordering = ("programme", "module__position")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "programme", "module", name="programme_has_one_version_of_a_module"
            )
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "programme", "module", "version")

    def __str__(self) -> str:
        return f"{self.version} in {self.programme}"
