"""Until a release says otherwise, everything stays for participants as they were told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from productive_leader.core.dates import today
from productive_leader.site.next_things.sessions import session_things
from programmes.enums import Audience, CalendarMethod, ReminderKind
from programmes.models import Pair, Programme, Session, Team
from programmes.queries.actions import usual_due_date
from programmes.queries.attendance import sheet_of
from programmes.queries.coming import coming_to
from programmes.queries.glances import sessions_of
from programmes.queries.maps import map_of
from programmes.queries.owed import owed_in
from programmes.queries.reminders import due_at, due_reminders
from programmes.queries.sessions import next_sessions_for
from programmes.services.answers import answer_invitation
from programmes.services.invitations import update_invitations
from tests.factories.programmes import make_colleague, make_pair, make_team
from tests.factories.releases import cancel, change, come_back, press, remove
from tests.factories.sessions import a_session, at, span

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return make_pair(make_team())


@pytest.fixture
def session(pair: Pair) -> Session:
    """In twenty days; Alice, Amir and Bob, who leads it, are told of it."""
    return a_session(pair.team, at(20))


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == [sentence]


def forms(client: Client, person: Person, session: Session) -> int:
    """How many forms for an answer the person's page has."""
    client.force_login(person)
    return len(client.get(reverse("session", args=[session.pk])).context["cards"])


def apologise(client: Client, person: Person, session: Session) -> int:
    client.force_login(person)
    said = {"answer": "apologies", "reason": "On leave"}
    return client.post(reverse("session_answer", args=[session.pk]), said).status_code


def coming(session: Session, person: Person) -> set[str]:
    """Who is coming, as the person reads it."""
    session = Session.objects.get(pk=session.pk)
    runs = person == session.facilitator
    shown = coming_to(session, person, runs=runs)
    paired = [guest for pair in shown.pairs for side in pair for guest in side]
    return {guest.name for guest in (*paired, *shown.others)}


def next_on_map(team: Team) -> dt.datetime | None:
    (programme,) = map_of(team.programme.organisation)
    return programme.waves[0].teams[0].next_at


def reminded(session: Session) -> set[str]:
    """Who would be reminded the day before."""
    due = due_reminders(due_at(at(20), ReminderKind.DAY))
    return {one.invitation.person.name for one in due if one.invitation.session == session}


def test_a_slip_undone_before_a_release_keeps_the_answer(pair: Pair, session: Session) -> None:
    mine = session.invitations.get(person=pair.leader)
    answer_invitation(by=pair.leader, invitation=mine, answer="yes")

    remove(pair.team, pair.leader.name)
    come_back(pair.team, pair.leader.name)

    mine.refresh_from_db()
    assert (mine.withdrawn_at, mine.answer, mine.answered_by) == (None, "yes", pair.leader)


def test_whoever_was_told_to_stay_away_and_is_asked_again_starts_anew(
    pair: Pair, session: Session
) -> None:
    mine = session.invitations.get(person=pair.leader)
    answer_invitation(by=pair.leader, invitation=mine, answer="yes")

    remove(pair.team, pair.leader.name)
    press(pair.team)
    mine.refresh_from_db()
    assert mine.told_method == CalendarMethod.CANCEL

    come_back(pair.team, pair.leader.name)
    press(pair.team)
    mine.refresh_from_db()
    assert (mine.told_method, mine.answer) == (CalendarMethod.REQUEST, "")


def test_a_session_called_off_stays_as_told_until_the_release(
    client: Client, pair: Pair, session: Session
) -> None:
    cancel(session)

    assert [one.session for one in next_sessions_for(pair.leader)] == [session]
    assert forms(client, pair.leader, session) == 1
    mine = session.invitations.get(person=pair.leader)
    answer_invitation(by=pair.leader, invitation=mine, answer="yes")
    assert next_on_map(pair.team) == session.released.starts_at
    assert reminded(session) == {"Amir Khan", "Bob Lane", "Dr Alice Ahmed"}

    press(pair.team)
    assert next_sessions_for(pair.leader) == []
    assert forms(client, pair.leader, session) == 0
    assert next_on_map(pair.team) is None
    assert reminded(session) == set()
    with refused("This session is cancelled, so there is nothing to answer."):
        answer_invitation(by=pair.leader, invitation=mine, answer="perhaps")


