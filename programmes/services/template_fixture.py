"""The templates we start with, read from fixtures/templates.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from programmes.queries.contents import (
    AgendaLine,
    Contents,
    PlannedMoment,
    PlannedSession,
    Sheet,
)

CONTENT = Path(__file__).resolve().parent.parent / "fixtures" / "templates.json"


def starting_templates() -> Iterator[tuple[str, Contents, str]]:
    """Slug, contents and notes of each."""
    content = json.loads(CONTENT.read_text(encoding="utf-8"))
    for entry in content["templates"]:
        yield entry["slug"], _contents(entry, content["sessions"]), entry["notes"]


def _contents(entry: Mapping[str, Any], sessions: Mapping[str, Mapping[str, Any]]) -> Contents:
    """One template of the fixture; a session that several templates share is written once."""
    return Contents(
        name=entry["name"],
        summary=entry["summary"],
        sessions=tuple(_session(sessions[one["session"]], one) for one in entry["plan"]),
        moments=tuple(PlannedMoment(**one) for one in entry["moments"]),
        sheets=tuple(
            Sheet(one["level"], one["minutes"], one["summary"], "\n".join(one["text"]))
            for one in entry["role_sheets"]
        ),
    )


def _session(session: Mapping[str, Any], place: Mapping[str, Any]) -> PlannedSession:
    return PlannedSession(
        name=session["name"],
        week=place["week"],
        minutes=session["minutes"],
        audience=session["audience"],
        before="\n".join(session["before"]),
        output="\n".join(session["output"]),
        is_optional=place.get("is_optional", False),
        module=session.get("module", ""),
        agenda=tuple(AgendaLine(**one) for one in session["agenda"]),
    )
