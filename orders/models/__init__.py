"""Tables of the orders room."""

from orders.models.decisions import Authorisation, OrderReminder, TimelineEntry
from orders.models.dispatches import DeliveryPromise, Dispatch, DispatchLine
from orders.models.orders import Order, OrderLine
from orders.models.stock import BoxSet, Movement

__all__ = [
    "Authorisation",
    "BoxSet",
    "DeliveryPromise",
    "Dispatch",
    "DispatchLine",
    "Movement",
    "Order",
    "OrderLine",
    "OrderReminder",
    "TimelineEntry",
]
