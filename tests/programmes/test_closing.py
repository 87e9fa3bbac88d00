"""Closing a programme: what is in the way, what it ends, and taking it back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import Person
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent
from programmes.enums import SessionState
from programmes.models import Programme, Session, Team
from programmes.queries.releases import preview_of
from programmes.services import cancel_session, close_programme, reopen_programme
from programmes.services.pulses import give_pulse
from programmes.services.releases import release_series
from tests.factories.programmes import make_pair, make_programme, make_team
from tests.factories.sessions import a_session, at
from tests.programmes.promises import refused
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Alice and Amir; Bob leads. One session was held."""
    team = make_pair(make_team(name="First wave")).team
    session = a_session(team, at(-7))
    Session.objects.filter(pk=session.pk).update(
        state=SessionState.HELD, held_at=session.during.upper
    )
    return team


def bob(team: Team) -> Person:
    return team.programme.facilitator


def close(team: Team, on: dt.date | None = None) -> Programme:
    return close_programme(by=bob(team), programme=team.programme, on=on or today())


def get(team: Team, route: str = "programme_close") -> str:
    return client_of(bob(team)).get(reverse(route, args=[team.programme_id])).content.decode()


def post(team: Team, route: str = "programme_close", **data: Any) -> HttpResponse:
    return client_of(bob(team)).post(reverse(route, args=[team.programme_id]), data)


def events() -> list[str]:
    said = AuditEvent.objects.filter(target_type="programmes.programme").order_by("pk")
    return [one for one in said.values_list("action", flat=True) if "ed" in one]


def test_sessions_to_come_and_what_nobody_was_told_are_in_the_way(team: Team) -> None:
    session = a_session(team, at(5), name="Leader and PA")
    to_come = (
        f"First wave has 1 session to come: Leader and PA, {format_date(at(5).date())}. "
        "Cancel it and release first."
    )
    with refused(to_come):
        close(team)
    text = get(team)
    assert to_come in text
    assert reverse("team_dates", args=[team.programme_id, team.pk]) in text
    assert 'name="on"' not in text

    cancel_session(by=bob(team), session=session)
    unreleased = "3 people were not told of changes in First wave yet. Release them first."
    with refused(unreleased):
        close(team)
    text = get(team)
    assert unreleased in text
    assert reverse("team_release", args=[team.programme_id, team.pk]) in text
    assert post(team, on=today().isoformat()).status_code == 200

    release_series(by=bob(team), team=team, seen=preview_of(team).fingerprint)
    assert close(team).closed_on == today()


def test_a_session_without_a_date_is_in_the_way_too(team: Team) -> None:
    session = a_session(team, at(5), name="Leader and PA", released=False)
    Session.objects.filter(pk=session.pk).update(during=None)
    with refused(
        "First wave has 1 session to come: Leader and PA, without a date. "
        "Cancel it and release first."
    ):
        close(team)
    cancel_session(by=bob(team), session=session)
    assert close(team).closed_on == today()


def test_it_closes_on_a_day_that_has_come_and_not_before_it_began(team: Team) -> None:
    with refused(f"Close it on a day that has come; today is {format_date(today())}."):
        close(team, today() + dt.timedelta(days=1))
    Programme.objects.update(starts_on=today())
    with pytest.raises(ValidationError, match="closes on or after the day it starts"):
        close(team, today() - dt.timedelta(days=1))


def test_one_press_closes_and_a_second_one_is_harmless(team: Team) -> None:
    assert f'value="{today().isoformat()}"' in get(team)
    for _ in range(2):
        assert post(team, on=today().isoformat()).status_code == 302
    assert Programme.objects.get().closed_on == today()
    assert events().count("programme.closed") == 1
    assert f"closed on {format_date(today())}" in get(team, "programme")
    assert "open it again?" in get(team, "programme")


@pytest.mark.parametrize("on", ["", "yesterday", "2999-01-01", "0001-01-01"])
def test_a_day_that_cannot_be_is_refused_in_words(team: Team, on: str) -> None:
    response = post(team, on=on)
    assert response.status_code == 200
    assert b"nhsuk-error" in response.content
    assert Programme.objects.get().closed_on is None


def test_closing_is_taken_back_within_fourteen_days(team: Team) -> None:
    Programme.objects.update(starts_on=today() - dt.timedelta(days=60))
    close(team, today() - dt.timedelta(days=14))
    assert "Open it again" in get(team)
    for _ in range(2):
        assert post(team, "programme_reopen").status_code == 302
    assert Programme.objects.get().closed_on is None
    assert events().count("programme.reopened") == 1

    close(team, today() - dt.timedelta(days=15))
    assert "Open it again" not in get(team)
    with pytest.raises(ValidationError, match="more than fourteen days ago"):
        reopen_programme(by=bob(team), programme=team.programme)
    assert post(team, "programme_reopen").status_code == 302
    assert Programme.objects.get().closed_on


def test_only_the_facilitator_closes_and_reopens(team: Team) -> None:
    other = make_programme().facilitator
    for service in (reopen_programme, lambda **who: close_programme(on=today(), **who)):
        with pytest.raises(PermissionDenied):
            service(by=other, programme=team.programme)


def test_a_closed_programme_takes_no_pulse(team: Team) -> None:
    session = a_session(team, at(-1))
    Session.objects.filter(pk=session.pk).update(
        state=SessionState.HELD, held_at=session.during.upper
    )
    alice = team.memberships.get(person__name="Dr Alice Ahmed").person
    close(team)
    sentence = f"This programme closed on {format_date(today())}."
    with refused(sentence):
        give_pulse(by=alice, session=session, control=3, energy=3)
    page = client_of(alice).get(reverse("session_pulse", args=[session.pk])).content.decode()
    assert "so nothing more is asked" in page
    assert 'name="control"' not in page


PAGES = ("programme", "programme_sessions", "role_sheets", "promises", "programme_close")
TEAM_PAGES = ("team_people", "team_dates", "team_release", "team_calendars", "lessons")
SESSION_PAGES = ("session", "session_pulse")


def test_its_pages_offer_nothing_that_would_be_refused(team: Team) -> None:
    session = team.sessions.get()
    close(team)
    client = client_of(bob(team))
    pages = [reverse(name, args=[team.programme_id]) for name in PAGES]
    pages += [reverse(name, args=[team.programme_id, team.pk]) for name in TEAM_PAGES]
    pages += [reverse(name, args=[session.pk]) for name in SESSION_PAGES]
    offered = {}
    for page in pages:
        response = client.get(page)
        if response.status_code == 404:
            continue
        main = response.content.decode().partition("<main")[2].partition("</main>")[0]
        offered[page] = main.count('method="post"')
    reopen = reverse("programme_close", args=[team.programme_id])
    assert {page: forms for page, forms in offered.items() if forms} == {reopen: 1}
