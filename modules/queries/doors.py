"""The three doors of the catalogue: who may order, download or ask, and what opens each.

A door says whether it is open to the person who reads, why, and what to do next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Person
from modules.enums import Topic
from modules.models import Module, Version
from modules.queries.download_door import Door, download_door, sign_in_door
from modules.queries.readers import Reader, reader_of

__all__ = ["Door", "Doors", "doors_for", "opens_box_sets"]


@dataclass(frozen=True, slots=True)
class Doors:
    """The three of them, for one reader and one module, or for the catalogue as a whole."""

    order: Door
    download: Door
    contact: Door

    @property
    def every(self) -> tuple[Door, Door, Door]:
        return self.order, self.download, self.contact


BoxSets = Callable[[Person | None, Module | None], Door | None]
_box_sets: dict[str, BoxSets] = {}


def opens_box_sets(finder: BoxSets) -> BoxSets:
    """Ask this function for the door to the box sets; None leaves it as it is.

    The room above that takes orders registers itself here.
    """
    _box_sets[f"{finder.__module__}.{finder.__name__}"] = finder
    return finder


def doors_for(
    person: Person | None, module: Module | None, version: Version | None = None
) -> Doors:
    """The doors of a module, or of the whole catalogue when none is given.

    `version` is the one on the page, the latest unless given. No query for somebody who is not
    signed in, four at most for others.
    """
    reader = reader_of(person, module) if person and person.is_authenticated else None
    shown = version.number if version else _latest(module)
    return Doors(
        order=_order_door(person, module, reader),
        download=download_door(reader, module, shown) if reader else sign_in_door(module),
        contact=_contact_door(reader, module),
    )


def _latest(module: Module | None) -> int | None:
    return module.published.number if module and module.published else None


def _order_door(person: Person | None, module: Module | None, reader: Reader | None) -> Door:
    for finder in _box_sets.values():
        if door := finder(person, module):
            return door
    why = "Box sets are free, but cannot be ordered here yet. Ask us, and we tell you more."
    if reader and reader.executive_team:
        why = f"Your team at {reader.executive_team} may have one. {why}"
    return Door(
        heading="Order the box set",
        who="Executive teams in the NHS in England",
        state="Not open yet",
        colour="grey",
        why=why,
        action="Ask about a box set",
        url=_contact_about(Topic.BOX_SETS, module),
    )


def _contact_door(reader: Reader | None, module: Module | None) -> Door:
    why = "In Scotland, Wales, Northern Ireland or elsewhere, or not in the NHS: a person answers."
    if reader and reader.has_all:
        why = "Something is wrong or unclear, or you ask for somebody else: a person answers."
    return Door(
        heading="Contact us",
        who="Everyone else",
        state="Open to everybody",
        colour="green",
        why=why,
        action="Write to us",
        url=_contact_about(Topic.MODULES, module),
    )


def _contact_about(topic: Topic, module: Module | None) -> str:
    about = {"topic": topic.value} | ({"module": module.slug} if module else {})
    return f"{reverse('contact')}?{urlencode(about)}"
