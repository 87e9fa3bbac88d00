"""From the bytes of an iCalendar file to its raw entries.

Reading every property of thousands of entries takes seconds, and one broken line would cost the
whole diary. So this keeps only the lines the week needs, unread, and forgives what exporters and
mail gateways do: any line ending, mixed case, byte-order marks, folds inside a character, missing
END lines.
"""

import codecs
import re
from dataclasses import dataclass, field

from . import problems

MAX_ENTRIES = 10_000
MAX_DEPTH = 20
ENTRY_LINES = frozenset(
    {
        *("UID", "SUMMARY", "SEQUENCE", "STATUS", "TRANSP", "CLASS", "X-CALENDARSERVER-ACCESS"),
        *("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
        *("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT"),
    }
)
ZONE_LINES = frozenset({"DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"})
IS_CALENDAR = re.compile(rb"(?im)^[ \t]*+BEGIN[ \t]*+:[ \t]*+VCALENDAR")
WIDE_TEXT = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
WIDE_BEGINNINGS = ((b"B\0E\0G\0", "utf-16-le"), (b"\0B\0E\0G", "utf-16-be"))


@dataclass(slots=True)
class RawCalendar:
    """One VCALENDAR: what it says about all of its entries."""

    method: str = ""
    zone: str = ""


@dataclass(slots=True)
class RawEntry:
    """One VEVENT: its useful lines, unfolded but unread, by upper-case name."""

    calendar: RawCalendar
    lines: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The value of the first line of this name, trimmed and upper case; empty without one."""
        found = self.lines.get(name)
        return found[0].rpartition(":")[2].strip().upper() if found else ""


@dataclass(slots=True)
class RawDiary:
    """Everything a file holds that matters: entries, and zone definitions by name.

    `breaks_off`: the file ends inside a calendar, so later entries may be missing.
    """

    entries: list[RawEntry] = field(default_factory=list)
    zones: dict[str, list[str]] = field(default_factory=dict)
    breaks_off: bool = False


def read_diary(data: bytes) -> RawDiary:
    """The raw entries of a calendar file. DiaryProblem when it is no calendar, or has too many."""
    text = _as_text(data)
    reader = _Reader()
    for line in text.split("\n"):
        reader.take(line)
    return reader.finish()


def _as_text(data: bytes) -> str:
    """Unfolded text with plain line ends. Unfolds bytes, as folds may split a character."""
    data = _as_utf8(data).removeprefix(codecs.BOM_UTF8)
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = re.sub(rb"\n\n+", b"\n", data) if b"\n\n" in data else data
    if not IS_CALENDAR.search(data):
        raise problems.not_a_calendar()
    if b"\0" in data:
        raise problems.holds_nul()
    data = data.replace(b"\n ", b"").replace(b"\n\t", b"")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _as_utf8(data: bytes) -> bytes:
    for beginning, encoding in WIDE_TEXT + WIDE_BEGINNINGS:
        if data.startswith(beginning):
            try:
                return data.decode(encoding).encode("utf-8")
            except UnicodeError:
                raise problems.damaged() from None
    return data


class _Reader:
    """Takes one line after another and keeps track of the component it is in."""

    def __init__(self) -> None:
        self.diary = RawDiary()
        self._calendar = RawCalendar()
        self._within: list[str] = []
        self._zone_lines: list[str] = []
        self._zone_name = ""

    def take(self, line: str) -> None:
        name = line.partition(":")[0].partition(";")[0].strip().upper()
        if name == "BEGIN":
            self._begin(_component(line))
        elif name == "END":
            self._end(_component(line))
        elif self._within:
            self._property(self._within[-1], name, line)

    def finish(self) -> RawDiary:
        """The diary, once the last line is taken."""
        self.diary.breaks_off = bool(self._within)
        return self.diary

    def _begin(self, component: str) -> None:
        if component == "VCALENDAR":
            self._within.clear()
            self._calendar = RawCalendar()
        elif component in self._within:
            del self._within[self._within.index(component) :]
        if component == "VEVENT":
            self.diary.entries.append(RawEntry(self._calendar))
            if len(self.diary.entries) > MAX_ENTRIES:
                raise problems.too_many_entries(MAX_ENTRIES)
        elif component == "VTIMEZONE":
            self._zone_lines, self._zone_name = [], ""
        elif component in ("STANDARD", "DAYLIGHT"):
            self._zone_lines.append(f"BEGIN:{component}")
        self._within.append(component)
        if len(self._within) > MAX_DEPTH:
            raise problems.damaged()

    def _end(self, component: str) -> None:
        if component not in self._within:
            return
        del self._within[self._within.index(component) :]
        if component in ("STANDARD", "DAYLIGHT"):
            self._zone_lines.append(f"END:{component}")
        elif component == "VTIMEZONE" and self._zone_name:
            self.diary.zones.setdefault(self._zone_name, self._zone_lines)

    def _property(self, component: str, name: str, line: str) -> None:
        if component == "VEVENT":
            if name in ENTRY_LINES or (name == "ATTENDEE" and "DECLINED" in line.upper()):
                self.diary.entries[-1].lines.setdefault(name, []).append(line)
        elif component == "VCALENDAR":
            self._calendar_property(name, line)
        elif component == "VTIMEZONE":
            if name == "TZID":
                self._zone_name = line.partition(":")[2].strip()
        elif component in ("STANDARD", "DAYLIGHT") and name in ZONE_LINES:
            self._zone_lines.append(f"{name}:{line.rpartition(':')[2].strip()}")

    def _calendar_property(self, name: str, line: str) -> None:
        if name == "METHOD":
            self._calendar.method = line.rpartition(":")[2].strip().upper()
        elif name == "X-WR-TIMEZONE":
            self._calendar.zone = line.rpartition(":")[2].strip()


def _component(line: str) -> str:
    return line.partition(":")[2].strip().upper()
