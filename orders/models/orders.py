"""An order of box sets for a team, and its lines."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation
from orders.enums import OrderState
from orders.models.stock import BoxSet

MOST_OF_ONE = 99


class _OrderPrivacy:
    subject = "buyer"
    personal: ClassVar[dict[str, str]] = {
        "buyer": "export+keep",
        "on_behalf_of": "export+keep",
        "recipient_name": "export+keep",
        "recipient_email": "export+keep",
        "address": "export+keep",
        "postcode": "export+keep",
        "instructions": "export+keep",
        "note": "export+keep",
        "placed_at": "export+keep",
    }
    plain: tuple[str, ...] = (
        "id",
        "number",
        "organisation",
        "team_size",
        "form_key",
        "state",
        "asked_at",
        "expires_on",
        "ended_at",
        "end_reason",
    )


class _OrderEventPrivacy(_OrderPrivacy):
    plain = (
        *_OrderPrivacy.plain,
        "pgh_id",
        "pgh_created_at",
        "pgh_label",
        "pgh_obj",
        "pgh_context",
    )


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    attrs={"Privacy": _OrderEventPrivacy},
)
class Order(models.Model):
    """What somebody ordered for the executive team of an organisation.

    `on_behalf_of`: the member of the team for whom a PA ordered. `asked_at` begins the clock of
    reminders; `expires_on` is the last day to decide, the day's grace not counted. `instructions`
    (where to leave it) are not part of what is authorised. `form_key`: one press, one order.
    """

    number = models.CharField(max_length=20, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="orders")
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="orders")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    team_size = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    note = models.CharField(max_length=400, blank=True)
    recipient_name = models.CharField(max_length=150)
    recipient_email = models.EmailField(blank=True)
    address = models.TextField(max_length=400)
    postcode = models.CharField(max_length=10)
    instructions = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4, editable=False)
    placed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=OrderState.choices, default=OrderState.AWAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=400, blank=True)

    Privacy = _OrderPrivacy

    class Meta:
        ordering = ("-placed_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-placed_at"], name="order_by_organisation"),
            models.Index(fields=["state", "expires_on"], name="order_by_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint("buyer", "form_key", name="one_press_makes_one_order"),
            models.CheckConstraint(
                condition=Q(state__in=OrderState.values), name="order_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(team_size__gte=1, team_size__lte=40),
                name="executive_team_has_one_to_forty_members",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(OrderState.CANCELLED, OrderState.EXPIRED), ended_at__isnull=False
                )
                | (~Q(state__in=(OrderState.CANCELLED, OrderState.EXPIRED)) & Q(ended_at=None)),
                name="ended_order_says_when",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of=None) | ~Q(on_behalf_of=F("buyer")),
                name="nobody_orders_on_behalf_of_themselves",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def contents(self) -> dict[str, Any]:
        """What is authorised: who gets how many of what, and where. Reads the lines.

        A line that was taken out again after something had been set aside for it is cancelled.
        """
        kept = self.lines.filter(cancelled__lt=F("quantity"))
        lines = kept.select_related("box_set").order_by("box_set__slug")
        return {
            "number": self.number,
            "organisation": self.organisation_id,
            "lines": [[line.box_set.slug, line.box_set.name, line.quantity] for line in lines],
            "recipient": self.recipient_name,
            "address": self.address,
            "postcode": self.postcode,
        }


def fingerprint(contents: dict[str, Any]) -> str:
    """SHA-256 of what an authoriser is shown; another text, quantity or address gives another."""
    written = json.dumps(contents, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


class OrderLine(models.Model):
    """How many of one box set, and how far they are, in boxes.

    Of `quantity`, some may be `cancelled`, `allocated` (set aside now, not yet sent) or
    `dispatched` (sent and not come back); the rest waits for stock. `delivered` of the dispatched.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    box_set = models.ForeignKey(BoxSet, models.PROTECT, related_name="lines")
    quantity = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MOST_OF_ONE)]
    )
    cancelled = models.PositiveSmallIntegerField(default=0)
    allocated = models.PositiveSmallIntegerField(default=0)
    dispatched = models.PositiveSmallIntegerField(default=0)
    delivered = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "box_set__position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("order", "box_set", name="order_has_one_line_of_a_box_set"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_OF_ONE),
                name="order_line_is_for_one_to_ninety_nine",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("cancelled") + F("allocated") + F("dispatched")),
                name="no_more_is_set_aside_or_sent_than_ordered",
            ),
            models.CheckConstraint(
                condition=Q(delivered__lte=F("dispatched")),
                name="no_more_arrives_than_was_sent",
            ),
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = (
            "id",
            "order",
            "box_set",
            "quantity",
            "cancelled",
            "allocated",
            "dispatched",
            "delivered",
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.box_set}"

    @property
    def waiting(self) -> int:
        """Boxes that neither are set aside nor sent nor cancelled."""
        return self.quantity - self.cancelled - self.allocated - self.dispatched
