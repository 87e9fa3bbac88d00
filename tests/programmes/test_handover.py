from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent, Email
from programmes.enums import CalendarMethod, SessionState
from programmes.models import Programme, Session, Team
from programmes.permissions import programmes_run_by, programmes_visible_to, teams_run_by
from programmes.queries.handover import successors_of
from programmes.queries.releases import preview_of
from programmes.services import close_programme
from programmes.services.handover import hand_over
from tests.factories.programmes import (
    make_colleague,
    make_organisation,
    make_pair,
    make_programme,
    make_team,
)
from tests.factories.releases import cancel
from tests.factories.sessions import a_session, at, release

pytestmark = pytest.mark.django_db


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == [sentence]


@pytest.fixture
def team() -> Team:
    """Alice and Amir; Bob leads, and Carol could."""
    return make_pair(make_team(name="First wave")).team


@pytest.fixture
def carol(team: Team) -> Person:
    return make_colleague("Carol Reed", team.programme.organisation, RoleKind.FACILITATOR)


def bob_of(team: Team) -> Person:
    return Programme.objects.get(pk=team.programme_id).facilitator


def give(team: Team, to: Person) -> Programme:
    return hand_over(by=bob_of(team), programme=team.programme, to=to)


def facilitators(team: Team) -> list[str]:
    return [one.facilitator.name for one in team.sessions.order_by("number")]


def invited(session: Session) -> list[str]:
    live = session.invitations.filter(withdrawn_at=None)
    return sorted(live.values_list("person__name", flat=True))


def when(session: Session) -> str:
    assert session.on
    return f"{format_date(session.on)}, 10am to 11am"


def test_another_facilitator_leads_the_programme_and_its_sessions_to_come(
    team: Team, carol: Person
) -> None:
    bob = bob_of(team)
    a_session(team, at(-7))
    to_come = a_session(team, at(7))
    uid, sequence = to_come.uid, to_come.sequence
    a_session(team, at(14), released=False)

    programme = give(team, carol)

    assert programme.facilitator == carol
    assert facilitators(team) == ["Bob Lane", "Carol Reed", "Carol Reed"]
    to_come.refresh_from_db()
    assert (to_come.uid, to_come.sequence) == (uid, sequence)
    assert invited(to_come) == ["Amir Khan", "Carol Reed", "Dr Alice Ahmed"]
    event = AuditEvent.objects.get(action="programme.handed_over")
    assert (event.actor_id, event.detail) == (
        bob.pk,
        {"from": bob.pk, "to": carol.pk, "sessions": 2},
    )


def test_the_old_one_loses_sight_of_it_and_the_new_one_runs_it(team: Team, carol: Person) -> None:
    bob = bob_of(team)
    give(team, carol)
    assert list(programmes_visible_to(bob)) == list(teams_run_by(bob)) == []
    assert list(programmes_run_by(carol)) == [team.programme]
    with pytest.raises(PermissionDenied):
        hand_over(by=bob, programme=team.programme, to=bob)


def test_calendars_hear_of_it_with_the_next_release_and_keep_their_entries(
    team: Team, carol: Person
) -> None:
    bob, session = bob_of(team), a_session(team, at(7))
    assert not preview_of(team)

    give(team, carol)

    told = {
        one.person.name: (one.change.method, one.told is not None)
        for one in preview_of(team).messages
    }
    assert told == {
        "Dr Alice Ahmed": (CalendarMethod.REQUEST, True),
        "Amir Khan": (CalendarMethod.REQUEST, True),
        "Bob Lane": (CalendarMethod.CANCEL, True),
        "Carol Reed": (CalendarMethod.REQUEST, False),
    }
    assert session.invitations.get(person=bob).withdrawn_at


