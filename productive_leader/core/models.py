"""Audit events, the outbox and kept mail. People are plain integer ids: core knows no person."""

import uuid
from typing import ClassVar

import pgtrigger
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.utils import timezone

MAX_ATTEMPTS = 3


class Queue(models.TextChoices):
    MAIL = "mail"
    REPORTS = "reports"
    DEFAULT = "default"


class ItemState(models.TextChoices):
    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"


ENDED = (ItemState.DONE, ItemState.FAILED)


class AuditEvent(models.Model):
    """One business event. Append-only."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    action = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True, blank=True)
    acting_for_id = models.BigIntegerField(null=True, blank=True)
    target_type = models.CharField(max_length=80)
    target_id = models.CharField(max_length=64)
    organisation_id = models.BigIntegerField(null=True, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["target_type", "target_id", "at"], name="audit_by_target"),
            models.Index(fields=["actor_id", "at"], name="audit_by_actor"),
            models.Index(fields=["organisation_id", "at"], name="audit_by_organisation"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(acting_for_id=None) | Q(actor_id__isnull=False),
                name="acting_for_somebody_needs_an_actor",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    class Privacy:
        subject = "actor_id"
        personal: ClassVar[dict[str, str]] = {
            "at": "export+keep",
            "action": "export+keep",
            "actor_id": "export+keep",
        }
        plain = ("id", "acting_for_id", "target_type", "target_id", "organisation_id", "detail")

    def __str__(self) -> str:
        return f"{self.action} {self.target_type} {self.target_id}"


class OutboxItem(models.Model):
    """A promise to do something after its transaction. Only core.outbox touches it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True, null=True, blank=True)
    queue = models.CharField(max_length=20, choices=Queue.choices, default=Queue.DEFAULT)
    state = models.CharField(max_length=20, choices=ItemState.choices, default=ItemState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["due_at"], name="outbox_waiting", condition=Q(state=ItemState.WAITING)
            ),
            models.Index(
                fields=["lease_until"], name="outbox_claimed", condition=Q(state=ItemState.CLAIMED)
            ),
            models.Index(
                fields=["done_at"], name="outbox_done", condition=Q(done_at__isnull=False)
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ItemState.values), name="an_outbox_item_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(queue__in=Queue.values), name="an_outbox_item_has_a_known_queue"
            ),
            models.CheckConstraint(
                condition=Q(state=ItemState.CLAIMED, lease_until__isnull=False)
                | (~Q(state=ItemState.CLAIMED) & Q(lease_until=None)),
                name="a_claimed_item_and_no_other_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, done_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(done_at=None)),
                name="a_finished_item_and_no_other_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.FAILED) | ~Q(last_error=""),
                name="a_failed_item_says_why",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=MAX_ATTEMPTS), name="an_item_is_tried_three_times_at_most"
            ),
        )

    class Privacy:
        # Payloads hold ids, errors are redacted before they are kept.
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = (
            "id",
            "task",
            "payload",
            "key",
            "queue",
            "state",
            "attempts",
            "due_at",
            "lease_until",
            "last_error",
            "created_at",
            "done_at",
        )

    def __str__(self) -> str:
        return f"{self.task} {self.id}"


class Email(models.Model):
    """One message as it was written, before and after sending.

    `calendars` are the iCalendar objects that go with it (core.mail.Calendar). It leaves when
    `after` has left or was given up. `last_error` says why it was given up itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.CharField(max_length=254, validators=[validate_email])
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    secret = models.BooleanField(default=False)
    calendars = models.JSONField(default=list, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    after = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = (models.Index(fields=["-queued_at"], name="email_newest_first"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(to__regex=r"[[:cntrl:],;]"), name="an_email_goes_to_one_address"
            ),
            models.CheckConstraint(
                condition=~Q(reply_to__regex=r"[[:cntrl:],;]"),
                name="an_email_is_answered_at_one_address",
            ),
            models.CheckConstraint(
                condition=~Q(subject__regex=r"[[:cntrl:]]") & ~Q(subject=""),
                name="an_email_subject_is_one_line",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(secret=True), name="only_a_secret_email_has_no_text"
            ),
        )

    class Privacy:
        subject = "email:to"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "to": "export+erase",
            "subject": "export+erase",
            "text": "export+erase",
            "html": "erase",
            "calendars": "erase",
            "reply_to": "erase",
            "queued_at": "export+erase",
            "sent_at": "export+erase",
            "bounced_at": "export+erase",
            "bounce_reason": "export+erase",
        }
        plain = ("id", "message_id", "secret", "after", "last_error")
        # A sign-in code on a page of its owner would let a stolen session prove itself.
        unexported: ClassVar[dict[str, bool]] = {"secret": True}

    def __str__(self) -> str:
        return f"{self.subject} ({self.id})"

    @property
    def is_waiting(self) -> bool:
        """Neither sent nor given up."""
        return self.sent_at is None and not self.last_error
