"""What people promise, agree, say and learn: the promise of time, actions, pulses, lessons."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from programmes.enums import ActionKind, Level, PromiseAnswer
from programmes.models.programmes import Programme
from programmes.models.sessions import Session
from programmes.models.teams import Team
from programmes.models.workshops import Workshop


class Promise(models.Model):
    """The promise of time: what a programme asks of a person in one role, and their answer.

    `minutes` is the whole of it, as it was when the person answered (until then: as it is now).
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="promises")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="promises")
    level = models.CharField(max_length=20, choices=Level.choices)
    minutes = models.PositiveIntegerField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=PromiseAnswer.choices, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("person__name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "programme", "person", "level", name="person_promises_time_once_in_a_role"
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="promise_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (Q(answer__in=PromiseAnswer.values) & Q(answered_at__isnull=False)),
                name="answered_promise_says_when",
            ),
        ]

    class Privacy:
        subject = "person"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "level": "export+keep",
            "minutes": "export+keep",
            "asked_at": "export+keep",
            "answer": "export+keep",
            "reason": "export+erase",
            "answered_at": "export+keep",
        }
        plain = ("id", "programme")

    def __str__(self) -> str:
        return f"{self.person}, {self.get_level_display()}, in {self.programme}"


class Action(models.Model):
    """Something somebody will do by a date. It comes back in every session until it is done.

    `dropped_at`: the team decided not to do it.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="actions")
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    workshop = models.ForeignKey(
        Workshop, models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    kind = models.CharField(max_length=12, choices=ActionKind.choices, default=ActionKind.ACTION)
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="actions")
    due_on = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=ActionKind.values), name="action_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(dropped_at=None),
                name="action_is_done_or_dropped_not_both",
            ),
        ]

    class Privacy:
        subject = "owner"
        personal: ClassVar[dict[str, str]] = {
            "text": "export+keep",
            "owner": "export+keep",
            "due_on": "export+keep",
            "made_by": "export+keep",
            "made_at": "export+keep",
            "done_at": "export+keep",
            "done_by": "export+keep",
        }
        plain = ("id", "team", "session", "workshop", "kind", "dropped_at")

    def __str__(self) -> str:
        return self.text


class Pulse(models.Model):
    """One person's minute after a session. Nobody but the person ever sees a single one.

    `control`: how in control of my week, 1 to 5; `energy`: 1 to 5; `line`: one line, optional.
    `place`: 1, 2, 3 … among the pulses of the session, in the order they came. Results are made of
    whole fives of places; a place is never given again, not even when its pulse is erased.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="pulses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pulses")
    control = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    energy = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    line = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("session", "person", name="person_gives_one_pulse_a_session"),
            models.UniqueConstraint("session", "place", name="pulse_place_is_used_once"),
            models.CheckConstraint(
                condition=Q(control__gte=1, control__lte=5, energy__gte=1, energy__lte=5),
                name="pulse_is_from_one_to_five",
            ),
        ]

    class Privacy:
        subject = "person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "control": "export+erase",
            "energy": "export+erase",
            "line": "export+erase",
            "at": "export+erase",
        }
        plain = ("id", "session", "place")

    def __str__(self) -> str:
        return f"Pulse {self.pk}"


class PulseCount(models.Model):
    """How many places a session has given to pulses so far, those erased since included."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="pulse_count")
    places = models.PositiveIntegerField(default=0)

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "session", "places")

    def __str__(self) -> str:
        return f"{self.places} pulses of {self.session}"


class Lesson(models.Model):
    """What a team learned, for the teams after it."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="lessons")
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="lessons"
    )
    text = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    class Privacy:
        subject = "by"
        personal: ClassVar[dict[str, str]] = {"by": "export+keep", "text": "export+keep"}
        plain = ("id", "team", "session", "at")

    def __str__(self) -> str:
        return self.text


class GroundRule(models.Model):
    """How a team wants to work together, in its own words."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="ground_rules")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ("team", "position")
        constraints: ClassVar = [
            models.UniqueConstraint("team", "position", name="ground_rule_position_is_used_once")
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "team", "position", "text")

    def __str__(self) -> str:
        return self.text