def test_whoever_is_left_out_stays_as_told_until_the_release(
    client: Client, pair: Pair, session: Session
) -> None:
    """Only PAs from now on, and nobody was told yet."""
    change(session, audience=Audience.PAS)
    update_invitations(pair.team)
    mine = session.invitations.get(person=pair.leader)
    assert mine.withdrawn_at is not None

    assert [one.session for one in next_sessions_for(pair.leader)] == [session]
    assert forms(client, pair.leader, session) == 1
    assert apologise(client, pair.leader, session) == 302
    mine.refresh_from_db()
    assert (mine.answer, mine.reason) == ("apologies", "On leave")
    answer_invitation(by=pair.leader, invitation=mine, answer="yes")
    assert coming(session, pair.pa) == {"Amir Khan", "Bob Lane", "Dr Alice Ahmed"}
    assert coming(session, session.facilitator) == {"Amir Khan", "Bob Lane"}
    assert reminded(session) == {"Amir Khan", "Bob Lane", "Dr Alice Ahmed"}

    press(pair.team)
    assert next_sessions_for(pair.leader) == []
    assert forms(client, pair.leader, session) == 0
    assert coming(session, pair.pa) == {"Amir Khan", "Bob Lane"}
    with refused("You are no longer invited to this session."):
        answer_invitation(by=pair.leader, invitation=mine, answer="perhaps")


def test_whoever_left_the_team_opens_the_page_until_the_release_tells_them(
    client: Client, pair: Pair, session: Session
) -> None:
    remove(pair.team, pair.leader.name)
    pair.team.memberships.filter(person=pair.leader).update(left_on=today() - dt.timedelta(days=1))

    client.force_login(pair.leader)
    page = reverse("session", args=[session.pk])
    assert client.get(page).status_code == 200

    press(pair.team)
    assert client.get(page).status_code == 404


def test_whoever_is_recorded_and_was_told_stays_on_the_list(pair: Pair, session: Session) -> None:
    """Left out without a release: they come, and can be recorded."""
    change(session, audience=Audience.PAS)
    update_invitations(pair.team)
    names = {one.name for one in sheet_of(session).rows}
    assert names == {"Amir Khan", "Bob Lane", "Dr Alice Ahmed"}


def test_another_name_reaches_nobody_before_the_release(
    client: Client, pair: Pair, session: Session
) -> None:
    change(session, name="Secret plan", during=span(at(10), 60))
    (glance,) = sessions_of(pair.team.programme_id)
    assert glance.label == "session 1, Topic 1"
    assert usual_due_date(Session.objects.get(pk=session.pk)) == today() + dt.timedelta(days=34)

    client.force_login(pair.leader)
    pages = (
        reverse("session", args=[session.pk]),
        reverse("action_add", args=[session.pk]),
        reverse("programme_sessions", args=[pair.team.programme_id]),
    )
    assert ["Secret plan" in client.get(one).content.decode() for one in pages] == [False] * 3
    assert "Topic 1" in client.get(pages[1]).content.decode()


def test_a_nudge_and_the_home_page_name_a_session_as_told(client: Client, pair: Pair) -> None:
    soon = a_session(pair.team, at(5))
    over = a_session(pair.team, at(-1))
    for session in (soon, over):
        change(session, name="Secret plan")
    said = [one.heading for one in owed_in(pair.team)[pair.leader.pk]]
    assert said == ["Your answer to session 1, Topic 1", "One minute after session 2, Topic 2"]
    things = [thing.text for thing in session_things(pair.leader)]
    assert [one for one in things if "Secret plan" in one] == []
    assert [one for one in things if "One minute after session 2, Topic 2" in one]


def test_the_sponsor_reads_names_as_told_in_the_cockpit(client: Client, pair: Pair) -> None:
    change(a_session(pair.team, at(5)), name="Secret plan")
    programme = pair.team.programme
    sponsor = make_colleague("Sue Hall", programme.organisation)
    Programme.objects.filter(pk=programme.pk).update(sponsor=sponsor)
    client.force_login(sponsor)
    page = client.get(reverse("programme", args=[programme.pk])).content.decode()
    assert ("Topic 1" in page, "Secret plan" in page) == (True, False)
