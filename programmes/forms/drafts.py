"""The editor of a draft: all its forms together, and what its buttons rearrange."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict

from programmes.enums import Level
from programmes.forms.templates import (
    MOST_SESSIONS,
    BaseSessionFormSet,
    HeadForm,
    SessionFormSet,
    SheetForm,
    is_on,
)
from programmes.queries.contents import AgendaLine, Contents, PlannedSession
from programmes.queries.modules import module_choices

PATTERN = (
    AgendaLine(20, "Look at our measures"),
    AgendaLine(15, "Reflect"),
    AgendaLine(25, "See good practice"),
    AgendaLine(30, "Commit: who, what, by when"),
    AgendaLine(20, "Test plan and review date"),
    AgendaLine(10, "Close and one-minute pulse"),
)
PRESSES = ("add", "remove", "put_back", "up", "down")
SESSION_FIELDS = ("name", "week", "minutes", "audience", "module", "before", "output", "agenda")
BOXES = ("is_optional", "DELETE")


class DraftEditor:
    """All the forms of a draft, bound to what was typed if anything was.

    A press on add, remove, put back or move changes nothing but the page: the forms come back
    unbound, with what was typed, rearranged.
    """

    def __init__(self, contents: Contents, typed: QueryDict | None) -> None:
        self.is_rearranged = typed is not None and any(name in typed for name in PRESSES)
        rows = [_row(one) for one in contents.sessions]
        head = {
            "name": contents.name,
            "summary": contents.summary,
            "moments": contents.moments,
            "seen": contents.fingerprint,
        }
        if typed is not None and self.is_rearranged:
            rows = rearranged(_typed_rows(typed), typed)
            head = {name: typed.get(name, "") for name in head}
        bound = None if self.is_rearranged else typed
        self.head = HeadForm(bound, initial=head)
        self.sessions = cast(
            BaseSessionFormSet,
            SessionFormSet(
                bound,
                initial=None if bound is not None else rows,
                prefix="sessions",
                form_kwargs={"modules": module_choices()},
            ),
        )
        self.sheets = _sheet_forms(contents, typed, is_bound=bound is not None)

    @property
    def every(self) -> list[forms.Form]:
        """Those that count, in the order of the page."""
        sessions = [form for form in self.sessions.forms if not form.is_removed]
        return [self.head, *sessions, *self.sheets]

    @property
    def first_wrong(self) -> forms.Form:
        """The form that the page's title goes by."""
        return next((form for form in self.every if form.errors), self.head)

    @property
    def is_wrong(self) -> bool:
        return any(form.errors for form in self.every) or bool(self.sessions.non_form_errors())

    def is_valid(self) -> bool:
        """Every form is asked, so that all that is wrong is said at once."""
        sheets = [sheet.is_valid() for sheet in self.sheets]
        return all([self.head.is_valid(), self.sessions.is_valid(), *sheets])

    def contents(self) -> Contents:
        """What was typed, once it is valid."""
        head = self.head.cleaned_data
        sheets = [form.sheet() for form in self.sheets]
        return Contents(
            name=head["name"],
            summary=" ".join(head["summary"].split()),
            sessions=tuple(form.planned() for form in self.sessions.kept),
            moments=tuple(sorted(head["moments"], key=lambda one: (one.week, one.name))),
            sheets=tuple(sheet for sheet in sheets if sheet),
        )


def _row(session: PlannedSession) -> dict[str, Any]:
    names = (*SESSION_FIELDS, "is_optional")
    return {name: getattr(session, name) for name in names}


def _typed_rows(typed: QueryDict) -> list[dict[str, Any]]:
    """The sessions as they were typed, whether or not they make sense."""
    try:
        total = min(int(typed.get("sessions-TOTAL_FORMS", "0")), MOST_SESSIONS + 20)
    except ValueError:
        total = 0
    return [
        {name: typed.get(f"sessions-{index}-{name}", "") for name in SESSION_FIELDS}
        | {name: is_on(typed.get(f"sessions-{index}-{name}", "")) for name in BOXES}
        for index in range(total)
    ]


def rearranged(rows: Sequence[dict[str, Any]], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows after one press; a press that names no row changes nothing."""
    moved = list(rows)
    if "add" in typed:
        weeks = [str(row["week"]) for row in rows]
        last = max((int(week) for week in weeks if _is_short_number(week)), default=-2)
        moved.append({"week": last + 2, "minutes": 120, "agenda": PATTERN})
    for name, is_removed in (("remove", True), ("put_back", False)):
        for index in _pressed(typed, name, len(rows)):
            moved[index] = {**moved[index], "DELETE": is_removed}
    for name, step in (("up", -1), ("down", 1)):
        for index in _pressed(typed, name, len(rows)):
            if 0 <= index + step < len(rows):
                moved[index], moved[index + step] = moved[index + step], moved[index]
    return moved


def _pressed(typed: Mapping[str, str], name: str, rows: int) -> Iterator[int]:
    """The row, from 0, that a button of this name was pressed for."""
    number = typed.get(name, "")
    if _is_short_number(number) and 1 <= int(number) <= rows:
        yield int(number) - 1


def _is_short_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 3


def _sheet_forms(contents: Contents, typed: QueryDict | None, *, is_bound: bool) -> list[SheetForm]:
    kept = {sheet.level: sheet for sheet in contents.sheets}
    made = []
    for level in Level:
        sheet = kept.get(level)
        initial: dict[str, Any] = (
            {"minutes": sheet.minutes, "summary": sheet.summary, "text": sheet.text}
            if sheet
            else {}
        )
        if typed is not None and not is_bound:
            names = ("minutes", "summary", "text")
            initial = {name: typed.get(f"sheet-{level.value}-{name}", "") for name in names}
        made.append(SheetForm(typed if is_bound else None, level=level, initial=initial))
    return made
