"""Sessions to come, answers, pulses, actions and promises of the person who looks."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import Person
from productive_leader.core.dates import format_date
from productive_leader.core.words import counted
from productive_leader.site.next_things.things import NextThing
from productive_leader.site.queries.waiting import (
    actions_to_do,
    promises_to_give,
    pulse_to_give,
)
from programmes.enums import Answer
from programmes.models import Invitation
from programmes.queries.actions import is_overdue
from programmes.queries.glances import When
from programmes.queries.owed import in_words
from programmes.queries.sessions import NextSession, name_of, next_sessions_for

SAID = {
    Answer.YES: ("You said yes.", "Yes", "green"),
    Answer.PERHAPS: ("You said perhaps.", "Perhaps", "yellow"),
    Answer.APOLOGIES: ("You sent apologies.", "Apologies", "grey"),
    "": ("Say whether you come.", "Not answered", "yellow"),
}


def session_things(person: Person) -> list[NextThing]:
    """The next session, answers for leaders, the time that is asked, the last pulse."""
    return [
        *_promises(person),
        *_next_sessions(person),
        *_pulse(person),
    ]


def _next_sessions(person: Person) -> Iterator[NextThing]:
    upcoming = next_sessions_for(person)
    for one in upcoming:
        if one.mine:
            yield _own(one, one.mine, person)
            break
    for one in upcoming:
        for theirs in one.unanswered_for:
            yield NextThing(
                f"Answer for {theirs.person}",
                f"Session {one.session.number}, {_when(one)}.",
                reverse("session", args=[one.session.pk]),
                tag="Not answered",
                colour="yellow",
            )


def _own(one: NextSession, mine: Invitation, person: Person) -> NextThing:
    url = reverse("session", args=[one.session.pk])
    text = f"Session {one.session.number}, {_when(one)}."
    if one.details.facilitator == person:
        return NextThing("Your next session", text, url, tag="You lead it", colour="blue")
    said, tag, colour = SAID[mine.answer]
    return NextThing("Your next session", f"{text} {said}", url, tag=tag, colour=colour)


def _when(one: NextSession) -> str:
    """ "Leader and PA: Tuesday 3 March 2026, 2pm to 4pm, Boardroom"."""
    details = one.details
    if details.starts_at is None or details.ends_at is None:
        return details.name
    place = details.place or ("online" if details.link else "")
    return f"{details.name}: {in_words(When(details.starts_at, details.ends_at, place))}"


def _pulse(person: Person) -> Iterator[NextThing]:
    session = pulse_to_give(person)
    if session:
        yield NextThing(
            "Give your pulse",
            f"One minute after session {session.number}, {name_of(session)}. "
            "Nobody sees what one person alone has said.",
            reverse("session_pulse", args=[session.pk]),
        )


def _promises(person: Person) -> Iterator[NextThing]:
    for programme in promises_to_give(person):
        yield NextThing(
            "Accept the time it asks",
            f"{programme} says how much time it asks of you. Accept it, or say why not.",
            reverse("promise", args=[programme.pk]),
            tag="Not answered",
            colour="yellow",
        )


def action_things(person: Person) -> list[NextThing]:
    """What one has still to do, in one card."""
    actions = actions_to_do(person)
    if not actions:
        return []
    late = sum(is_overdue(one) for one in actions)
    heading = counted(len(actions), "action", "actions")
    first = actions[0]
    return [
        NextThing(
            f"{heading}, {late} late" if late else f"{heading} to do",
            f"{first.text}, by {format_date(first.due_on)}.",
            reverse("actions"),
            tag="Late" if late else "",
            colour="red" if late else "grey",
        )
    ]
