"""Organisations by their ODS code, and the names they had."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Organisation(models.Model):
    """An organisation of the register. Its code never changes and is never used again.

    `register_name` is as the register writes it, in capitals; `name` is what people read and may
    be put right by hand: an import changes it only when the register gives another name.
    """

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    register_name = models.CharField(max_length=200, blank=True, editable=False)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]{3,10}$"),
                name="organisation_code_is_upper_case_letters_and_digits",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
                name="organisation_closes_after_it_opens",
            ),
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = (
            "id",
            "code",
            "name",
            "register_name",
            "address",
            "postcode",
            "opened_on",
            "closed_on",
            "successor",
        )

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """A name an organisation had until the register gave it another."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField()

    class Meta:
        ordering = ("-until",)

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "organisation", "name", "until")

    def __str__(self) -> str:
        return self.name
