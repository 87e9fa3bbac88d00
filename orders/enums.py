"""Choices of the orders room."""

from django.db.models import TextChoices


class OrderState(TextChoices):
    """Where the decision about an order stands; how far it is sent, its lines say."""

    AWAITING = "awaiting", "Waiting for authorisation"
    AUTHORISED = "authorised", "Authorised"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Expired"
    CANCELLED = "cancelled", "Cancelled"


class Decision(TextChoices):
    """What an authoriser said."""

    AUTHORISED = "authorised", "Authorised"
    DECLINED = "declined", "Declined"


class Capacity(TextChoices):
    """As what somebody decided."""

    CHIEF_EXECUTIVE = "chief_executive", "Chief executive"
    COVER = "cover", "Acting chief executive"


class MovementKind(TextChoices):
    """Why stock moved."""

    RECEIVED = "received", "Received"
    ALLOCATED = "allocated", "Set aside for an order"
    RELEASED = "released", "Given back by an order"
    DISPATCHED = "dispatched", "Sent"
    RETURNED = "returned", "Came back"
    WRITTEN_OFF = "written_off", "Written off"
    CORRECTED = "corrected", "Counted again"


class DispatchState(TextChoices):
    """What became of a parcel."""

    SENT = "sent", "On its way"
    DELIVERED = "delivered", "Delivered"
    LOST = "lost", "Lost"
    RETURNED = "returned", "Came back"


class ReminderKind(TextChoices):
    """What was said while an order waited."""

    FIRST = "first", "First reminder"
    SECOND = "second", "Second reminder"
    COVER = "cover", "The cover was asked too"
    EXPIRING = "expiring", "It expires soon"


class EventKind(TextChoices):
    """What happened to an order, for its history in plain words."""

    PLACED = "placed", "Placed"
    CHANGED = "changed", "Changed, and asked again"
    NO_AUTHORISER = "no_authoriser", "No chief executive on record"
    ASKED = "asked", "Sent for authorisation"
    REMINDED = "reminded", "Reminded"
    AUTHORISED = "authorised", "Authorised"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Expired"
    REOPENED = "reopened", "Opened again"
    ALLOCATED = "allocated", "Set aside"
    RELEASED = "released", "Given back"
    PROMISED = "promised", "Promised"
    SLIPPED = "slipped", "Later than promised"
    DISPATCHED = "dispatched", "Sent"
    DELIVERED = "delivered", "Delivered"
    LOST = "lost", "Lost"
    RETURNED = "returned", "Came back"
    CANCELLED = "cancelled", "Cancelled"
    MOVED = "moved", "Moved to another organisation"
