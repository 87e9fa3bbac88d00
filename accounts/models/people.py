"""The people, and what each is in an organisation, and when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast, Lower

from accounts.enums import RoleKind
from accounts.models.organisations import Organisation
from productive_leader.core import ranges
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent


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

    def given_by_others(self) -> RoleQuerySet:
        """Without those that people gave themselves."""
        own = AuditEvent.objects.filter(
            action="role.given",
            target_type="accounts.role",
            target_id=Cast(OuterRef("pk"), models.CharField()),
            actor_id=OuterRef("person_id"),
        )
        return self.filter(~Exists(own))


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
