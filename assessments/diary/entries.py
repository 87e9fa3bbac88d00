"""What one raw entry says about itself: title, reason not to count it, the days it may touch."""

import math
import re
import unicodedata
from datetime import date

from .lines import RawEntry

MAX_TITLE = 200
PRIVATE = "Private"
NO_TITLE = "No title"
UNTIL = re.compile(r"UNTIL=(\d{8})")
TEXT = re.compile(r'[^":]*+(?:"[^"]*+"[^":]*+)*+:(.*)', re.DOTALL)
ESCAPED = re.compile(r"\\([nN,;\\])")
DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_private(entry: RawEntry, *, series_is_private: bool = False) -> bool:
    """A moved occurrence that does not say keeps to what its series says."""
    access = entry.first("CLASS") or entry.first("X-CALENDARSERVER-ACCESS")
    if not access:
        return series_is_private and is_moved(entry)
    return access in ("PRIVATE", "CONFIDENTIAL", "RESTRICTED")


def title_of(entry: RawEntry) -> str:
    """The title as one line of visible characters, at most 200."""
    line = entry.lines.get("SUMMARY", [""])[0]
    found = TEXT.match(line[: 20 * MAX_TITLE])
    text = ESCAPED.sub(_unescape, found.group(1)) if found else ""
    words = "".join(_visible(character) for character in text).split()
    return " ".join(words)[:MAX_TITLE].strip() or NO_TITLE


def why_not_attended(entry: RawEntry, owner_email: str) -> str:
    """ "Cancelled" or "Declined", else empty."""
    if entry.first("STATUS") == "CANCELLED" or entry.calendar.method == "CANCEL":
        return "Cancelled"
    owner = owner_email.strip().upper()
    if owner and any(_declines(line.upper(), owner) for line in entry.lines.get("ATTENDEE", [])):
        return "Declined"
    return ""


def is_free(entry: RawEntry) -> bool:
    return (
        entry.first("TRANSP") == "TRANSPARENT"
        or entry.first("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"
    )


def is_marked_all_day(entry: RawEntry) -> bool:
    return entry.first("X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE"


def is_moved(entry: RawEntry) -> bool:
    """Whether it replaces one occurrence of a series."""
    return "RECURRENCE-ID" in entry.lines


def repeats(entry: RawEntry) -> bool:
    return not entry.lines.keys().isdisjoint(("RRULE", "RDATE", "RECURRENCE-ID"))


def days_touched(entry: RawEntry) -> tuple[float, float]:
    """The first and last day, as ordinals, on which anything of this entry can fall.

    Read from the digits alone and generous: every doubt widens it, up to always.
    """
    lines = entry.lines
    start, end = _day(entry.first("DTSTART")), _day(entry.first("DTEND"))
    ranged = any("RANGE" in line.upper() for line in lines.get("RECURRENCE-ID", ()))
    if start is None or (end is None and "DTEND" in lines) or "RDATE" in lines or ranged:
        return -math.inf, math.inf
    if "DURATION" in lines:
        return (-math.inf if "-" in entry.first("DURATION") else start), math.inf
    end = start if end is None else end
    length = abs(end - start)
    return min(start, end), max(start, end, _last_repeat(lines.get("RRULE", []))) + length


def _last_repeat(rules: list[str]) -> float:
    """The latest UNTIL of all rules; for ever when one has none."""
    latest = -math.inf
    for rule in rules:
        days = [_day(digits) for digits in UNTIL.findall(rule.upper())]
        latest = max([latest, *(math.inf if day is None else day for day in days or [None])])
    return latest


def _day(value: str) -> int | None:
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:8])).toordinal()
    except ValueError:
        return None


def _declines(attendee: str, owner: str) -> bool:
    """Whether this upper-case ATTENDEE line is the owner, having declined."""
    address = attendee.rpartition(":")[2].strip().strip('<>"')
    named = re.search(r';EMAIL="?([^";:]*)', attendee)
    is_owner = address == owner or bool(named and named.group(1).strip() == owner)
    return is_owner and bool(re.search(r';\s*PARTSTAT\s*=\s*"?DECLINED', attendee))


def _unescape(found: re.Match[str]) -> str:
    return " " if found.group(1) in "nN" else found.group(1)


def _visible(character: str) -> str:
    if character in DIRECTION_CONTROLS:
        return ""
    if unicodedata.category(character) == "Cc":
        return " "
    return character
