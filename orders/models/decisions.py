"""Who decided what about an order, what was said while it waited, and its history."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from orders.enums import Capacity, Decision, EventKind, ReminderKind
from orders.models.orders import Order


class Authorisation(models.Model):
    """One decision about exactly what was shown: `shown` with its `fingerprint` (SHA-256).

    `acting_for`: the chief executive whose cover decided, if there is one. Changing what was shown
    supersedes the decision; it stays as a row.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="authorisations")
    decision = models.CharField(max_length=12, choices=Decision.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=20, choices=Capacity.choices)
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    shown = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    reason = models.CharField(max_length=400, blank=True)
    decided_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-decided_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "order",
                condition=Q(superseded_at=None),
                name="order_has_one_live_decision",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values) & Q(capacity__in=Capacity.values),
                name="decision_and_capacity_are_known",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.DECLINED) | ~Q(reason=""),
                name="declined_order_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"),
                name="decision_is_about_what_was_shown",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="decision_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="decision_is_not_rewritten",
                fields=[
                    "order",
                    "decision",
                    "person",
                    "capacity",
                    "acting_for",
                    "shown",
                    "fingerprint",
                    "reason",
                    "decided_at",
                ],
            ),
        ]

    class Privacy:
        subject = "person"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "decision": "export+keep",
            "reason": "export+keep",
            "decided_at": "export+keep",
            "acting_for": "export+keep",
        }
        plain = ("id", "order", "capacity", "shown", "fingerprint", "superseded_at")

    def __str__(self) -> str:
        return f"{self.order}: {self.get_decision_display()}"


class OrderReminder(models.Model):
    """Something was said about a waiting order on a day it was due; once."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=12, choices=ReminderKind.choices)
    due_on = models.DateField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("due_on", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "order", "kind", "due_on", name="order_reminds_once_a_due_date"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReminderKind.values), name="order_reminder_kind_is_known"
            ),
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "order", "kind", "due_on", "sent_at")

    def __str__(self) -> str:
        return f"{self.order}: {self.get_kind_display()}"


class TimelineEntry(models.Model):
    """One line of an order's history in plain words. Rows are only added.

    `by` None: the service itself. `text` says what the kind does not: a reason, dates, numbers.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="timeline")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values), name="order_event_kind_is_known"
            )
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="history_only_grows", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    class Privacy:
        subject = "by"
        personal: ClassVar[dict[str, str]] = {"by": "export+keep", "at": "export+keep"}
        plain = ("id", "order", "kind", "acting_for", "text")

    def __str__(self) -> str:
        return f"{self.order}: {self.get_kind_display()}"
