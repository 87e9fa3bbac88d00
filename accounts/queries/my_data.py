"""Reads: all that is held about a person, as data and as tables for a page."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.db.models import Model

from accounts.models import Person
from productive_leader.core import privacy
from productive_leader.core.dates import format_date, format_when
from productive_leader.core.words import sentence

TITLES = {
    "core.auditevent": "What you did here",
    "core.email": "Messages to you",
    "accounts.person": "You",
    "accounts.eligibility": "Whether you may download the modules",
    "accounts.organisationdomain": "Mail domains you registered",
    "mfa.authenticator": "Passkeys",
    "usersessions.usersession": "Sessions",
    "admin.logentry": "Support site",
}
HEADINGS = {"user_agent": "Browser", "ip": "Internet address", "email": "E-mail address"}


def all_about(person: Person) -> dict[str, list[dict[str, Any]]]:
    """What is held about a person: rows by the label of their model, as the registers say."""
    return privacy.export_for(person.pk, person.email)


def readable(export: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The same as tables for a page: title, columns, rows of text."""
    return [_as_table(label, rows) for label, rows in export.items()]


def _as_table(label: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    model = apps.get_model(label)
    columns = {name: _column(model, name, rows) for name in rows[0]}
    return {
        "title": TITLES.get(label) or sentence(str(model._meta.verbose_name_plural)),
        "columns": [HEADINGS.get(name) or sentence(name.replace("_", " ")) for name in columns],
        "rows": list(zip(*columns.values(), strict=True)),
        "count": len(rows),
    }


def _column(model: type[Model], name: str, rows: list[dict[str, Any]]) -> list[str]:
    """One column as text. A number that stands for another row becomes that row's name."""
    values = [row[name] for row in rows]
    pointed_at = model._meta.get_field(name).related_model
    if not isinstance(pointed_at, type):
        return [_as_text(value) for value in values]
    known = pointed_at._base_manager.in_bulk({value for value in values if value is not None})
    return [_as_text(_name_of(known.get(value), value)) for value in values]


def _name_of(row: Model | None, number: Any) -> Any:
    return getattr(row, "name", None) or getattr(row, "label", None) or number


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return " to ".join(_as_text(part) for part in value) or "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, str):
        return _as_moment(value)
    return "–" if value is None else str(value)


def _as_moment(text: str) -> str:
    """A date or a moment in words; any other text as it is."""
    if len(text) < len("2026-03-03") or text[4:5] != "-":
        return text or "–"
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None:
        return format_date(moment.date())
    return format_when(moment)
