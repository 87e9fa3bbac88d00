"""Reads: how far an order is, in a word for people, and its history in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from orders.enums import EventKind, OrderState
from orders.models import Order, OrderLine, TimelineEntry


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an order is: `word` for people with its colour, and its boxes.

    `boxes` are those ordered and not cancelled. Of them `waiting` wait for stock, `set_aside` wait
    to be sent, `sent` have left, `arrived` of those are there.
    """

    word: str
    colour: str
    boxes: int
    waiting: int
    set_aside: int
    sent: int
    arrived: int
    cancelled: int

    @property
    def is_open(self) -> bool:
        """Whether something is still to happen by itself."""
        return self.word not in ENDED


AWAITING, DECLINED, EXPIRED, CANCELLED = (
    ("Waiting for authorisation", "yellow"),
    ("Declined", "red"),
    ("Expired", "grey"),
    ("Cancelled", "grey"),
)
SHORT, READY, PARTLY, ON_ITS_WAY, DELIVERED = (
    ("Waiting for stock", "orange"),
    ("Ready to send", "blue"),
    ("Partly sent", "purple"),
    ("On its way", "purple"),
    ("Delivered", "green"),
)
DECIDED = {
    OrderState.AWAITING: AWAITING,
    OrderState.DECLINED: DECLINED,
    OrderState.EXPIRED: EXPIRED,
    OrderState.CANCELLED: CANCELLED,
}
ENDED = {word for word, _ in (DECLINED, EXPIRED, CANCELLED, DELIVERED)}


def standing_of(order: Order) -> Standing:
    """How far an order is. Reads its lines, prefetched or not."""
    lines = list(order.lines.all())
    word, colour = DECIDED.get(OrderState(order.state)) or _on_the_way(lines)
    return Standing(
        word=word,
        colour=colour,
        boxes=_boxes(lines),
        waiting=sum(line.waiting for line in lines),
        set_aside=sum(line.allocated for line in lines),
        sent=sum(line.dispatched for line in lines),
        arrived=sum(line.delivered for line in lines),
        cancelled=sum(line.cancelled for line in lines),
    )


def _on_the_way(lines: Iterable[OrderLine]) -> tuple[str, str]:
    boxes, sent = _boxes(lines), sum(line.dispatched for line in lines)
    if not boxes:
        return CANCELLED
    if sent == boxes:
        arrived = sum(line.delivered for line in lines)
        return DELIVERED if arrived == boxes else ON_ITS_WAY
    if sent:
        return PARTLY
    return SHORT if any(line.waiting for line in lines) else READY


def _boxes(lines: Iterable[OrderLine]) -> int:
    return sum(line.quantity - line.cancelled for line in lines)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history: what and by whom in a sentence, more if there is, and when."""

    sentence: str
    text: str
    at: dt.datetime


# {by} who did it, {for} whom they acted for. Beside it: the same when the service did it itself.
SENTENCES = {
    EventKind.PLACED: ("{by} ordered{for}.", "It was ordered."),
    EventKind.CHANGED: ("{by} changed the order{for}.", "The order was changed."),
    EventKind.NO_AUTHORISER: ("", "Nobody is on record who may authorise it."),
    EventKind.ASKED: ("{by} sent it for authorisation.", "It was sent for authorisation."),
    EventKind.REMINDED: ("{by} sent a reminder.", "A reminder was sent."),
    EventKind.AUTHORISED: ("{by} authorised it{for}.", "It was authorised."),
    EventKind.DECLINED: ("{by} declined it{for}.", "It was declined."),
    EventKind.EXPIRED: ("", "It expired: nobody had decided in time."),
    EventKind.REOPENED: ("{by} opened it again{for}.", "It was opened again."),
    EventKind.ALLOCATED: ("{by} set boxes aside for it.", "Boxes were set aside for it."),
    EventKind.RELEASED: ("{by} gave back boxes that were set aside.", "Boxes were given back."),
    EventKind.PROMISED: ("{by} promised a date.", "A date was promised."),
    EventKind.SLIPPED: ("{by} gave a later date.", "It will be later than promised."),
    EventKind.DISPATCHED: ("{by} sent a parcel.", "A parcel was sent."),
    EventKind.DELIVERED: ("{by} confirmed that a parcel arrived.", "A parcel arrived."),
    EventKind.LOST: ("{by} recorded that a parcel was lost.", "A parcel was lost."),
    EventKind.RETURNED: ("{by} recorded that a parcel came back.", "A parcel came back."),
    EventKind.CANCELLED: ("{by} cancelled it{for}.", "It was cancelled."),
    EventKind.MOVED: ("", "It moved to another organisation."),
}


TOLD_BY_THEIR_TEXT = (EventKind.ALLOCATED, EventKind.DISPATCHED)  # when the service wrote it


def timeline_of(order: Order) -> list[Happened]:
    """What happened to an order, the first thing first. One query."""
    entries = TimelineEntry.objects.filter(order=order).select_related("by", "acting_for")
    return [_happened(entry) for entry in entries]


def _happened(entry: TimelineEntry) -> Happened:
    if entry.kind in TOLD_BY_THEIR_TEXT and entry.by is None and entry.text:
        return Happened(entry.text, "", entry.at)  # the text says all of it, also of nothing
    return Happened(sentence_of(entry), entry.text, entry.at)


def sentence_of(entry: TimelineEntry) -> str:
    """What happened and by whom. Reads the people of the entry."""
    by_somebody, by_itself = SENTENCES[EventKind(entry.kind)]
    if entry.by is None or not by_somebody:
        return by_itself
    acting = f" for {entry.acting_for.name}" if entry.acting_for else ""
    return by_somebody.format_map({"by": entry.by.name, "for": acting})
