"""Asking for authorisation."""

from __future__ import annotations

from orders.enums import EventKind
from orders.models import Order
from orders.services.history import note


def ask_for_authorisation(order: Order) -> None:
    """Ask whoever may decide, in the transaction of the change that makes it necessary."""
    note(order, EventKind.ASKED, by=None)
