"""A diary that obeys RFC 5546 as Outlook, Google and Apple do, and complains of what breaks it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tests.support.second_opinion import ReadEvent


@dataclass
class Held:
    """What a diary holds of one identity; cancelled ones are remembered by their number."""

    sequence: int
    stamp: dt.datetime
    event: ReadEvent

    @property
    def is_there(self) -> bool:
        return self.event.method == "REQUEST"


@dataclass
class Diary:
    """One person's. Entries by UID."""

    entries: dict[str, Held] = field(default_factory=dict)

    def take(self, event: ReadEvent) -> None:
        """A message arrives. Fails where a diary would ignore it or lose an answer unasked."""
        uid, sequence = event["UID"], int(event["SEQUENCE"])
        stamp = event.moment("DTSTAMP")
        before = self.entries.get(uid)
        assert event["STATUS"] == {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}[event.method]
        if before is None:
            assert event.method == "REQUEST", "taken out before it was there"
        else:
            assert stamp > before.stamp, "older than what is there"
            assert sequence >= before.sequence, "a number fell"
            if needs_number(before.event, event):
                assert sequence > before.sequence, "a change that a diary would ignore"
        self.entries[uid] = Held(sequence, stamp, event)

    def shown(self) -> dict[str, tuple[dt.datetime, dt.datetime, str]]:
        """What stands in it: start, end and who leads, by UID."""
        return {
            uid: (
                held.event.moment("DTSTART"),
                held.event.moment("DTEND"),
                held.event.person("ORGANIZER")[0],
            )
            for uid, held in self.entries.items()
            if held.is_there
        }


def needs_number(before: ReadEvent, now: ReadEvent) -> bool:
    """RFC 5546, 2.1.4, and a new organiser's name, which is our facilitator's."""
    watched = ("DTSTART", "DTEND", "STATUS", "ORGANIZER")
    return now.method == "CANCEL" or any(
        before.properties[name] != now.properties[name] for name in watched
    )
