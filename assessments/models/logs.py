"""A person's log of one capture, who may keep it for them, and why it was opened again."""

from __future__ import annotations

from datetime import date, time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from assessments.enums import LogState
from assessments.models.captures import Capture
from productive_leader.core.dates import today
from programmes.enums import MemberKind
from programmes.models import Pair, Team


class Log(models.Model):
    """One person's log of one capture. The working window is London wall time."""

    capture = models.ForeignKey(Capture, models.CASCADE, related_name="logs")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="logs")
    kind = models.CharField(max_length=10, choices=MemberKind.choices)
    window_start = models.TimeField(default=time(8, 0))
    window_end = models.TimeField(default=time(18, 0))
    state = models.CharField(max_length=10, choices=LogState.choices, default=LogState.OPEN)
    finished_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("capture__starts_on",)
        constraints: ClassVar = [
            models.UniqueConstraint("capture", "person", name="person_has_one_log_in_a_capture"),
            models.CheckConstraint(
                condition=Q(state__in=LogState.values), name="log_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=LogState.LOCKED, locked_at__isnull=False)
                | (~Q(state=LogState.LOCKED) & Q(locked_at=None)),
                name="locked_log_says_when",
            ),
            models.CheckConstraint(
                condition=Q(window_end__gt=F("window_start")),
                name="working_window_ends_after_it_starts",
            ),
        ]

    class Privacy:
        subject = "person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+erase",
            "window_start": "export+erase",
            "window_end": "export+erase",
            "finished_at": "export+erase",
            "locked_at": "export+erase",
        }
        plain = ("id", "capture", "kind", "state")

    def __str__(self) -> str:
        return f"{self.person}, {self.capture}"

    @property
    def locked(self) -> bool:
        return self.state == LogState.LOCKED


class Reopening(models.Model):
    """Why a locked or finished log was opened again, and by whom."""

    log = models.ForeignKey(Log, models.CASCADE, related_name="reopenings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_a_reason")
        ]

    class Privacy:
        subject = "log__person"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "reason": "export+erase",
            "by": "export+erase",
            "at": "export+erase",
        }
        plain = ("id", "log")

    def __str__(self) -> str:
        return self.reason


class GrantQuerySet(models.QuerySet["Grant"]):
    def live(self, on: date | None = None) -> GrantQuerySet:
        """Grants that hold on the given date (default: today in London), of pairs that do too."""
        day = on or today()
        pairs = Pair.objects.live(day).filter(
            team=OuterRef("team"), leader=OuterRef("leader"), pa=OuterRef("pa")
        )
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=day),
            Exists(pairs),
            revoked_at=None,
            starts_on__lte=day,
        )


class Grant(models.Model):
    """A leader lets a PA keep the leader's log in one team, from a date until a date."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="grants")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants_given"
    )
    pa = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants_held")
    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "team",
                "leader",
                "pa",
                condition=Q(revoked_at=None),
                name="grant_is_given_once_until_it_is_ended",
            ),
            models.CheckConstraint(
                condition=~Q(leader=F("pa")), name="grant_is_given_to_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="grant_ends_after_it_starts",
            ),
        ]

    class Privacy:
        subject = "leader"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "leader": "export+erase",
            "pa": "export+erase",
            "starts_on": "export+erase",
            "ends_on": "export+erase",
            "revoked_at": "export+erase",
        }
        plain = ("id", "team", "created_at")

    def __str__(self) -> str:
        return f"{self.pa} may keep the log of {self.leader}"
