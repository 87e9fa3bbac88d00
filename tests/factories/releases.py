"""Releases for tests: press, and see what each calendar was told; edits as the plan keeps them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import Person
from productive_leader.core.models import Email
from programmes.models import CalendarMessage, Release, Session, Team
from programmes.queries.releases import preview_of
from programmes.services.calendar_mail import write_release
from programmes.services.calling_off import cancel_session, restore_session
from programmes.services.invitations import update_invitations
from programmes.services.people import leave_team
from programmes.services.releases import release_series
from tests.factories.sessions import at, span


def press(team: Team) -> Release:
    """Look, then release, then let the worker write."""
    release = release_series(
        by=team.programme.facilitator, team=team, seen=preview_of(team).fingerprint
    )
    write_release(release_id=release.pk)
    return release


def change(session: Session, **fields: Any) -> Session:
    """What an edit leaves: the plan alone is changed."""
    session.refresh_from_db()
    for name, value in fields.items():
        setattr(session, name, value)
    session.save()
    return session


def move(session: Session, days: int, hour: int = 10) -> Session:
    return change(session, during=span(at(days, hour), session.minutes))


def cancel(session: Session) -> Session:
    return cancel_session(by=session.team.programme.facilitator, session=session)


def restore(session: Session) -> Session:
    return restore_session(by=session.team.programme.facilitator, session=session)


def remove(team: Team, name: str) -> None:
    leave_team(
        by=team.programme.facilitator,
        membership=team.memberships.get(person__name=name),
        on=timezone.localdate(),
    )


def come_back(team: Team, name: str) -> None:
    team.memberships.filter(person__name=name).update(left_on=None)
    update_invitations(team)


def told_of(session: Session) -> list[tuple[str, str, int]]:
    """The whole ledger of one session, in order of person and time."""
    rows = CalendarMessage.objects.filter(invitation__session=session)
    return list(
        rows.order_by("invitation__person__name", "stamp").values_list(
            "invitation__person__name", "method", "sequence"
        )
    )


def told_to(session: Session, name: str) -> list[tuple[str, int]]:
    return [(method, sequence) for who, method, sequence in told_of(session) if who == name]


def mails_since(release: Release) -> list[Email]:
    ids = release.messages.values("email")
    return list(Email.objects.filter(pk__in=ids).order_by("to"))


def by_name(team: Team, name: str) -> Person:
    person: Person = team.memberships.get(person__name=name).person
    return person


def phrases(team: Team) -> dict[str, list[str]]:
    return {str(plan.session): plan.phrases for plan in preview_of(team).changes}


def words(moment: dt.datetime, until: str = "11am") -> str:
    return f"{moment:%A} {moment.day} {moment:%B} {moment.year}, 10am to {until}"
