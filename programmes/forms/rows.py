"""Rows that are added, moved and taken away by buttons of their own, without script."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet
from django.http import QueryDict

LOAD_AGAIN = "Part of this page is missing. Load it again, then type your changes once more."
MORE = 3  # empty rows at a time
MOST = 100


class BaseRows(BaseFormSet):  # type: ignore[type-arg]  # not generic when run
    """A table of rows; empty ones and those ticked to be taken away do not count."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": LOAD_AGAIN,
        "too_many_forms": "There can be at most %(num)d rows. Take some away.",
    }

    def initial_form_count(self) -> int:
        """What was sent is all there is: a row that was emptied is gone."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Messages say which row they are of: in the summary they stand alone."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove"
        if index is None:
            return
        for field in form.fields.values():
            for code, text in list(field.error_messages.items()):
                field.error_messages[code] = f"Row {index + 1}: {text}"

    def kept(self) -> list[dict[str, Any]]:
        """The cleaned rows that count, in their order."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [row for row in rows if row and not row.get("DELETE")]


def is_rearranged(data: QueryDict | None) -> bool:
    """Whether a button for the rows themselves was pressed, and nothing is to be saved."""
    return data is not None and any(name in data for name in ("add", "up", "down"))


def rearranged(data: QueryDict, fields: tuple[str, ...]) -> list[dict[str, str]]:
    """What was typed, as initial values, with empty rows added or one row moved up or down.

    `fields` are those of a row; a button's value is the number of its row, from 1.
    """
    total = min(_number(data.get("form-TOTAL_FORMS")), MOST)
    names = (*fields, "DELETE")
    rows = [{name: data.get(f"form-{row}-{name}", "") for name in names} for row in range(total)]
    for button, step in (("up", -1), ("down", 1)):
        here = _number(data.get(button)) - 1
        if 0 <= here < total and 0 <= here + step < total:
            rows[here], rows[here + step] = rows[here + step], rows[here]
    while rows and not any(rows[-1].values()):
        rows.pop()
    return rows + [{}] * MORE if "add" in data else rows


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 5 else 0
