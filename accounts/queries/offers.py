"""Reads: the organisations somebody is offered to choose from when they say where they work."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Eligibility, Organisation, Person
from accounts.queries.eligibility import organisations_suggested_to
from accounts.queries.organisations import is_closed, organisations_matching, successor_of

MOST = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """What to choose from. `gone`: closed ones that were found, each with what took over.

    `is_cut`: more were found than are offered. `chosen`: the one that is marked beforehand.
    """

    organisations: tuple[Organisation, ...] = ()
    gone: tuple[tuple[Organisation, Organisation | None], ...] = ()
    is_cut: bool = False
    chosen: Organisation | None = None


def offer_for(person: Person, *, text: str, code: str) -> Offer:
    """What the search finds; without a search what is known of the person.

    `code`: the one that was sent, which is offered in any case, so that it can be refused in words.
    """
    sent = Organisation.objects.filter(code=code).first() if code.isalnum() else None
    offer = _found(text) if text else _known(person)
    if sent is None or sent in offer.organisations:
        return offer
    return Offer((*offer.organisations, sent), offer.gone, offer.is_cut, offer.chosen)


def _found(text: str) -> Offer:
    found = list(organisations_matching(text)[: MOST + 1])
    gone = tuple((one, successor_of(one)) for one in found[:MOST] if is_closed(one))
    heirs = [heir for _, heir in gone if heir]
    current = [one for one in found[:MOST] if not is_closed(one)]
    offered = tuple(dict.fromkeys((*current, *heirs)))
    chosen = offered[0] if len(offered) == 1 else None
    return Offer(offered, gone, len(found) > MOST, chosen)


def _known(person: Person) -> Offer:
    """Where the last answer says, and where the address or a role say."""
    last = latest_answer(person)
    before = (successor_of(last.organisation) or last.organisation) if last else None
    heirs = [before] if before and not is_closed(before) else []
    offered = tuple(dict.fromkeys((*heirs, *organisations_suggested_to(person))))
    chosen = offered[0] if heirs or len(offered) == 1 else None
    return Offer(offered, chosen=chosen)


def latest_answer(person: Person) -> Eligibility | None:
    """What the person said last, whatever became of it."""
    answers = person.eligibilities.select_related("organisation__successor").exclude(address="")
    return answers.order_by("-pk").first()
