"""The door of the catalogue that leads to the box sets."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import Person
from modules.models import Module
from modules.queries.doors import Door, opens_box_sets
from orders.permissions import organisations_to_order_for
from orders.queries.barriers import barrier_of

FOR_WHOM = "Executive teams in the NHS in England"
HEADING = "Order the box set"
FREE = "Printed and free. Your chief executive authorises the order."


@opens_box_sets
def order_door(person: Person | None, module: Module | None) -> Door:  # noqa: ARG001 - any module
    """Open for whoever may order for an executive team; for others it says why not."""
    if person is None or not person.is_authenticated:
        return Door(
            heading=HEADING,
            who=FOR_WHOM,
            state="Sign in to order",
            colour="grey",
            why=f"{FREE} Members of the team and their PAs order.",
            action="Order a box set",
            url=reverse("order_new"),
        )
    if organisation := organisations_to_order_for(person).first():
        return Door(
            heading=HEADING,
            who=FOR_WHOM,
            state="Open to you",
            colour="green",
            why=f"{FREE} You may order for {organisation}.",
            action="Order a box set",
            url=reverse("order_new"),
        )
    return Door(
        heading=HEADING,
        who=FOR_WHOM,
        state="Not open to you",
        colour="grey",
        why=barrier_of(person).why,
        action="What you can do instead",
        url=reverse("order_new"),
    )
