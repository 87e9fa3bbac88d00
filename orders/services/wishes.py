"""What somebody asks for in an order, checked; each thing that is wrong has its own sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import Organisation, Person
from orders.models import BoxSet, Order
from orders.models.orders import MOST_OF_ONE
from orders.queries.offers import most_without_a_note, must_say_for_whom, people_to_order_for

POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
MOST_PEOPLE = 40
TEAM_SIZE = f"An executive team has 1 to {MOST_PEOPLE} members. Say how many yours has."
NONE_CHOSEN = "Say how many of at least one box set you need."
WHO_TAKES_IT_IN = "Name the person who takes it in."
WHERE_TO = "Say where it is to go: building, street and town."
ADD_POSTCODE = "Add the postcode."
SAY_WHY = "Say why, in a few words."
CHOOSE_FOR_WHOM = "Choose for whom you order."

NOTHING: Mapping[int, int] = MappingProxyType({})

Lines = Sequence[tuple[BoxSet, int]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """All of an order that can be changed later, but for its lines."""

    team_size: int
    note: str
    recipient_name: str
    recipient_email: str
    address: str
    postcode: str
    instructions: str


def wishes_of(order: Order) -> Wishes:
    """As they stand in an order."""
    return Wishes(**{field.name: getattr(order, field.name) for field in fields(Wishes)})


def checked_wishes(lines: Lines, *, had: Mapping[int, int] = NOTHING, **wishes: Any) -> Wishes:
    """Tidied. Raises ValidationError by field, all at once; `lines` is one of the fields.

    `had`: how many of each box set (by id) the order has already; of what was withdrawn since, it
    keeps them and gets no more.
    """
    tidy = Wishes(
        team_size=wishes["team_size"],
        note=wishes["note"].strip(),
        recipient_name=" ".join(wishes["recipient_name"].split()),
        recipient_email=wishes["recipient_email"].strip().lower(),
        address="\n".join(filter(None, map(str.strip, wishes["address"].splitlines()))),
        postcode=_postcode(wishes["postcode"]),
        instructions=" ".join(wishes["instructions"].split()),
    )
    if troubles := _troubles(tidy, lines, had):
        raise ValidationError(troubles)
    texts = {field.name for field in fields(Wishes)}
    others = {field.name for field in Order._meta.fields} - texts
    Order(**asdict(tidy)).clean_fields(exclude=others)  # how long each may be
    return tidy


def _troubles(wishes: Wishes, lines: Lines, had: Mapping[int, int]) -> dict[str, str]:
    found = {
        "team_size": _about_team(wishes.team_size),
        "lines": _about_lines(lines, had),
        "note": about_note(wishes.note, wishes.team_size, lines),
        "recipient_name": "" if wishes.recipient_name else WHO_TAKES_IT_IN,
        "address": "" if wishes.address else WHERE_TO,
        "postcode": about_postcode(wishes.postcode),
    }
    return {field: sentence for field, sentence in found.items() if sentence}


def _about_team(size: int) -> str:
    if 1 <= size <= MOST_PEOPLE:
        return ""
    return TEAM_SIZE


def _about_lines(lines: Lines, had: Mapping[int, int]) -> str:
    if not lines:
        return NONE_CHOSEN
    for box_set, quantity in lines:
        if not 1 <= quantity <= MOST_OF_ONE:
            return how_many(box_set)
        if box_set.withdrawn_at is not None and quantity > had.get(box_set.pk, 0):
            return withdrawn(box_set, had.get(box_set.pk, 0))
    if len({box_set.pk for box_set, _ in lines}) < len(lines):
        return "Each box set stands in an order once. Add the numbers together."
    return ""


def withdrawn(box_set: BoxSet, had: int = 0) -> str:
    """What is told to somebody who wants one of it, or more than the order has already."""
    cannot = f"“{box_set}” was withdrawn and cannot be ordered any more."
    return f"{cannot} Keep {had} or fewer." if had else f"{cannot} Leave it out."


def how_many(box_set: BoxSet) -> str:
    """What is told to somebody whose number cannot be taken."""
    return f"Of “{box_set}”, order 1 to {MOST_OF_ONE}; leave it empty if you need none."


def about_note(note: str, team_size: int, lines: Lines) -> str:
    """What is told to somebody who orders many for so small a team and does not say why."""
    most = most_without_a_note(team_size)
    many = next(((box_set, number) for box_set, number in lines if number > most), None)
    if many is None or note.strip() or team_size < 1:
        return ""
    box_set, number = many
    return (
        f"{number} of “{box_set}” are many for a team of {team_size}. "
        "Say in a few words what for, or order fewer."
    )


def _postcode(text: str) -> str:
    """With one space where it belongs, if it is one."""
    tight = re.sub(r"\s", "", text).upper()
    return f"{tight[:-3]} {tight[-3:]}" if POSTCODE.fullmatch(tight) else text.strip()


def about_postcode(postcode: str) -> str:
    """What is told to somebody whose postcode is none; empty if it is one."""
    if not postcode.strip():
        return ADD_POSTCODE
    if not POSTCODE.fullmatch(re.sub(r"\s", "", postcode).upper()):
        return "Type the whole postcode, for example LS1 4AP."
    return ""


def check_for_whom(by: Person, organisation: Organisation, whom: Person | None) -> None:
    """A PA says for whom; whoever is named is in the executive team. Raises ValidationError."""
    if whom is None:
        if must_say_for_whom(by, organisation):
            raise ValidationError({"on_behalf_of": CHOOSE_FOR_WHOM})
    elif not people_to_order_for(by, organisation).contains(whom):
        sentence = f"{whom} is not in the executive team of {organisation}. Choose again."
        raise ValidationError({"on_behalf_of": sentence})
