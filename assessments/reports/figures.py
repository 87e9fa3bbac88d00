"""What a report keeps: the result, the weeks it is of, and what it was compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.results import PersonResult, TeamResult, from_json, to_json


@dataclass(frozen=True, slots=True)
class Week:
    """The dates of a capture, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Beside:
    """The person's own team, from five people with a claim on. `median_minutes` is a week's."""

    people: int
    median_minutes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Frozen on its day. `version` names exactly the data that was read."""

    result: PersonResult | TeamResult
    baseline: Week
    repeat: Week
    weeks_per_year: int
    version: str
    beside: Beside | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "result": to_json(self.result),
            "weeks": [
                [week.starts_on.isoformat(), week.ends_on.isoformat()]
                for week in (self.baseline, self.repeat)
            ],
            "weeks_per_year": self.weeks_per_year,
            "version": self.version,
            "beside": self.beside and [self.beside.people, self.beside.median_minutes],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Figures:
        """The equal of what was kept."""
        baseline, repeat = (Week(*map(date.fromisoformat, dates)) for dates in data["weeks"])
        return cls(
            result=from_json(data["result"]),
            baseline=baseline,
            repeat=repeat,
            weeks_per_year=data["weeks_per_year"],
            version=data["version"],
            beside=Beside(*data["beside"]) if data["beside"] else None,
        )
