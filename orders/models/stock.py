"""Box sets, how many there are, and every movement that made it so."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from modules.models import Collection
from orders.enums import MovementKind

RISES = (MovementKind.RECEIVED, MovementKind.RETURNED)


class BoxSet(models.Model):
    """A box of printed modules. `contents` has one thing on each line.

    `on_hand` and `allocated` are the sums of its movements, kept by services.stock under the lock
    of this row; what is left for others is the difference. Before `released_on` it can only be
    ordered ahead; withdrawn, not at all.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=200)
    contents = models.TextField()
    collection = models.ForeignKey(
        Collection, models.PROTECT, null=True, blank=True, related_name="box_sets"
    )
    position = models.PositiveSmallIntegerField(default=1)
    released_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    on_hand = models.IntegerField(default=0)
    allocated = models.IntegerField(default=0)

    class Meta:
        ordering = ("position", "name")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(allocated__gte=0) & Q(allocated__lte=F("on_hand")),
                name="no_more_is_set_aside_than_there_is",
            )
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = (
            "id",
            "slug",
            "name",
            "summary",
            "contents",
            "collection",
            "position",
            "released_on",
            "withdrawn_at",
            "on_hand",
            "allocated",
        )

    def __str__(self) -> str:
        return self.name

    @property
    def available(self) -> int:
        """On hand and not set aside for anybody."""
        return self.on_hand - self.allocated

    @property
    def content_lines(self) -> list[str]:
        return [line for line in map(str.strip, self.contents.splitlines()) if line]


class Movement(models.Model):
    """One change of the stock of a box set, in boxes. Rows are only added.

    `line`: the order it was for. `reason`: in words, needed where somebody counted or wrote off.
    `form_key`: one press, one movement; where a press makes several, the first has it.
    """

    box_set = models.ForeignKey(BoxSet, models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12, choices=MovementKind.choices)
    on_hand_change = models.IntegerField(default=0)
    allocated_change = models.IntegerField(default=0)
    line = models.ForeignKey(
        "orders.OrderLine", models.PROTECT, null=True, blank=True, related_name="movements"
    )
    dispatch = models.ForeignKey(
        "orders.Dispatch", models.PROTECT, null=True, blank=True, related_name="movements"
    )
    reason = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=RISES, on_hand_change__gt=0, allocated_change=0)
                | Q(kind=MovementKind.ALLOCATED, on_hand_change=0, allocated_change__gt=0)
                | Q(kind=MovementKind.RELEASED, on_hand_change=0, allocated_change__lt=0)
                | Q(
                    kind=MovementKind.DISPATCHED,
                    on_hand_change__lt=0,
                    allocated_change=F("on_hand_change"),
                )
                | Q(kind=MovementKind.WRITTEN_OFF, on_hand_change__lt=0, allocated_change=0)
                | (Q(kind=MovementKind.CORRECTED, allocated_change=0) & ~Q(on_hand_change=0)),
                name="movement_moves_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=(MovementKind.WRITTEN_OFF, MovementKind.CORRECTED))
                | ~Q(reason=""),
                name="movement_by_hand_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(
                    kind__in=(
                        MovementKind.ALLOCATED,
                        MovementKind.RELEASED,
                        MovementKind.DISPATCHED,
                    )
                )
                | Q(line__isnull=False),
                name="movement_for_an_order_names_its_line",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="ledger_only_grows", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    class Privacy:
        subject = "by"
        personal: ClassVar[dict[str, str]] = {"by": "export+keep", "at": "export+keep"}
        plain = (
            "id",
            "box_set",
            "kind",
            "on_hand_change",
            "allocated_change",
            "line",
            "dispatch",
            "reason",
            "form_key",
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.box_set}"
