"""Organisations by their ODS code, the people in them, and what each is there, and when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.enums import (
    SHARED_MAIL_DOMAINS,
    EligibilityState,
    EligibleRole,
    Evidence,
    RoleKind,
)
from productive_leader.core import ranges
from productive_leader.core.dates import today


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


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, name: str = "", **extra: Any) -> Person:
        """A person who signs in by code or passkey; there is no password."""
        person = self.model(email=email.strip().lower(), name=name, **extra)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, name: str = "", **extra: Any) -> Person:
        return self.create_user(email, name, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. E-mail addresses are kept in lower case."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "people"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="person_email_is_lower_case"
            )
        ]

    class Privacy:
        subject = "id"
        personal: ClassVar[dict[str, str]] = {
            "email": "export+erase",
            "name": "export+erase",
            "last_login": "export+erase",
            "created_at": "export+keep",
            "password": "erase",
        }
        plain = ("id", "is_active", "is_staff", "is_superuser", "groups", "user_permissions")

    def __str__(self) -> str:
        return self.name


class RoleQuerySet(models.QuerySet["Role"]):
    def current(self, on: date | None = None) -> RoleQuerySet:
        """Roles held on the given date (default: today in London)."""
        day = on or today()
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=day),
            starts_on__lte=day,
        )


_TRACKED = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())


class _RolePrivacy:
    subject = "person"
    personal: ClassVar[dict[str, str]] = {"person": "export+keep", "job_title": "export+erase"}
    plain: tuple[str, ...] = ("id", "organisation", "kind", "starts_on", "ends_on")


class _RoleEventPrivacy(_RolePrivacy):
    plain = (*_RolePrivacy.plain, "pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context")


@pghistory.track(*_TRACKED, attrs={"Privacy": _RoleEventPrivacy})
class Role(models.Model):
    """What a person is in an organisation, from a date until a date (both included)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="roles"
    )
    kind = models.CharField(max_length=30, choices=RoleKind.choices)
    job_title = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()
    Privacy = _RolePrivacy

    class Meta:
        ordering = ("kind", "starts_on")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="role_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RoleKind.values), name="role_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(organisation=None, kind=RoleKind.CATALOGUE_ADMINISTRATOR)
                | (Q(organisation__isnull=False) & ~Q(kind=RoleKind.CATALOGUE_ADMINISTRATOR)),
                name="only_the_catalogue_administrator_is_national",
            ),
            ExclusionConstraint(
                name="same_role_is_not_held_twice_at_once",
                expressions=[
                    (ranges.point("person"), RangeOperators.OVERLAPS),
                    (ranges.point("organisation"), RangeOperators.OVERLAPS),
                    (ranges.text_point("kind"), RangeOperators.OVERLAPS),
                    (ranges.dates("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"

    @property
    def label(self) -> str:
        """The kind within a sentence: "leader", "PA"."""
        return RoleKind(self.kind).in_words


class OrganisationDomain(models.Model):
    """A mail domain that is the organisation's own, such as northvale.nhs.uk.

    An address verified under it proves where somebody works; two organisations may share one.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=120)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("domain",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                "domain",
                name="organisation_registers_a_domain_once",
                violation_error_message="This domain is registered already.",
            ),
            models.CheckConstraint(
                condition=Q(domain__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
                name="mail_domain_is_written_as_one",
                violation_error_message="A domain looks like northvale.nhs.uk, without an @.",
            ),
            models.CheckConstraint(
                condition=~Q(domain__in=sorted(SHARED_MAIL_DOMAINS)),
                name="shared_mail_domain_proves_no_organisation",
                violation_error_message="People of many organisations have addresses there, "
                "so it proves nothing.",
            ),
        ]

    class Privacy:
        subject = "added_by"
        personal: ClassVar[dict[str, str]] = {"added_by": "export+keep"}
        plain = ("id", "organisation", "domain", "added_at")

    def __str__(self) -> str:
        return self.domain


class EligibilityQuerySet(models.QuerySet["Eligibility"]):
    def live(self) -> EligibilityQuerySet:
        """The latest of each person: not replaced and not lapsed."""
        return self.filter(ended_at=None)

    def valid(self, on: date | None = None) -> EligibilityQuerySet:
        """Granted, in its time, on the address the person has now, in an organisation that is."""
        day = on or today()
        return self.live().filter(
            Q(valid_until__gte=day),
            Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=day),
            state=EligibilityState.GRANTED,
            address=F("person__email"),
            person__is_active=True,
        )


class Eligibility(models.Model):
    """Whether a person may have the modules: one dated decision with what it rests on.

    `address` is the one it was asked with; `note` is what the person wrote, `reason` what they
    are told. A new question ends the row before it; a change of address or organisation lapses it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="eligibilities")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="eligibilities")
    role = models.CharField(max_length=20, choices=EligibleRole.choices)
    job_title = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=400, blank=True)
    address = models.EmailField()
    state = models.CharField(
        max_length=10, choices=EligibilityState.choices, default=EligibilityState.ASKED
    )
    evidence = models.CharField(max_length=10, choices=Evidence.choices, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EligibilityQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        verbose_name_plural = "eligibilities"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "person", condition=Q(ended_at=None), name="person_has_one_live_eligibility"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EligibilityState.values) & Q(role__in=EligibleRole.values),
                name="eligibility_state_and_role_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state=EligibilityState.ASKED, decided_at=None)
                | (~Q(state=EligibilityState.ASKED) & Q(decided_at__isnull=False)),
                name="decided_eligibility_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=EligibilityState.GRANTED)
                | (Q(evidence__in=Evidence.values) & Q(valid_until__isnull=False)),
                name="granted_eligibility_says_why_and_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(EligibilityState.REFUSED, EligibilityState.LAPSED))
                | ~Q(reason=""),
                name="refused_or_lapsed_eligibility_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=EligibilityState.LAPSED) | Q(ended_at__isnull=False),
                name="lapsed_eligibility_has_ended",
            ),
        ]

    class Privacy:
        subject = "person"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "organisation": "export+keep",
            "role": "export+keep",
            "job_title": "export+erase",
            "note": "export+erase",
            "address": "export+erase",
            "state": "export+keep",
            "reason": "export+keep",
            "asked_at": "export+keep",
            "decided_at": "export+keep",
            "valid_until": "export+keep",
        }
        plain = ("id", "evidence", "decided_by", "ended_at")

    def __str__(self) -> str:
        return f"{self.person}: {self.get_state_display()}"
