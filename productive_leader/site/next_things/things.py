"""What a next thing is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NextThing:
    """One card: what it is, why now, and where it is done (without `url`: nothing to press)."""

    heading: str
    text: str
    url: str = ""
    tag: str = ""
    colour: str = "grey"
