"""The chosen log days of a diary."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from assessments.timeline import LONDON, Interval, log_day, split_by_day

from . import problems
from .budget import OutOfTime, TimeLimit
from .entries import (
    PRIVATE,
    days_touched,
    is_free,
    is_marked_all_day,
    is_moved,
    is_private,
    repeats,
    title_of,
    why_not_attended,
)
from .lines import RawDiary, RawEntry, read_diary
from .problems import DiaryProblem
from .repeats import Occurrence, occurrences
from .zones import Zones

SECONDS = 6.0
SECONDS_A_SERIES = 2.0
DAY = timedelta(days=1)
MARGIN_DAYS = 3
"""Zones reach 14 hours from London and a log day ends at 04:00; the rest is caution."""


@dataclass(frozen=True, slots=True)
class DiaryEvent:
    """A diary entry within one log day, whole minutes, in UTC.

    `key` names this occurrence and stays the same when the diary is exported again, wherever the
    occurrence was moved to; a part of an entry that crosses 04:00 has its log day in the key. At
    most 41 characters. `series` is shared by all occurrences of a recurring entry, else empty.
    `reason` says why an entry starts unticked.
    """

    key: str
    series: str
    title: str
    start: datetime
    end: datetime
    ticked: bool
    reason: str


def read_week(
    data: bytes,
    first: date,
    last: date,
    *,
    owner_email: str = "",
    max_bytes: int = 5 * 1024 * 1024,
    max_events: int = 5000,
) -> list[DiaryEvent]:
    """The entries of the log days first to last, both included, in order of time.

    `max_events` bounds the entries returned. DiaryProblem, and nothing else, for any file that
    cannot be read, is too large or has nothing on these days.
    """
    if last < first:
        raise ValueError("The last day must not be before the first.")
    if len(data) > max_bytes:
        raise problems.too_large(max_bytes)
    try:
        week = _Week(first, last, owner_email, max_events)
        return week.read(read_diary(data))
    except DiaryProblem:
        raise
    except OutOfTime:
        raise problems.too_slow() from None
    except Exception as error:
        raise problems.damaged() from error


class _Week:
    def __init__(self, first: date, last: date, owner_email: str, max_events: int) -> None:
        self._first, self._last = first, last
        self._owner_email = owner_email
        self._max_events = max_events
        self._span = Interval(log_day(first).start, log_day(last).end)
        self._around = Interval(self._span.start - DAY, self._span.end + DAY)
        self._unreadable = 0

    def read(self, diary: RawDiary) -> list[DiaryEvent]:
        if not diary.entries and not diary.breaks_off:
            raise problems.no_entries()
        found: dict[str, DiaryEvent] = {}
        with TimeLimit(seconds=SECONDS, each=SECONDS_A_SERIES) as limit:
            zones = Zones(diary.zones)
            for uid, entries in self._nearby(diary):
                limit.next_piece()
                for event in self._events_in_time(uid, entries, zones, limit):
                    found[event.key] = event
                if len(found) > self._max_events:
                    raise problems.too_many_in_the_week(self._max_events, self._first, self._last)
        if not found:
            raise self._nothing(diary)
        return sorted(found.values(), key=lambda event: (event.start, event.end, event.title))

    def _nothing(self, diary: RawDiary) -> DiaryProblem:
        if diary.breaks_off:
            return problems.breaks_off(self._first, self._last)
        if self._unreadable == len(_by_uid(diary)):
            return problems.no_readable_entries()
        return problems.nothing_in_the_week(self._first, self._last)

    def _nearby(self, diary: RawDiary) -> Iterator[tuple[str, list[RawEntry]]]:
        """Every UID with an entry that may touch the chosen days.

        All its entries stay together: a moved occurrence far away still takes its place in the
        series, and of two versions the newer one counts.
        """
        first = self._first.toordinal() - MARGIN_DAYS
        last = self._last.toordinal() + MARGIN_DAYS
        for uid, entries in _by_uid(diary).items():
            touched = (days_touched(entry) for entry in entries)
            if any(start <= last and end >= first for start, end in touched):
                yield uid, entries

    def _events_in_time(
        self, uid: str, entries: list[RawEntry], zones: Zones, limit: TimeLimit
    ) -> list[DiaryEvent]:
        """The events of one UID, none when it cannot be read: the rest of the diary still can."""
        try:
            return list(self._events(uid, entries, zones))
        except OutOfTime:
            if not limit.piece_is_over:
                raise problems.too_slow() from None
            private = any(is_private(entry) for entry in entries)
            title = PRIVATE if private else title_of(entries[0])
            raise problems.repeats_without_end(title) from None
        except Exception:  # noqa: BLE001 - the expanding library raises what it likes
            self._unreadable += 1
            return []

    def _events(self, uid: str, entries: list[RawEntry], zones: Zones) -> Iterator[DiaryEvent]:
        recurring = any(repeats(entry) for entry in entries)
        series = _digest(uid) if recurring else ""
        series_is_private = any(is_private(entry) for entry in entries if not is_moved(entry))
        for occurrence in occurrences(entries, zones, self._around.start, self._around.end):
            whole, all_day = _interval(occurrence)
            if whole is None or not whole.overlaps(self._span):
                continue
            entry = occurrence.entry
            private = is_private(entry, series_is_private=series_is_private)
            title = PRIVATE if private else title_of(entry)
            reason = self._reason(entry, all_day=all_day)
            whole_key = _digest(uid, occurrence.instant if recurring else "")
            for key, part in self._parts(whole_key, whole):
                yield DiaryEvent(key, series, title, part.start, part.end, not reason, reason)

    def _parts(self, key: str, whole: Interval) -> Iterator[tuple[str, Interval]]:
        """The part within each chosen log day, and its key.

        Cut with a day to spare on either side, so that crossing 04:00 shows at the edges too.
        """
        for day, part in split_by_day(whole.intersection(self._around) or whole):
            if self._first <= day <= self._last:
                yield key if part == whole else f"{key}-{day:%Y%m%d}", part

    def _reason(self, entry: RawEntry, *, all_day: bool) -> str:
        if missed := why_not_attended(entry, self._owner_email):
            return missed
        if all_day:
            return "All day"
        return "Shown as free" if is_free(entry) else ""


def _by_uid(diary: RawDiary) -> dict[str, list[RawEntry]]:
    series: defaultdict[str, list[RawEntry]] = defaultdict(list)
    for entry in diary.entries:
        series[_uid(entry)].append(entry)
    return series


def _uid(entry: RawEntry) -> str:
    """The UID, or for the few entries without one, what they would be recognised by."""
    line = entry.lines.get("UID", [""])[0]
    return line.partition(":")[2].strip() or _digest(
        *entry.lines.get("DTSTART", []), *entry.lines.get("SUMMARY", [])
    )


def _interval(occurrence: Occurrence) -> tuple[Interval | None, bool]:
    """When the occurrence happens, and whether it is an all-day one.

    All-day entries take whole log days. None for an entry shorter than a minute.
    """
    start, end = occurrence.start, occurrence.end
    days = _whole_days(start, end, marked=is_marked_all_day(occurrence.entry))
    if days:
        return Interval(log_day(days[0]).start, log_day(days[1]).end), True
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None, False
    minutes = [moment.astimezone(UTC).replace(second=0, microsecond=0) for moment in (start, end)]
    return (Interval(*minutes) if minutes[0] < minutes[1] else None), False


def _whole_days(
    start: date | datetime, end: date | datetime, *, marked: bool
) -> tuple[date, date] | None:
    """First and last date of an all-day entry.

    Also of one written as midnight to midnight: in London, or anywhere when it is marked all-day.
    """
    if isinstance(start, datetime) and isinstance(end, datetime):
        in_london = start.astimezone(LONDON), end.astimezone(LONDON)
        days = (_dates(start, end) if marked else None) or _dates(*in_london)
    elif isinstance(start, datetime) or isinstance(end, datetime):
        return None
    else:
        days = start, end
    return (days[0], max(days[0], days[1] - DAY)) if days else None


def _dates(start: datetime, end: datetime) -> tuple[date, date] | None:
    """The dates of two midnights, the same one excluded."""
    if start.time() == end.time() == time() and start.date() < end.date():
        return start.date(), end.date()
    return None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
