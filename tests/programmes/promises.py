"""Programmes that ask for time, and people who answer, for the tests of both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import RoleKind
from programmes.enums import Audience
from programmes.models import Programme, Promise, Session, Team
from programmes.queries.promises import parts_of
from programmes.queries.time_asked import Ask, plan_of
from programmes.services.promises import answer_promise, ask_for_promises
from tests.factories.programmes import (
    make_colleague,
    make_organisation,
    make_pair,
    make_programme,
    make_team,
)
from tests.factories.sessions import a_template


@contextmanager
def refused(*sentences: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == list(sentences)


def a_programme(weeks: tuple[int, ...] = (0, 2, 4)) -> Programme:
    """With an hour's session in each week, and two hours beside them for every level."""
    organisation = make_organisation()
    cheryl = make_colleague("Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE)
    programme = make_programme(organisation=organisation, sponsor=cheryl)
    programme.template_version = a_template(weeks)
    programme.save()
    return programme


def a_pair_team(programme: Programme | None = None) -> Team:
    """Alice leads, Amir is her PA; three sessions in four weeks."""
    team = make_team(programme or a_programme())
    make_pair(team)
    return team


def a_sponsored_session(team: Team) -> None:
    """The last one, also for the sponsor."""
    last = team.sessions.order_by("number").last()
    assert last
    Session.objects.filter(pk=last.pk).update(audience=Audience.SPONSOR_TOO)


def asked(team: Team) -> Programme:
    programme = Programme.objects.get(pk=team.programme_id)
    ask_for_promises(by=programme.facilitator, programme=programme)
    return programme


def promise(programme: Programme, level: str) -> Promise:
    return Promise.objects.get(programme=programme, level=level)


def answer(programme: Programme, level: str, said: str = "accepted", reason: str = "") -> Promise:
    row = promise(programme, level)
    return answer_promise(by=row.person, promise=row, answer=said, reason=reason)


def standings(programme: Programme) -> dict[str, str]:
    return {part.level: part.standing.name for part in parts_of(programme)}


def ask_of(programme: Programme, level: str) -> Ask:
    return plan_of(programme).ask(level)


def figures(programme: Programme, level: str) -> tuple[int, int, int, int]:
    ask = ask_of(programme, level)
    return ask.minutes, ask.session_minutes, ask.beside_minutes, ask.weekly_minutes
