"""An empty team of Bob Lane's, a list to paste into it, and what came of it."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

from accounts.enums import RoleKind
from accounts.models import Person, Role
from productive_leader.core.dates import today
from programmes.models import Membership, Pair, Session, Team
from programmes.services.joining import Added
from programmes.services.people import add_people
from tests.factories.accounts import a_person, a_role
from tests.factories.programmes import make_organisation, make_programme, make_team

PASTE = """Name;E-mail;Role;Whose PA;Job title
Dr Alice Ahmed;alice@trust.example;leader;;Medical director
Tom Price;tom@trust.example;leader
Amir Khan;amir@trust.example;PA;Alice Ahmed and Tom Price;Executive assistant
"""


def an_empty_team() -> Team:
    """An empty team; its facilitator, Bob Lane, has an address at trust.example."""
    organisation = make_organisation()
    bob = a_person("Bob Lane", email="bob@trust.example")
    a_role(bob, organisation, RoleKind.FACILITATOR, starts_on=dt.date(2010, 1, 4))
    return make_team(make_programme(organisation=organisation, facilitator=bob))


def paste(team: Team, text: str, **more) -> Added:
    return add_people(by=team.programme.facilitator, team=team, text=text, **more)


def member(team: Team, name: str) -> Membership:
    return team.memberships.get(person__name=name, left_on=None)


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def live_pairs(team: Team) -> list[str]:
    return [str(pair) for pair in Pair.objects.live(today() + timedelta(days=1)).filter(team=team)]


def kinds(name: str) -> set[str]:
    return set(Role.objects.filter(person__name=name).values_list("kind", flat=True))


def wanted(session: Session) -> set[str]:
    return {
        one.person.name
        for one in session.invitations.filter(withdrawn_at=None).select_related("person")
    }
