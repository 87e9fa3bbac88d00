"""Who is invited to a session, what their calendar was told, what they answered, if they came."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NamedTuple

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from productive_leader.core.dates import LONDON
from productive_leader.core.models import Email
from programmes.enums import Answer, Attendance, CalendarMethod, ReminderKind
from programmes.models.sessions import Session
from programmes.models.teams import Team


class PlanLine(NamedTuple):
    """One thing one person is to be told by a release; person, invitation and edition are ids."""

    person: int
    invitation: int
    method: str
    sequence: int
    edition: int


class Release(models.Model):
    """One press of Release for a team. `plan` is what was shown: whom to tell what.

    A worker writes one message for each person from its `lines` and then sets `written_at`.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    plan = models.JSONField(default=list)
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("team", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint("team", "number", name="release_number_is_used_once")
        ]

    class Privacy:
        subject = "by"
        personal: ClassVar[dict[str, str]] = {"by": "export+keep", "at": "export+keep"}
        plain = ("id", "team", "number", "plan", "written_at")

    def __str__(self) -> str:
        return f"Release {self.number} of {self.team}"

    @property
    def lines(self) -> list[PlanLine]:
        """The plan, which is kept as a list of lists."""
        return [PlanLine(*entry) for entry in self.plan]

    @property
    def people(self) -> int:
        """How many people get a message by it."""
        return len({line.person for line in self.lines})


class Edition(models.Model):
    """What a release says of one session. Never changed: calendars were told this."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="editions")
    release = models.ForeignKey(Release, models.CASCADE, related_name="editions")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    during = DateTimeRangeField()
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=250, blank=True)
    building = models.CharField(max_length=120, blank=True)
    link = models.URLField(blank=True)
    text = models.TextField(blank=True)
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ("session", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "session", "release", name="session_has_one_edition_in_a_release"
            )
        ]

    class Privacy:
        subject = "facilitator"
        personal: ClassVar[dict[str, str]] = {"facilitator": "export+keep"}
        plain = (
            "id",
            "session",
            "release",
            "sequence",
            "at",
            "during",
            "name",
            "place",
            "building",
            "link",
            "text",
            "is_cancelled",
        )

    def __str__(self) -> str:
        return f"{self.name}, edition of release {self.release_id}"

    @property
    def starts_at(self) -> datetime:
        """Aware, in London."""
        start: datetime = self.during.lower
        return start.astimezone(LONDON)

    @property
    def ends_at(self) -> datetime:
        """Aware, in London."""
        end: datetime = self.during.upper
        return end.astimezone(LONDON)


# Whose calendar has the session: as people were told, whatever is planned by now.
TOLD = Q(told_method=CalendarMethod.REQUEST)
# Those, and who belongs there as it is planned.
WANTED_OR_TOLD = TOLD | Q(withdrawn_at=None)


class Invitation(models.Model):
    """One person's place in one session, for life: taken away and given back, it is the same row.

    `told_...` is what this person's calendar was told last. `withdrawn_at`: no longer wanted there.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    told_method = models.CharField(max_length=10, choices=CalendarMethod.choices, blank=True)
    told_sequence = models.PositiveIntegerField(null=True, blank=True)
    told_edition = models.ForeignKey(
        Edition, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    attendance = models.CharField(max_length=10, choices=Attendance.choices, blank=True)
    attendance_at = models.DateTimeField(null=True, blank=True)
    attendance_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("person__name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "session",
                "person",
                name="person_is_invited_to_a_session_once",
                violation_error_message="This person is invited to this session already.",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answer__in=Answer.values), name="answer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(attendance="") | Q(attendance__in=Attendance.values),
                name="attendance_is_known",
            ),
            models.CheckConstraint(
                condition=Q(told_method="", told_sequence=None)
                | (Q(told_method__in=CalendarMethod.values) & Q(told_sequence__isnull=False)),
                name="told_calendar_has_a_sequence",
            ),
        ]

    class Privacy:
        subject = "person"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "answer": "export+erase",
            "reason": "export+erase",
            "answered_at": "export+erase",
            "answered_by": "export+keep",
            "attendance": "export+keep",
            "attendance_at": "export+keep",
            "attendance_by": "export+keep",
        }
        plain = ("id", "session", "withdrawn_at", "told_method", "told_sequence", "told_edition")

    def __str__(self) -> str:
        return f"{self.person} to {self.session}"

    @property
    def is_told(self) -> bool:
        """Whether the person's calendar has the session."""
        return self.told_method == CalendarMethod.REQUEST

    @property
    def is_open(self) -> bool:
        """Whether it can be answered: as told, or where nothing was told yet, as planned."""
        return self.is_told or not (self.told_method or self.withdrawn_at)


