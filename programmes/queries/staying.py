"""Whoever leads a running programme hands it over before leaving."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from productive_leader.core.staying import Reason, reason_to_stay
from programmes.models import Programme


@reason_to_stay
def programmes_to_hand_over(person_id: int) -> Iterator[Reason]:
    """One query. Also of programmes that the person may not run any more: support hands those."""
    led = Programme.objects.filter(facilitator=person_id, closed_on=None)
    for programme in led.order_by("name", "pk"):
        yield Reason(
            f"You lead “{programme.name}”. Hand it over first.",
            reverse("hand_over", args=[programme.pk]),
            f"Hand over {programme.name}",
        )
