"""What a person most likely came to do, first things first.

Only reads, in a fixed number of queries.
"""

from __future__ import annotations

from accounts.models import Person
from productive_leader.site.next_things.office import (
    for_administrators,
    for_facilitators,
)
from productive_leader.site.next_things.orders import order_things
from productive_leader.site.next_things.programmes import (
    first_programme,
    led_things,
    programme_things,
)
from productive_leader.site.next_things.results import result_things, team_result_things
from productive_leader.site.next_things.sessions import action_things, session_things
from productive_leader.site.next_things.things import NextThing
from productive_leader.site.next_things.weeks import log_things
from productive_leader.site.queries.standing import Standing

__all__ = ("NextThing", "next_things_for")


def next_things_for(person: Person, standing: Standing) -> list[NextThing]:
    """Decisions that others wait for, own week, sessions, actions, results, programmes, office."""
    things: list[NextThing] = [*order_things(person, standing)]
    if standing.keeps_logs:
        things += log_things(person)
    if standing.sessions_of:
        things += session_things(person)
    if standing.owns_actions:
        things += action_things(person)
    if standing.keeps_logs:
        things += result_things(person)
    if standing.has_programmes or (standing.is_facilitator and standing.sessions_of):
        things += led_things(person)
    if standing.has_programmes or standing.is_chief_executive:
        things += [*programme_things(person), *team_result_things(person)]
    if standing.is_facilitator and not standing.has_programmes:
        things.append(first_programme())
    things += [*for_facilitators(standing), *for_administrators(standing)]
    return things