class CalendarMessage(models.Model):
    """The ledger: one thing one calendar was told. Rows are added and never changed.

    `release` is None when a person asked for the whole series again. `edition` is what was said;
    whether it arrived is told by `email`.
    """

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="messages")
    release = models.ForeignKey(
        Release, models.CASCADE, null=True, blank=True, related_name="messages"
    )
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="messages")
    method = models.CharField(max_length=10, choices=CalendarMethod.choices)
    sequence = models.PositiveIntegerField()
    stamp = models.DateTimeField()
    email = models.ForeignKey(Email, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("stamp", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "invitation",
                "release",
                condition=Q(release__isnull=False),
                name="calendar_is_told_once_in_a_release",
            ),
            models.CheckConstraint(
                condition=Q(method__in=CalendarMethod.values), name="calendar_method_is_known"
            ),
        ]
        triggers = (
            # The link to a message goes when the message is thrown away after ninety days.
            pgtrigger.Protect(
                name="ledger_is_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["email"]),
            ),
        )

    class Privacy:
        subject = "invitation__person"
        personal: ClassVar[dict[str, str]] = {
            "invitation": "export+keep",
            "method": "export+keep",
            "stamp": "export+keep",
        }
        plain = ("id", "release", "edition", "sequence", "email")

    def __str__(self) -> str:
        return f"{self.method} {self.sequence} for {self.invitation_id}"


class StrayAnswer(models.Model):
    """An answer from an address that was not invited to the session; it changed nothing."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="stray_answers")
    address = models.EmailField()
    answer = models.CharField(max_length=10, choices=Answer.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("session", "address", name="stray_answer_is_kept_once"),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="stray_answer_is_known"
            ),
        ]

    class Privacy:
        subject = "email:address"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "address": "export+erase",
            "answer": "export+erase",
            "at": "export+erase",
        }
        plain = ("id", "session")

    def __str__(self) -> str:
        return f"{self.answer} to {self.session}"


class CalendarFeed(models.Model):
    """A private address from which a calendar reads a person's sessions; only its hash is kept."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds"
    )
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "person",
                condition=Q(revoked_at=None),
                name="person_has_one_live_calendar_feed",
            )
        ]

    class Privacy:
        subject = "person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "key_hash": "erase",
            "made_at": "export+keep",
            "revoked_at": "export+keep",
            "read_at": "export+keep",
        }
        plain = ("id",)

    def __str__(self) -> str:
        return f"Calendar feed of {self.person}"


class Reminder(models.Model):
    """A person was reminded of a session that begins at `starts_at`; moved, it is told anew."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=ReminderKind.choices)
    starts_at = models.DateTimeField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("sent_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "invitation", "kind", "starts_at", name="person_is_reminded_of_a_start_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReminderKind.values), name="reminder_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__lt=F("starts_at")), name="reminder_comes_before_the_start"
            ),
        ]

    class Privacy:
        subject = "invitation__person"
        personal: ClassVar[dict[str, str]] = {
            "invitation": "export+keep",
            "sent_at": "export+keep",
        }
        plain = ("id", "kind", "starts_at")

    def __str__(self) -> str:
        return f"{self.kind} before {self.starts_at:%Y-%m-%d %H:%M}"