def test_the_new_one_gets_one_message_with_the_way_to_release(
    team: Team, carol: Person, settings
) -> None:
    a_session(team, at(7))
    give(team, carol)
    email = Email.objects.get()
    here = f"{settings.SITE_URL}/programmes/{team.programme_id}/"
    assert (email.to, email.subject) == (carol.email, "You lead Executive team now")
    assert email.text == (
        "Dear Carol Reed,\n"
        "\n"
        "Bob Lane has handed Executive team over to you. You lead it from now on, "
        "with 1 session to come.\n"
        "\n"
        f"Who needs a nudge, what is next: {here}\n"
        "\n"
        "Calendars still name Bob Lane. They hear of the change when you release it:\n"
        f"- First wave: {here}teams/{team.pk}/release/\n"
        "\n"
        "The Productive Leader\n"
    )
    assert f"{here}teams/{team.pk}/release/" in email.html


def test_an_administrator_hands_over_and_both_hear_of_it(team: Team, carol: Person) -> None:
    dana = Person.objects.create_user("dana@national.example", "Dana Reid", is_staff=True)
    bob = bob_of(team)
    hand_over(by=dana, programme=team.programme, to=carol)
    subjects = dict(Email.objects.values_list("to", "subject"))
    assert subjects == {
        carol.email: "You lead Executive team now",
        bob.email: "Carol Reed leads Executive team now",
    }


def test_whoever_is_booked_at_those_times_is_refused_by_name_and_time(
    team: Team, carol: Person
) -> None:
    first, second = a_session(team, at(7)), a_session(team, at(14))
    theirs = make_programme(
        organisation=team.programme.organisation, facilitator=carol, name="Finance"
    )
    finance = make_team(theirs, "Finance team")
    a_session(finance, at(7), name="Email")
    elsewhere = make_organisation("Seaford Community Trust")
    carol.roles.create(organisation=elsewhere, kind=RoleKind.FACILITATOR)
    a_session(make_team(make_programme(organisation=elsewhere, facilitator=carol)), at(14))

    with refused(
        "Carol Reed is booked at the time of these sessions: "
        f"{when(first)} (“Email” with Finance team); {when(second)}. "
        "Move one of each two, or choose somebody else."
    ):
        give(team, carol)

    assert bob_of(team).name == "Bob Lane"
    assert facilitators(team) == ["Bob Lane", "Bob Lane"]


def test_a_seat_in_another_session_is_a_booking_too(team: Team, carol: Person) -> None:
    from programmes.enums import MemberKind
    from programmes.services import add_member

    session = a_session(team, at(7))
    other = make_team(make_programme(organisation=team.programme.organisation), name="Ward leaders")
    bill = other.programme.facilitator
    add_member(by=bill, team=other, person=carol, kind=MemberKind.LEADER)
    a_session(other, at(7), name="Email")
    with refused(
        "Carol Reed is booked at the time of these sessions: "
        f"{when(session)} (“Email” with Ward leaders). "
        "Move one of each two, or choose somebody else."
    ):
        give(team, carol)


def test_whoever_sits_in_the_team_may_lead_it(team: Team, carol: Person) -> None:
    from programmes.enums import MemberKind
    from programmes.services import add_member

    add_member(by=bob_of(team), team=team, person=carol, kind=MemberKind.LEADER)
    session = a_session(team, at(7))
    give(team, carol)
    assert invited(session) == ["Amir Khan", "Carol Reed", "Dr Alice Ahmed"]


def test_cancelled_sessions_are_no_booking_and_go_along_unless_past(
    team: Team, carol: Person
) -> None:
    for days in (-7, 7):
        gone = a_session(team, at(days))
        Session.objects.filter(pk=gone.pk).update(state=SessionState.CANCELLED)
    give(team, carol)
    assert facilitators(team) == ["Bob Lane", "Carol Reed"]


def test_what_a_colleague_leads_stays_theirs(team: Team, carol: Person) -> None:
    fred = make_colleague("Fred Hall", team.programme.organisation, RoleKind.FACILITATOR)
    a_session(team, at(7), facilitator=fred)
    a_session(team, at(14))
    give(team, carol)
    assert facilitators(team) == ["Fred Hall", "Carol Reed"]


