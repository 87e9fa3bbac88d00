"""Telling people what is to be decided, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.models import Eligibility, Person
from accounts.queries.organisations import successor_of
from productive_leader.core.dates import today
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email


def tell_deciders(eligibility: Eligibility, deciders: Iterable[Person]) -> None:
    """Those who can decide. However often somebody changes a question: one message a day."""
    asked = f"{eligibility.person_id}:{eligibility.organisation_id}:{today()}"
    for decider in deciders:
        _send(
            "asked",
            eligibility,
            to=decider,
            key=f"eligibility-asked:{asked}:{decider.pk}",
            url=absolute("eligibility_decide", eligibility.pk),
        )


def tell_decision(eligibility: Eligibility, *, to: Person) -> None:
    """The person: yes or no, why, and what to do next."""
    _send("decided", eligibility, to=to, granted=eligibility.state == "granted")


def tell_lapse(eligibility: Eligibility, *, was_asked: bool) -> None:
    """The person: what has changed. `was_asked`: it was still waiting for a decision."""
    heir = successor_of(eligibility.organisation)
    _send("lapsed", eligibility, to=eligibility.person, was_asked=was_asked, heir=heir)


def tell_ending(eligibility: Eligibility) -> None:
    """The person, thirty days ahead: until when, and how it goes on."""
    _send("ending", eligibility, to=eligibility.person)


def _send(what: str, eligibility: Eligibility, *, to: Person, **more: Any) -> None:
    key = more.pop("key", f"eligibility-{what}:{eligibility.pk}")
    context = {
        "to": to,
        "person": eligibility.person,
        "eligibility": eligibility,
        "organisation": eligibility.organisation,
        "url": absolute("eligibility"),
    }
    queue_email(
        to=to.email, template=f"accounts/eligibility_{what}", context=context | more, key=key
    )
