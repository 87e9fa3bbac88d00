"""A programme, its teams, who takes part, and which PA works with which leader."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from productive_leader.core.dates import today
from programmes.enums import MemberKind


class Programme(models.Model):
    """One run of the programme in one organisation, led by its facilitator."""

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
        plain = ("id", "organisation", "name", "starts_on", "closed_on")

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Four to eight leaders and their PAs who go through the programme together."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)
    wave = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("wave", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "programme",
                "name",
                name="team_name_is_unique_in_programme",
                violation_error_message="This programme already has a team of this name.",
            )
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "programme", "name", "wave")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's part in a team, as a leader or a PA, from a date until a date."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=MemberKind.choices)
    job_title = models.CharField(max_length=120, blank=True)
    joined_on = models.DateField(default=today)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("kind", "person__name")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "team",
                "person",
                condition=Q(left_on=None),
                name="person_is_in_a_team_once_at_a_time",
                violation_error_message="This person is in this team already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MemberKind.values), name="member_kind_is_known"
            ),
        ]

    class Privacy:
        subject = "person"
        personal: ClassVar[dict[str, str]] = {"person": "export+keep", "job_title": "export+erase"}
        plain = ("id", "team", "kind", "joined_on", "left_on")

    def __str__(self) -> str:
        return f"{self.person} in {self.team}"


class Pair(models.Model):
    """A leader and a PA who work together. Either may be in several pairs."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="pairs")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="pairs_as_leader"
    )
    pa = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pairs_as_pa")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("leader__name", "pa__name")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "team",
                "leader",
                "pa",
                condition=Q(ended_on=None),
                name="pair_is_made_once_at_a_time",
                violation_error_message="These two are a pair in this team already.",
            ),
            models.CheckConstraint(
                condition=~Q(leader=F("pa")),
                name="pair_has_two_different_people",
                violation_error_message="A pair is two different people.",
            ),
        ]

    class Privacy:
        subject = "leader"
        personal: ClassVar[dict[str, str]] = {"leader": "export+keep", "pa": "export+keep"}
        plain = ("id", "team", "ended_on")

    def __str__(self) -> str:
        return f"{self.leader} and {self.pa}"


class Nudge(models.Model):
    """A reminder that a person's week has days still to log: at most one a day for each person."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="nudges")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="nudges")
    on = models.DateField(default=today)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-on",)
        constraints: ClassVar = [
            models.UniqueConstraint("person", "on", name="person_is_nudged_once_a_day")
        ]

    class Privacy:
        subject = "person"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "on": "export+keep",
            "by": "export+keep",
        }
        plain = ("id", "team")

    def __str__(self) -> str:
        return f"{self.person} on {self.on:%Y-%m-%d}"
