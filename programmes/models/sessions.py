"""The sessions of a team: when, where, what is on the agenda, and how they follow one another."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Deferrable, F, Q

from accounts.models import Organisation
from modules.models import Module
from productive_leader.core import ranges
from productive_leader.core.dates import LONDON
from programmes.enums import LIVE, Audience, Pace, SessionState
from programmes.models.teams import Team
from programmes.models.templates import TemplateSession

# A session that stands in somebody's way: planned or told, not called off and not over.


class Room(models.Model):
    """A room of an organisation. Another `building` makes a change of room a change of place."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=120)
    building = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("name", "building")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                "name",
                "building",
                name="room_is_listed_once",
                violation_error_message="This room is in the list already.",
            )
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "organisation", "name", "building")

    def __str__(self) -> str:
        return f"{self.name}, {self.building}" if self.building else self.name


class Series(models.Model):
    """What a team's sessions have in common: first date, time of day in London, pace, place."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="series")
    first_on = models.DateField()
    starts_at = models.TimeField()
    pace = models.CharField(max_length=20, choices=Pace.choices, default=Pace.TEMPLATE)
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, related_name="+")
    link = models.URLField(blank=True, validators=[URLValidator(["https"])])

    class Meta:
        verbose_name_plural = "series"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pace__in=Pace.values), name="series_pace_is_known")
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "team", "first_on", "starts_at", "pace", "room", "link")

    def __str__(self) -> str:
        return f"Sessions of {self.team}"


class _SessionPrivacy:
    subject = "facilitator"
    personal: ClassVar[dict[str, str]] = {"facilitator": "export+keep"}
    plain: tuple[str, ...] = (
        "id",
        "team",
        "template_session",
        "module",
        "number",
        "name",
        "before",
        "output",
        "audience",
        "minutes",
        "during",
        "room",
        "link",
        "state",
        "uid",
        "sequence",
        "released",
        "held_at",
    )


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    attrs={"Privacy": _SessionPrivacy},
)
class Session(models.Model):
    """One session of a team, as the facilitator has it planned now.

    What people were told is `released`, the latest edition; edits change nothing for anybody until
    the next release, save `output`, which like the agenda is read as it is. `during` is from start
    to end, None until there is a date. `uid` is the calendar identity for life; `sequence` only
    rises, when a release changes something material.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="sessions")
    template_session = models.ForeignKey(
        TemplateSession, models.PROTECT, null=True, blank=True, related_name="+"
    )
    module = models.ForeignKey(
        Module, models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    before = models.TextField(blank=True)
    output = models.TextField(blank=True)
    audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.EVERYBODY)
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(10), MaxValueValidator(480)]
    )
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sessions_facilitated"
    )
    during = DateTimeRangeField(null=True, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="sessions")
    link = models.URLField(blank=True, validators=[URLValidator(["https"])])
    state = models.CharField(
        max_length=20, choices=SessionState.choices, default=SessionState.PLANNED
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    released = models.ForeignKey(
        "programmes.Edition", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    held_at = models.DateTimeField(null=True, blank=True)

    Privacy = _SessionPrivacy

    class Meta:
        ordering = (F("during").asc(nulls_last=True), "number", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=SessionState.values), name="session_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="session_audience_is_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=480),
                name="session_takes_ten_minutes_to_eight_hours",
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.HELD, held_at__isnull=False)
                | (~Q(state=SessionState.HELD) & Q(held_at=None)),
                name="held_session_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(SessionState.SCHEDULED, SessionState.HELD))
                | Q(during__isnull=False),
                name="scheduled_session_has_a_date",
            ),
            ExclusionConstraint(
                name="facilitator_leads_one_session_at_a_time",
                expressions=[
                    (ranges.point("facilitator"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=LIVE),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="The facilitator leads another session at that time.",
            ),
            ExclusionConstraint(
                name="room_holds_one_session_at_a_time",
                expressions=[
                    (ranges.point("room"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=LIVE, room__isnull=False),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Another session is in that room at that time.",
            ),
        ]

    def __str__(self) -> str:
        return f"Session {self.number}: {self.name}"

    @property
    def starts_at(self) -> datetime | None:
        """Aware, in London."""
        return self.during.lower.astimezone(LONDON) if self.during else None

    @property
    def ends_at(self) -> datetime | None:
        """Aware, in London."""
        return self.during.upper.astimezone(LONDON) if self.during else None

    @property
    def on(self) -> date | None:
        """The date in London."""
        start = self.starts_at
        return start.date() if start else None

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class AgendaItem(models.Model):
    """One item of a session's agenda, in minutes."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    title = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("session", "position")
        constraints: ClassVar = [
            models.UniqueConstraint("session", "position", name="agenda_position_is_used_once")
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "session", "position", "minutes", "title", "note")

    def __str__(self) -> str:
        return f"{self.minutes} {self.title}"


class Material(models.Model):
    """Something to read or bring: a title and where it is."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="materials")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=120)
    url = models.URLField(validators=[URLValidator(["https"])])

    class Meta:
        ordering = ("session", "position", "pk")

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "session", "position", "title", "url")

    def __str__(self) -> str:
        return self.title


class Holiday(models.Model):
    """A day on which no session is proposed, beside the English bank holidays of the library."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ("day",)

    class Privacy:
        subject = "added_by"
        personal: ClassVar[dict[str, str]] = {"added_by": "export+keep"}
        plain = ("id", "day", "name")

    def __str__(self) -> str:
        return self.name


class BlockedDates(models.Model):
    """Days a team cannot meet, such as its half-term, both days included."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="blocked_dates")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=120)

    class Meta:
        ordering = ("starts_on",)
        verbose_name_plural = "blocked dates"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="blocked_dates_end_after_they_start",
                violation_error_message="The last day must not be before the first day.",
            )
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "team", "starts_on", "ends_on", "reason")

    def __str__(self) -> str:
        return self.reason
