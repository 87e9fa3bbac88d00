"""When the entries of one UID happen: once, or as often as their rules say."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from icalendar import Calendar, Event
from icalendar.prop import vDDDLists, vDDDTypes, vRecur
from recurring_ical_events import CalendarQuery, EventAdapter

from .entries import is_moved
from .lines import RawEntry
from .zones import Zones

ZONE_NAME = re.compile(r';\s*TZID\s*=\s*(?:"([^"]*)"|([^;]*))', re.IGNORECASE)
SERIES_LINES = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
PLACE_IN_SERIES = "X-PLACE-IN-SERIES"
read_value: Callable[[str], Any] = vDDDTypes.from_ical
"""A date, time, duration or period from its text. ValueError for anything else."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time an entry happens. Dates mean whole days; datetimes carry a zone."""

    entry: RawEntry
    start: date | datetime
    end: date | datetime
    instant: str
    """Which occurrence of its series this is, wherever it was moved to."""


def occurrences(
    entries: list[RawEntry], zones: Zones, start: datetime, end: datetime
) -> list[Occurrence]:
    """What happens between two instants, from all the entries of one UID, and once if that is all.

    ValueError when not one of them can be read; the expanding library may raise anything.
    """
    calendar = Calendar()
    for place, entry in enumerate(entries):
        try:
            event = _event(entry, zones)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            continue
        event[PLACE_IN_SERIES] = place
        calendar.add_component(event)
    if not calendar.subcomponents:
        raise ValueError("No entry of this series can be read.")
    if len(entries) == 1 and entries[0].lines.keys().isdisjoint(SERIES_LINES):
        once = EventAdapter(calendar.subcomponents[0])
        return [Occurrence(entries[0], once.start, once.end, "")]
    found = CalendarQuery(calendar).between(start, end)
    return [_occurrence(event, entries) for event in found]


def _occurrence(event: Any, entries: list[RawEntry]) -> Occurrence:
    entry = entries[event[PLACE_IN_SERIES]]
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    moved = is_moved(entry) and "RANGE" not in event["RECURRENCE-ID"].params
    return Occurrence(entry, start, end, _instant(event["RECURRENCE-ID"].dt if moved else start))


def _instant(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        moment = moment.astimezone(UTC)
    return moment.isoformat()


def _event(entry: RawEntry, zones: Zones) -> Event:
    """The entry as icalendar knows it, with nothing but its times."""
    event = Event()
    event["UID"] = "series"
    event["DTSTART"] = vDDDTypes(_only(_moments(entry, "DTSTART", zones)))
    if "DTEND" in entry.lines:
        event["DTEND"] = vDDDTypes(_only(_moments(entry, "DTEND", zones)))
    elif "DURATION" in entry.lines:
        event["DURATION"] = vDDDTypes(read_value(entry.first("DURATION")))
    if "RRULE" in entry.lines:
        rules = [line.rpartition(":")[2].strip().upper() for line in entry.lines["RRULE"]]
        event["RRULE"] = [vRecur.from_ical(rule) for rule in rules if rule]
    for name in ("RDATE", "EXDATE"):
        if moments := _moments(entry, name, zones):
            event[name] = vDDDLists(moments)
    if is_moved(entry):
        event["RECURRENCE-ID"] = _recurrence_id(entry, zones)
    event["SEQUENCE"] = _number(entry.first("SEQUENCE"))
    return event


def _recurrence_id(entry: RawEntry, zones: Zones) -> vDDDTypes:
    line = entry.lines["RECURRENCE-ID"][0].upper()
    onwards = {"RANGE": "THISANDFUTURE"} if "THISANDFUTURE" in line else {}
    return vDDDTypes(_only(_moments(entry, "RECURRENCE-ID", zones)), params=onwards)


def _moments(entry: RawEntry, name: str, zones: Zones) -> list[Any]:
    """Every date, time or period of all lines of this name, each time with its zone."""
    calendar_zone = zones.find(entry.calendar.zone) if entry.calendar.zone else None
    found: list[Any] = []
    for line in entry.lines.get(name, ()):
        head, _, values = line.rpartition(":")
        named = ZONE_NAME.search(head)
        name_in_line = (named.group(1) or named.group(2) or "").strip() if named else ""
        zone = zones.find_or_london(name_in_line or entry.calendar.zone)
        only_date = "VALUE=DATE" in head.upper().split(";")
        for value in filter(None, (value.strip().upper() for value in values.split(","))):
            moment = read_value(value[:8] if only_date else value)
            found.append(_placed(moment, zone, calendar_zone))
    return found


def _placed(moment: Any, zone: tzinfo, calendar_zone: tzinfo | None) -> Any:
    """The moment in its zone.

    A UTC time in a calendar that names its zone moves there: Google writes times in UTC, yet they
    repeat by the clock on the wall.
    """
    if isinstance(moment, tuple):
        return tuple(_placed(part, zone, calendar_zone) for part in moment)
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            return moment.replace(tzinfo=zone)
        return moment.astimezone(calendar_zone) if calendar_zone else moment
    return moment


def _only(moments: list[Any]) -> date:
    if len(moments) != 1 or not isinstance(moments[0], date):
        raise ValueError("One date or time is needed.")
    return moments[0]


def _number(text: str) -> int:
    return int(text[:9]) if text.isascii() and text.isdigit() else -1