def test_only_a_facilitator_of_the_organisation_takes_over(team: Team) -> None:
    organisation = team.programme.organisation
    sam = make_colleague("Sam Wood", organisation)
    eve = make_colleague("Eve Stone", make_organisation(), RoleKind.FACILITATOR)
    for person in (sam, eve):
        with refused(f"{person} is not a facilitator at {organisation}."):
            give(team, person)
    with refused("Bob Lane leads this programme already. Choose somebody else."):
        give(team, bob_of(team))
    assert list(successors_of(team.programme)) == []


@pytest.mark.parametrize("kind", [RoleKind.LEADER, RoleKind.CHIEF_EXECUTIVE, RoleKind.FACILITATOR])
def test_nobody_else_hands_it_over(team: Team, carol: Person, kind: RoleKind) -> None:
    person = make_colleague("Somebody Else", team.programme.organisation, kind)
    with pytest.raises(PermissionDenied):
        hand_over(by=person, programme=team.programme, to=carol)


def test_a_closed_programme_stays_with_who_closed_it(
    client: Client, team: Team, carol: Person
) -> None:
    bob = bob_of(team)
    close_programme(by=bob, programme=team.programme, on=today())
    with refused(f"This programme closed on {format_date(today())}."):
        give(team, carol)
    assert enter(client, bob).get(page_of(team)).status_code == 404


def enter(client: Client, person: Person) -> Client:
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def page_of(team: Team) -> str:
    return f"/programmes/{team.programme_id}/hand-over/"


def test_the_page_says_what_happens_and_then_does_it(
    client: Client, team: Team, carol: Person
) -> None:
    release(a_session(team, at(7)))
    a_session(team, at(14), released=False)
    enter(client, bob_of(team))
    page = client.get(page_of(team)).text
    assert "2 sessions to come go along; people were told of 1." in page
    assert "You do not see the programme any more." in page

    response = client.post(page_of(team), {"to": carol.pk}, follow=True)

    assert response.redirect_chain == [("/programmes/", 302)]
    assert "Carol Reed leads Executive team now and has had a message." in response.text
    assert client.get(page_of(team)).status_code == 404


def test_a_clash_comes_back_with_the_choice_kept(client: Client, team: Team, carol: Person) -> None:
    a_session(team, at(7))
    theirs = make_programme(organisation=team.programme.organisation, facilitator=carol)
    a_session(make_team(theirs), at(7))
    response = enter(client, bob_of(team)).post(page_of(team), {"to": carol.pk})
    assert response.status_code == 200
    assert "Carol Reed is booked at the time of these sessions" in response.text
    assert re.search(rf'<input[^>]*value="{carol.pk}"[^>]*\bchecked\b', response.text)
    assert "<title>Error: Hand over" in response.text


def test_without_a_choice_the_page_asks_for_one(client: Client, team: Team, carol: Person) -> None:
    response = enter(client, bob_of(team)).post(page_of(team), {})
    assert "Choose who leads it from now on." in response.text


def test_with_nobody_to_take_over_the_page_says_what_to_do(client: Client, team: Team) -> None:
    response = enter(client, bob_of(team)).get(page_of(team))
    assert "Nobody to hand over to" in response.text


def test_what_is_called_off_goes_along_and_comes_back_to_the_new_facilitator(
    team: Team, carol: Person
) -> None:
    session = cancel(a_session(team, at(7)))
    a_session(make_pair(make_team()).team, at(7), facilitator=carol)
    session.refresh_from_db()
    programme = give(team, carol)
    session.refresh_from_db()
    assert session.facilitator == carol
    assert AuditEvent.objects.get(action="programme.handed_over").detail["sessions"] == 0
    assert programme.facilitator == carol
