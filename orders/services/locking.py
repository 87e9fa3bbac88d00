"""The lock that every change of an order begins with: the order, its lines, then box sets."""

from __future__ import annotations

from orders.models import Order, OrderLine


def lock_order(order: Order) -> Order:
    """The order as it is now, held until the end of the transaction."""
    rows = Order.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("organisation__successor", "buyer", "on_behalf_of").get(pk=order.pk)


def lock_lines(order: Order) -> list[OrderLine]:
    """Its lines by their ids, held too. Take them after the order and before any box set."""
    rows = OrderLine.objects.select_for_update(no_key=True, of=("self",))
    return list(rows.filter(order=order).select_related("box_set").order_by("pk"))
