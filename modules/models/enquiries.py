"""What people outside ask us, and what is answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from modules.enums import EnquiryState, Nation, Outcome, Topic


class Enquiry(models.Model):
    """One conversation. `key` is the address of its page, known to the enquirer alone.

    `form_key` comes with the form: the same press makes one enquiry.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    name = models.CharField(max_length=150)
    email = models.EmailField()
    organisation = models.CharField(max_length=200, blank=True)
    nation = models.CharField(max_length=20, choices=Nation.choices)
    topic = models.CharField(max_length=20, choices=Topic.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=EnquiryState.choices, default=EnquiryState.OPEN)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("asked_at",)
        verbose_name_plural = "enquiries"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=EnquiryState.values), name="enquiry_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=EnquiryState.CLOSED, closed_at__isnull=False)
                & Q(outcome__in=Outcome.values)
                | (~Q(state=EnquiryState.CLOSED) & Q(closed_at=None, outcome="")),
                name="closed_enquiry_says_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(nation__in=Nation.values) & Q(topic__in=Topic.values),
                name="enquiry_nation_and_topic_are_known",
            ),
        ]

    class Privacy:
        subject = "email:email"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "name": "export+erase",
            "email": "export+erase",
            "organisation": "export+erase",
            "nation": "export+keep",
            "topic": "export+keep",
            "asked_at": "export+keep",
        }
        plain = (
            "id",
            "key",
            "form_key",
            "person",
            "state",
            "outcome",
            "closed_at",
            "closed_by",
        )

    def __str__(self) -> str:
        return f"Enquiry {self.pk}"


class EnquiryMessage(models.Model):
    """One message of a conversation. `by` None: the enquirer wrote it."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="messages")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_ours = models.BooleanField(default=False)
    text = models.TextField(max_length=5000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("written_at", "pk")

    class Privacy:
        subject = "email:enquiry__email"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "text": "export+erase",
            "written_at": "export+keep",
        }
        plain = ("id", "enquiry", "by", "is_ours")

    def __str__(self) -> str:
        return f"Message {self.pk} of enquiry {self.enquiry_id}"
