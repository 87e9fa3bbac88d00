"""The teams of a programme, who takes part, which PA works with which leader, who was nudged."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from productive_leader.core.dates import today
from programmes.enums import MemberKind
from programmes.models.programmes import Programme


class Team(models.Model):
    """Four to eight leaders and their PAs who go through the programme together.

    `reason` says why it was started before the rule of waves allowed it.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)
    wave = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    reason = models.CharField(max_length=400, blank=True)

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
        plain = ("id", "programme", "name", "wave", "reason")

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date | None = None) -> MembershipQuerySet:
        """Members on the given date (default: today in London), whose accounts are open."""
        return self.at(on or today()).filter(person__is_active=True)

    def to_come(self) -> MembershipQuerySet:
        """Members of today and those who will join, whose accounts are open."""
        stays = Q(left_on=None) | Q(left_on__gte=today())
        return self.filter(stays, person__is_active=True)

    def at(self, day: date) -> MembershipQuerySet:
        """Who was a member on a day, also those whose accounts were closed since."""
        return self.filter(Q(left_on=None) | Q(left_on__gte=day), joined_on__lte=day)


class Membership(models.Model):
    """A person's part in a team, as a leader or a PA, from a date until a date."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=MemberKind.choices)
    job_title = models.CharField(max_length=120, blank=True)
    joined_on = models.DateField(default=today)
    left_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

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


class PairQuerySet(models.QuerySet["Pair"]):
    def live(self, on: date | None = None) -> PairQuerySet:
        """Pairs that work together on a date (default: today in London), with open accounts."""
        both = self.filter(leader__is_active=True, pa__is_active=True)
        return both.at(on or today())

    def at(self, day: date) -> PairQuerySet:
        """Pairs that worked together on a day, also of accounts that were closed since."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))


class Pair(models.Model):
    """A leader and a PA who work together. Either may be in several pairs."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="pairs")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="pairs_as_leader"
    )
    pa = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pairs_as_pa")
    ended_on = models.DateField(null=True, blank=True)

    objects = PairQuerySet.as_manager()

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
    """A reminder of what is still to do: at most one a day for each person."""

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
