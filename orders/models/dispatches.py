"""Parcels, and the date by which each line of an order was promised."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from modules.models import StoredFile
from orders.enums import DispatchState
from orders.models.orders import Order, OrderLine


class DeliveryPromise(models.Model):
    """By when a line is to arrive. A new date is a new row; the old one is kept and says why.

    `counted_from`: the moment of authorisation, or of allocation when stock was short then.
    """

    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="promises")
    due_on = models.DateField()
    counted_from = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("made_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "line", condition=Q(superseded_at=None), name="line_has_one_promise_at_a_time"
            )
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "line", "due_on", "counted_from", "made_at", "reason", "superseded_at")

    def __str__(self) -> str:
        return f"{self.line} by {self.due_on}"


class Dispatch(models.Model):
    """One parcel of an order. `note`: the dispatch note with its address label, as a PDF.

    `settled_at`: when it arrived, was given up as lost, or came back.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="dispatches")
    number = models.PositiveSmallIntegerField()
    carrier = models.CharField(max_length=60, blank=True)
    tracking = models.CharField(max_length=60, blank=True)
    dispatched_at = models.DateTimeField(default=timezone.now)
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    form_key = models.UUIDField(unique=True, editable=False)
    state = models.CharField(
        max_length=10, choices=DispatchState.choices, default=DispatchState.SENT
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    note = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("order", "number")
        verbose_name_plural = "dispatches"
        constraints: ClassVar = [
            models.UniqueConstraint("order", "number", name="dispatch_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(state__in=DispatchState.values), name="dispatch_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=DispatchState.SENT, settled_at=None)
                | (~Q(state=DispatchState.SENT) & Q(settled_at__isnull=False)),
                name="settled_dispatch_says_when",
            ),
        ]

    class Privacy:
        subject = "dispatched_by"
        personal: ClassVar[dict[str, str]] = {
            "dispatched_by": "export+keep",
            "settled_by": "export+keep",
        }
        plain = (
            "id",
            "order",
            "number",
            "carrier",
            "tracking",
            "dispatched_at",
            "form_key",
            "state",
            "settled_at",
            "reason",
            "note",
        )

    def __str__(self) -> str:
        return f"{self.order}/{self.number}"


class DispatchLine(models.Model):
    """How many boxes of a line are in a parcel."""

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="dispatched_in")
    quantity = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ("dispatch", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("dispatch", "line", name="dispatch_has_a_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="dispatch_line_has_a_box_at_least"
            ),
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "dispatch", "line", "quantity")

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line}"
