"""The day document as people send it: read once, checked once, with a sentence for each trouble."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from assessments.enums import BlockSource, Obstacle, Worth
from assessments.timeline import (
    LONDON,
    Interval,
    Span,
    find_overlaps,
    is_on_grid,
    local,
    log_day,
)
from productive_leader.core.dates import format_hours_between

WORTHS, SOURCES, OBSTACLES = Worth.values, BlockSource.values, Obstacle.values
MAX_BLOCKS = 300  # 25 hours of 5 minutes
MAX_INTERRUPTIONS = 500
NOTE_LENGTH = 200
INTERRUPTION_NOTE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one entry; `index` counts blocks from 0, None means the whole day."""

    index: int | None
    field: str
    message: str


class InvalidDay(Exception):
    """The day cannot be kept as sent. Carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """A block as sent. `during` lies in the log day, on its grid."""

    category: str
    during: Interval
    worth: str = ""
    planned: bool | None = None
    obstacles: tuple[str, ...] = ()
    note: str = ""
    source: str = BlockSource.PAINTED
    diary: int | None = None


@dataclass(frozen=True, slots=True)
class InterruptionDraft:
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class DayChange:
    """The whole day as it shall be. None means: leave as it is."""

    revision: int
    blocks: tuple[BlockDraft, ...]
    worked: bool | None = None
    done: bool | None = None
    interruptions: tuple[InterruptionDraft, ...] | None = None
    dismissed: frozenset[int] = field(default_factory=frozenset)
    restored: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class DayRules:
    """What a day accepts: its date, its grid and the categories of its log."""

    date: date
    slot_minutes: int
    categories: Collection[str]


def read_change(data: Mapping[str, Any], rules: DayRules) -> DayChange:
    """The document of a PUT. Raises InvalidDay with a message for each bad entry."""
    reader = _Reader(rules)
    change = DayChange(
        revision=reader.whole_number(data.get("revision"), None, "revision"),
        worked=reader.maybe_flag(data.get("worked"), None, "worked"),
        done=reader.maybe_flag(data.get("done"), None, "done"),
        blocks=reader.blocks(data.get("blocks")),
        interruptions=reader.interruptions(data.get("interruptions")),
        dismissed=reader.ids(data.get("dismissed"), "dismissed"),
        restored=reader.ids(data.get("restored"), "restored"),
    )
    _refuse(reader.problems or _overlap_problems(change.blocks))
    return change


def check_change(change: DayChange, rules: DayRules) -> DayChange:
    """The same change, if every block is in the day, on the grid, known and clear of the others."""
    day = log_day(rules.date)
    problems: list[Problem] = []
    for index, block in enumerate(change.blocks):
        problems += _category_problems(index, block.category, rules)
        problems += _time_problems(index, block.during, day, rules)
    _refuse(problems or _overlap_problems(change.blocks))
    return change


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidDay(problems)


def _category_problems(index: int, category: str, rules: DayRules) -> list[Problem]:
    if category in rules.categories:
        return []
    unknown = f"There is no category called “{category[:60]}” in this log."
    return [Problem(index, "category", unknown if category else "Choose a category.")]


def _time_problems(index: int, during: Interval, day: Interval, rules: DayRules) -> list[Problem]:
    if not day.contains(during):
        message = f"{_span(during)} is outside this day, which runs from 4am to 4am."
    elif not all(is_on_grid(end, rules.slot_minutes) for end in (during.start, during.end)):
        message = f"Times go in steps of {rules.slot_minutes} minutes; {_span(during)} does not."
    else:
        return []
    return [Problem(index, "start", message)]


def _overlap_problems(blocks: tuple[BlockDraft, ...]) -> list[Problem]:
    spans = [Span(block.during, index) for index, block in enumerate(blocks)]
    return [
        Problem(
            second,
            "start",
            f"{_span(blocks[second].during)} overlaps {_span(blocks[first].during)}. "
            "Shorten one of them or take one away.",
        )
        for first, second in find_overlaps(spans)
    ]


def _span(during: Interval) -> str:
    start, end = local(during.start), local(during.end)
    return format_hours_between(start, end)


class _Reader:
    """Turns JSON values into domain types, gathering problems instead of stopping at the first."""

    def __init__(self, rules: DayRules) -> None:
        self.rules = rules
        self.day = log_day(rules.date)
        self.problems: list[Problem] = []

    def bad(self, index: int | None, name: str, message: str) -> None:
        self.problems.append(Problem(index, name, message))

    def whole_number(self, value: Any, index: int | None, name: str) -> int:
        if type(value) is int and 0 <= value < 2**31:
            return value
        self.bad(index, name, f"“{name}” must be a whole number, 0 or more.")
        return 0

    def maybe_flag(self, value: Any, index: int | None, name: str) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        self.bad(index, name, f"“{name}” must be true, false or left out.")
        return None

    def text(self, value: Any, index: int | None, name: str, longest: int) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.bad(index, name, f"“{name}” must be text.")
            return ""
        if "\x00" in value:
            self.bad(index, name, f"“{name}” contains a character that cannot be kept.")
            return ""
        if len(value) > longest:
            self.bad(index, name, f"“{name}” must be {longest} characters or fewer.")
            return ""
        return value.strip()

    def one_of(self, value: Any, allowed: Collection[str], index: int, name: str) -> str:
        if value in (None, ""):
            return ""
        if isinstance(value, str) and value in allowed:
            return value
        self.bad(index, name, f"“{name}” must be one of: {', '.join(allowed)}.")
        return ""

    def instant(self, value: Any, index: int | None, name: str) -> datetime | None:
        """ISO 8601; without an offset it is Europe/London."""
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None:
            self.bad(index, name, f"“{name}” must be a date and time such as 2026-11-10T09:00.")
            return None
        if index is not None and (moment.second or moment.microsecond):
            self.bad(index, name, f"“{name}” must be a whole minute.")
            return None
        try:
            return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
        except OverflowError:
            self.bad(index, name, f"“{name}” is too far away.")
            return None

    def listed(self, value: Any, name: str, most: int) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.bad(None, name, f"“{name}” must be a list of objects.")
            return []
        if len(value) > most:
            self.bad(None, name, f"“{name}” must have {most} entries or fewer.")
            return []
        return value

    def blocks(self, value: Any) -> tuple[BlockDraft, ...]:
        items = self.listed(value, "blocks", MAX_BLOCKS)
        drafts = [self.block(index, item) for index, item in enumerate(items)]
        return tuple(draft for draft in drafts if draft is not None)

    def block(self, index: int, item: dict[str, Any]) -> BlockDraft | None:
        during = self.during(index, item)
        category = self.category(index, item.get("category"))
        diary = item.get("diary")
        checked = (
            self.one_of(item.get("worth"), WORTHS, index, "worth"),
            self.maybe_flag(item.get("planned"), index, "planned"),
            self.obstacles(item.get("obstacles"), index),
            self.text(item.get("note"), index, "note", NOTE_LENGTH),
            self.one_of(item.get("source"), SOURCES, index, "source") or BlockSource.PAINTED,
            None if diary is None else self.whole_number(diary, index, "diary"),
        )
        return BlockDraft(category, during, *checked) if during else None

    def during(self, index: int, item: dict[str, Any]) -> Interval | None:
        start = self.instant(item.get("start"), index, "start")
        end = self.instant(item.get("end"), index, "end")
        if start is None or end is None:
            return None
        try:
            during = Interval(start, end)
        except (ValueError, OverflowError):
            self.bad(index, "end", "The end must be later than the start.")
            return None
        self.problems += _time_problems(index, during, self.day, self.rules)
        return during

    def category(self, index: int, value: Any) -> str:
        if value is not None and not isinstance(value, str):
            self.bad(index, "category", "“category” must be text.")
            return ""
        self.problems += _category_problems(index, value or "", self.rules)
        return value or ""

    def obstacles(self, value: Any, index: int) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > len(OBSTACLES):
            self.bad(index, "obstacles", "“obstacles” must be a short list.")
            return ()
        chosen = [self.one_of(one, OBSTACLES, index, "obstacles") for one in value]
        return tuple(sorted({one for one in chosen if one}))

    def interruptions(self, value: Any) -> tuple[InterruptionDraft, ...] | None:
        if value is None:
            return None
        drafts = []
        for item in self.listed(value, "interruptions", MAX_INTERRUPTIONS):
            at = self.instant(item.get("at"), None, "interruptions")
            note = self.text(item.get("note"), None, "interruptions", INTERRUPTION_NOTE_LENGTH)
            if at is not None and not self.day.contains(at):
                self.bad(None, "interruptions", "An interruption lies outside this day.")
            elif at is not None:
                drafts.append(InterruptionDraft(at, note))
        return tuple(drafts)

    def ids(self, value: Any, name: str) -> frozenset[int]:
        if value is None:
            return frozenset()
        if not isinstance(value, list) or len(value) > MAX_BLOCKS:
            self.bad(None, name, f"“{name}” must be a list of numbers.")
            return frozenset()
        return frozenset(self.whole_number(one, None, name) for one in value)
