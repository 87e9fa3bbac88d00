"""Texts of one thing on each line: an agenda, what happens between sessions, what to bring."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from programmes.forms.texts import TextArea
from programmes.queries.contents import AgendaLine, PlannedMoment

LONGEST_AGENDA = 20_000  # characters
LONGEST_TITLE, LONGEST_NOTE, LONGEST_MOMENT = 120, 400, 300  # as the rows hold them
LONGEST_ITEM = 480  # minutes
LAST_WEEK = 104
SHOWN = 40  # characters of a line in a message


class LinesField(forms.CharField):
    """Lines without what stands round them; empty ones go. Cleans to a text."""

    widget = TextArea

    def __init__(self, *, longest: int, where: str, rows: int = 2, **more: Any) -> None:
        self.where = where
        message = f"{where}: {longest:,} characters are the most. Shorten it."
        super().__init__(
            validators=[MaxLengthValidator(longest, message)],
            widget=TextArea(attrs={"rows": rows}),
            **more,
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return "\n".join(filter(None, map(str.strip, text.splitlines())))


class AgendaField(LinesField):
    """An agenda: minutes, title, and after a bar a note. Cleans to a tuple of AgendaLine.

    `where` begins each message, so that it can be found: "Session 2, agenda".
    """

    def __init__(self, *, where: str = "Agenda", rows: int = 8, **more: Any) -> None:
        super().__init__(longest=LONGEST_AGENDA, where=where, rows=rows, **more)

    def clean(self, value: Any) -> tuple[AgendaLine, ...]:
        forms.CharField.clean(self, value)
        return _read(_agenda_line, value, self.where)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return agenda_text(value)
        return value


class MomentsField(LinesField):
    """What happens between the sessions: week, minutes, name, and after a bar what it is."""

    def clean(self, value: Any) -> tuple[PlannedMoment, ...]:
        forms.CharField.clean(self, value)
        return _read(_moment, value, self.where)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return "\n".join(
                _with_note(f"{one.week} {one.minutes} {one.name}", one.text) for one in value
            )
        return value


def agenda_text(lines: Sequence[AgendaLine]) -> str:
    """An agenda as it is typed, one item on each line."""
    return "\n".join(_with_note(f"{one.minutes} {one.title}", one.note) for one in lines)


def _with_note(text: str, note: str) -> str:
    return f"{text} | {note}" if note else text


def _read(reader: Any, value: Any, where: str) -> tuple[Any, ...]:
    """Each line that is not empty, read; all that is wrong is said at once."""
    read, problems = [], []
    for number, line in _lines(str(value or "")):
        try:
            read.append(reader(line))
        except ValueError as problem:
            problems.append(f"{where}, line {number}: {problem}")
    if problems:
        raise ValidationError(problems)
    return tuple(read)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def _agenda_line(line: str) -> AgendaLine:
    """`20 Look at our measures | a note`. Raises ValueError with the rest of a sentence."""
    found = re.match(r"(\d+)\s*(?:min\b\.?)?\s*(.*)", line, re.ASCII)
    if not found:
        raise ValueError(
            f"“{_short(line)}” does not begin with its minutes. "
            "Write it like “20 Look at our measures | a note”."
        )
    title, note = _title_and_note(found[2], LONGEST_NOTE)
    return AgendaLine(_number(found[1], "the minutes go", 1, LONGEST_ITEM), title, note)


def _moment(line: str) -> PlannedMoment:
    """`9 15 Mid-point check | what it is`."""
    found = re.match(r"(\d+)\s+(\d+)\s+(.*)", line, re.ASCII)
    if not found:
        raise ValueError(
            f"“{_short(line)}” does not begin with its week and its minutes. "
            "Write it like “9 15 Mid-point check | a log of two days”."
        )
    week = _number(found[1], "the week goes", 0, LAST_WEEK)
    minutes = _number(found[2], "the minutes go", 0, LONGEST_ITEM * 5)
    name, text = _title_and_note(found[3], LONGEST_MOMENT)
    return PlannedMoment(week, minutes, name, text)


def _number(digits: str, what: str, least: int, most: int) -> int:
    number = int(digits) if len(digits) <= 6 else most + 1
    if not least <= number <= most:
        raise ValueError(f"{what} from {least} to {most}; this says {_short(digits)}.")
    return number


def _title_and_note(text: str, longest_note: int) -> tuple[str, str]:
    title, _, note = (part.strip() for part in text.partition("|"))
    if not title:
        raise ValueError("there is a number but no title after it.")
    for what, part, longest in (("title", title, LONGEST_TITLE), ("note", note, longest_note)):
        if len(part) > longest:
            raise ValueError(f"the {what} has {len(part)} characters, {longest} are the most.")
    return title, note


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
