"""One agenda for several modules: it opens once, closes once, and nobody sits for too long.

Minutes throughout. A single module keeps its own agenda, but for the breaks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST_SITTING = 90
BREAK = 10
WITHOUT_A_BREAK = 20  # whoever is nearly there goes on to the end
WELCOMES, CLOSES = ("welcome",), ("close", "closing")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a module's own agenda."""

    minutes: int
    title: str
    note: str = ""


WELCOME = Line(5, "Welcome", "What today is for, in what order, and who writes down decisions.")
CLOSE = Line(
    10,
    "Close",
    "What was decided is read out once more, each thing with its owner and its date.",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the whole: `starts` minutes after the beginning. `module`: whose it is, or ""."""

    starts: int
    minutes: int
    title: str
    note: str = ""
    module: str = ""
    is_break: bool = False

    @property
    def ends(self) -> int:
        return self.starts + self.minutes

    def at(self, beginning: dt.time) -> dt.time:
        """The time of day when the whole begins at `beginning`."""
        begun = dt.datetime.combine(dt.date.min, beginning)
        return (begun + dt.timedelta(minutes=self.starts)).time()


def one_agenda(modules: Sequence[tuple[str, Sequence[Line]]]) -> tuple[Item, ...]:
    """The agenda of modules (name, lines) held one after the other."""
    held = [(name, lines) for name, lines in modules if lines]
    if len(held) < 2:
        return _with_breaks((name, line) for name, lines in held for line in lines)
    parts = [_opened_and_closed(lines) for _, lines in held]
    welcome = _shared([first for first, _, _ in parts if first], WELCOME)
    close = _shared([last for _, _, last in parts if last], CLOSE)
    bodies = zip((name for name, _ in held), (body for _, body, _ in parts), strict=True)
    middle = [(name, line) for name, body in bodies for line in body]
    return _with_breaks([("", welcome), *middle, ("", close)])


def _opened_and_closed(lines: Sequence[Line]) -> tuple[Line | None, Sequence[Line], Line | None]:
    """Its welcome, what it is about, its close. What it is about is never empty."""
    first = lines[0] if len(lines) > 1 and _begins(lines[0], WELCOMES) else None
    body = lines[1:] if first else lines
    last = body[-1] if len(body) > 1 and _begins(body[-1], CLOSES) else None
    return first, body[:-1] if last else body, last


def _begins(line: Line, words: tuple[str, ...]) -> bool:
    return line.title.casefold().startswith(words)


def _shared(theirs: Sequence[Line], ours: Line) -> Line:
    """As long as the longest of theirs, called as they all call it; ours where they have none."""
    titles = {line.title for line in theirs}
    title = titles.pop() if len(titles) == 1 else ours.title
    minutes = max((line.minutes for line in theirs), default=ours.minutes)
    return Line(minutes, title, ours.note)


def _with_breaks(planned: Iterable[tuple[str, Line]]) -> tuple[Item, ...]:
    """A break before whatever would make people sit longer than ninety minutes at a stretch."""
    lines = list(planned)
    left = sum(line.minutes for _, line in lines)
    items: list[Item] = []
    at = sitting = 0
    for name, line in lines:
        if sitting and sitting + line.minutes > LONGEST_SITTING and left > WITHOUT_A_BREAK:
            items.append(Item(at, BREAK, "Break", is_break=True))
            at, sitting = at + BREAK, 0
        items.append(Item(at, line.minutes, line.title, line.note, name))
        at, sitting, left = at + line.minutes, sitting + line.minutes, left - line.minutes
    return tuple(items)
