"""Fields of the office forms: one line, several lines, an agenda."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from modules.queries.drafts import Line
from productive_leader.core.widgets import TextArea

LONGEST_AGENDA = 20_000  # characters
LONGEST_TITLE, LONGEST_NOTE = 120, 400  # as the rows hold them
LONGEST_ITEM = 480  # minutes
SHOWN = 40  # characters of a line in a message
LOAD_AGAIN = "Part of this page is missing. Load it again, then type your changes once more."
UNPRINTABLE = "There is a character in it that cannot be printed. Type it again."


def _require_printable(text: str) -> None:
    if not text.isprintable():
        raise ValidationError(UNPRINTABLE)


def line_field(label: str, longest: int, missing: str = "", **more: Any) -> forms.CharField:
    """One line of text. `missing`: the sentence when it is empty."""
    too_long = f"{label}: {longest} characters are the most. Shorten it."
    return forms.CharField(
        label=label,
        max_length=longest,
        validators=[_require_printable],
        error_messages={"required": missing, "max_length": too_long},
        **more,
    )


def text_field(
    label: str,
    longest: int,
    *,
    rows: int = 4,
    kind: type[forms.CharField] = forms.CharField,
    **more: Any,
) -> forms.CharField:
    """Several lines, kept as they are typed but for the space around them."""
    too_long = f"{label}: {longest:,} characters are the most. Shorten it."
    return kind(
        label=label,
        widget=TextArea(attrs={"rows": rows}),
        validators=[MaxLengthValidator(longest, too_long)],
        **more,
    )


def number_field(
    label: str,
    least: int,
    most: int,
    *,
    kind: type[forms.IntegerField] = forms.IntegerField,
    **more: Any,
) -> forms.IntegerField:
    sentence = f"{label}: type a whole number from {least} to {most}."
    return kind(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
        **more,
    )


def seen_field() -> forms.CharField:
    """What was read before the change, as a fingerprint."""
    return forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages=dict.fromkeys(("required", "max_length"), LOAD_AGAIN),
    )


class Later:
    """May stay empty in a draft. It is needed for publishing, so it is not called optional."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:  # type: ignore[attr-defined]  # of the field beside
            super().validate(value)  # type: ignore[misc]


class LaterText(Later, forms.CharField):
    """A text that a draft may still lack."""


class LaterNumber(Later, forms.IntegerField):
    """A number that a draft may still lack."""


class LinesField(forms.CharField):
    """One thing on each line; empty lines go. Cleans to a text."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return "\n".join(filter(None, map(str.strip, text.splitlines())))


class AgendaField(LaterText):
    """An agenda: minutes, title, and after a bar a note. Cleans to a tuple of Line."""

    widget = TextArea

    def clean(self, value: Any) -> tuple[Line, ...]:
        text = super().clean(value)
        if len(text) > LONGEST_AGENDA:
            raise ValidationError(f"{LONGEST_AGENDA:,} characters are the most. Shorten it.")
        lines, problems = [], []
        for number, line in _numbered(text):
            try:
                lines.append(_read(line))
            except ValueError as problem:
                problems.append(f"Agenda, line {number}: {problem}")
        if problems:
            raise ValidationError(problems)
        return tuple(lines)

    def prepare_value(self, value: Any) -> Any:
        return agenda_text(value) if isinstance(value, tuple) else value


def agenda_text(agenda: Sequence[Line]) -> str:
    """As it is typed, one item on each line."""
    return "\n".join(
        f"{line.minutes} {line.title}" + (f" | {line.note}" if line.note else "") for line in agenda
    )


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def _read(line: str) -> Line:
    """Raises ValueError with the rest of a sentence."""
    found = re.match(r"(\d{1,6})\s*(?:min\b\.?)?\s*([^|]*)(?:\|(.*))?$", line, re.ASCII)
    if found is None:
        raise ValueError(
            f"“{_short(line)}” does not begin with its minutes. "
            "Write it like “20 Look at our measures | a note”."
        )
    minutes, title, note = int(found[1]), found[2].strip(), (found[3] or "").strip()
    if not 1 <= minutes <= LONGEST_ITEM:
        raise ValueError(f"the minutes go from 1 to {LONGEST_ITEM}; this says {minutes}.")
    if not title:
        raise ValueError("there is a number but no title after it.")
    for what, part, longest in (("title", title, LONGEST_TITLE), ("note", note, LONGEST_NOTE)):
        if len(part) > longest:
            raise ValueError(f"the {what} has {len(part)} characters, {longest} are the most.")
    return Line(minutes, title, note)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
