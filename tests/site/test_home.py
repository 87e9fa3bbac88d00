from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import EligibilityState, RoleKind
from accounts.models import Person
from assessments.models import Capture
from productive_leader.core.dates import format_date, today
from productive_leader.site.next_things import NextThing, next_things_for
from productive_leader.site.queries.standing import standing_of
from programmes.enums import Answer, Attendance, MemberKind
from programmes.models import Action, Membership, Promise, Pulse
from programmes.services import close_programme
from tests.factories.assessments import (
    a_capture,
    a_grant,
    a_log,
    a_logged_day,
    a_team,
    both_captures,
    leaders_of,
    pas_of,
)
from tests.factories.modules import an_eligibility
from tests.factories.programmes import make_colleague, make_organisation, make_programme, make_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db


def things(person: Person) -> list[NextThing]:
    return next_things_for(person, standing_of(person))


def headings(person: Person) -> list[str]:
    return [thing.heading for thing in things(person)]


def running_capture(team) -> Capture:
    return a_capture(team, starts_on=today() - timedelta(days=3), days=7)


def test_a_leader_logs_today_first() -> None:
    team = a_team()
    log = a_log(running_capture(team), leaders_of(team)[0])
    first = things(log.person)[0]
    assert (first.heading, first.url) == ("Log today", f"/time/{log.pk}/{today():%Y-%m-%d}/")


def test_days_logged_by_the_pa_wait_to_be_confirmed() -> None:
    team = a_team()
    a_grant(team)
    alice, amir = leaders_of(team)[0], pas_of(team)[0]
    log = a_log(running_capture(team), alice)
    a_logged_day(log, today() - timedelta(days=3), by=amir)
    a_logged_day(log, today() - timedelta(days=2), by=amir)
    a_logged_day(log, today() - timedelta(days=1), by=alice)
    assert headings(alice) == ["Confirm 2 days logged for you", "Log today"]
    assert headings(amir) == ["Log today", "Log today for Dr Alice Ahmed"]


def test_a_leader_is_offered_to_let_the_pa_keep_the_log() -> None:
    team = a_team()
    running_capture(team)
    assert headings(leaders_of(team)[0]) == ["Log today", "Let Amir Khan keep your log"]


def test_a_week_that_is_over_is_finished_then_locked() -> None:
    team = a_team(pas=0)
    capture = a_capture(team)
    log = a_log(capture, leaders_of(team)[0])
    assert headings(log.person) == ["Finish your baseline week"]
    for day in capture.dates:
        a_logged_day(log, day)
    assert headings(log.person) == ["Lock your baseline week"]


def test_whoever_keeps_several_weeks_reads_whose_each_one_is() -> None:
    from programmes.services import add_member, make_pair

    team = a_team()
    amir, bob = pas_of(team)[0], team.programme.facilitator
    third = make_team(team.programme, name="Third wave")
    nina = make_colleague("Nina Frome", team.programme.organisation, RoleKind.LEADER)
    for person, kind in ((nina, MemberKind.LEADER), (amir, MemberKind.PA)):
        add_member(by=bob, team=third, person=person, kind=kind)
    make_pair(by=bob, team=third, leader=nina, pa=amir)
    a_grant(third)
    a_grant(team)
    a_capture(team)
    a_capture(third)
    assert sorted(headings(amir)) == [
        f"Finish Dr Alice Ahmed’s baseline week, {team}",
        "Finish Nina Frome’s baseline week, Third wave",
        f"Finish your baseline week, {team}",
        "Finish your baseline week, Third wave",
    ]


def test_two_locked_weeks_invite_to_ask_for_the_result() -> None:
    from assessments.services import lock_log

    team = a_team(pas=0)
    alice = leaders_of(team)[0]
    for capture in both_captures(team):
        assert "Ask for your result" not in headings(alice)
        lock_log(by=alice, log_id=a_log(capture, alice).pk)
    assert headings(alice) == ["Ask for your result"]


def test_a_facilitator_sees_how_the_programme_stands() -> None:
    team = a_team(leaders=2, pas=1)
    capture = a_capture(team)
    log = a_log(capture, leaders_of(team)[0])
    for day in capture.dates:
        a_logged_day(log, day)
    a_logged_day(a_log(capture, leaders_of(team)[1]), capture.starts_on)

    (thing,) = things(team.programme.facilitator)

    assert thing.url == f"/programmes/{team.programme_id}/"
    assert thing.text == (
        "Baseline week, Monday 9 to Friday 13 May 2011: "
        "1 of 3 people complete, 1 part of the way, 1 not started."
    )


def test_a_chief_executive_sees_counts_and_no_page_of_people() -> None:
    team = a_team()
    a_capture(team)
    boss = make_colleague(
        "Cora Chief", team.programme.organisation, RoleKind.ACTING_CHIEF_EXECUTIVE
    )
    (thing,) = things(boss)
    assert (thing.heading, thing.url) == (team.programme.name, "")
    assert "0 of 2 people complete, 2 not started" in thing.text


def test_nobody_sees_another_organisations_programme() -> None:
    a_capture(a_team())
    elsewhere = make_organisation("Seaford Community Trust")
    for kind in (RoleKind.CHIEF_EXECUTIVE, RoleKind.LEADER):
        assert things(make_colleague("Somebody Else", elsewhere, kind)) == []
    facilitator = make_colleague("Somebody Else", elsewhere, RoleKind.FACILITATOR)
    assert headings(facilitator) == ["Start a programme"]


def test_a_closed_programme_is_no_next_thing() -> None:
    team = make_team()
    bob = team.programme.facilitator
    close_programme(by=bob, programme=team.programme, on=today())
    assert things(bob) == []


def test_a_catalogue_administrator_finds_the_office_and_what_waits_there() -> None:
    dana = Person.objects.create_user("dana@national.example", "Dana Reid")
    dana.roles.create(kind=RoleKind.CATALOGUE_ADMINISTRATOR)
    office = NextThing(
        "The office",
        "Modules, eligibility, enquiries, downloads, orders, stock and templates.",
        reverse("office"),
        colour="yellow",
    )
    assert things(dana) == [office]
    here = make_organisation()
    for name in ("Sam Wood", "Una Quinn"):
        asked = make_colleague(name, here)
        an_eligibility(asked, here, state=EligibilityState.ASKED)
    assert things(dana) == [replace(office, tag="2 to decide")]


def test_a_facilitator_hears_of_colleagues_who_wait_to_download() -> None:
    here = make_organisation(code="RNV")
    bob = make_colleague("Bob Lane", here, RoleKind.FACILITATOR)
    an_eligibility(make_colleague("Sam Wood", here), here, state=EligibilityState.ASKED)
    waits = next(thing for thing in things(bob) if thing.heading == "Decide who may download")
    assert waits == NextThing(
        "Decide who may download",
        "A colleague waits to hear whether the modules are for them.",
        "/organisations/RNV/eligibility/",
        tag="1 to decide",
        colour="yellow",
    )


def test_somebody_with_nothing_yet_reads_what_to_do(client: Client) -> None:
    sam = make_colleague("Sam Wood", make_organisation())
    client.force_login(sam, "django.contrib.auth.backends.ModelBackend")
    response = client.get("/")
    assert "Nothing waits for you here" in response.text
    assert "Next things for Sam Wood</h1>" in response.text


@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        (RoleKind.CHIEF_EXECUTIVE, 1),
        (RoleKind.ACTING_CHIEF_EXECUTIVE, 1),
        (RoleKind.FACILITATOR, 1),
        (RoleKind.LEADER, 0),
        (RoleKind.STAFF, 0),
    ],
)
def test_home_leads_to_board_workshops_whoever_holds_them(
    client: Client, kind: RoleKind, offered: int
) -> None:
    client.force_login(
        make_colleague("Cora Chief", make_organisation(), kind),
        "django.contrib.auth.backends.ModelBackend",
    )
    assert client.get("/").text.count('href="/workshops/">Board workshops</a>') == offered


def test_the_next_session_says_when_where_and_what_you_answered() -> None:
    team = a_team()
    session = a_session(team, at(5), name="Leader and PA")
    alice, when = leaders_of(team)[0], f"{format_date(at(5).date())}, 10am to 11am"
    (thing,) = things(alice)
    assert (thing.heading, thing.url, thing.tag) == (
        "Your next session",
        f"/sessions/{session.pk}/",
        "Not answered",
    )
    assert thing.text == f"Session 1, Leader and PA: {when}. Say whether you come."
    session.invitations.filter(person=alice).update(answer=Answer.YES)
    (thing,) = things(alice)
    assert thing.text == f"Session 1, Leader and PA: {when}. You said yes."


def test_a_pa_is_led_to_the_answer_for_the_leader() -> None:
    team = a_team()
    a_session(team, at(5))
    assert headings(pas_of(team)[0]) == ["Your next session", "Answer for Dr Alice Ahmed"]


def test_after_a_session_whoever_was_there_gives_a_pulse() -> None:
    team = a_team()
    session = a_session(team, at(-1))
    alice, amir = leaders_of(team)[0], pas_of(team)[0]
    session.invitations.filter(person=amir).update(attendance=Attendance.ABSENT)
    (thing,) = things(alice)
    assert (thing.heading, thing.url) == ("Give your pulse", f"/sessions/{session.pk}/pulse/")
    assert headings(amir) == []
    Pulse.objects.create(session=session, person=alice, control=3, energy=4, place=1)
    assert headings(alice) == []


def test_whoever_has_another_part_now_is_not_asked_for_the_time_of_the_old_one() -> None:
    team = a_team()
    alice = leaders_of(team)[0]
    Promise.objects.create(
        programme=team.programme, person=alice, level="leader", minutes=60, asked_at=timezone.now()
    )
    assert headings(alice) == ["Accept the time it asks"]
    Membership.objects.filter(person=alice).update(kind="pa")
    assert headings(alice) == []


def test_actions_come_in_one_card_with_the_late_ones_counted() -> None:
    team = a_team()
    alice, yesterday = leaders_of(team)[0], today() - timedelta(days=1)
    for text, due in (("Shorten it", yesterday), ("Free Friday", today())):
        Action.objects.create(team=team, owner=alice, text=text, due_on=due)
    (thing,) = things(alice)
    assert (thing.heading, thing.url) == ("2 actions, 1 late", "/actions/")
    assert thing.text == f"Shorten it, by {format_date(yesterday)}."


def test_whoever_was_asked_for_time_is_led_to_the_promise() -> None:
    team = a_team()
    alice, programme = leaders_of(team)[0], team.programme
    Promise.objects.create(
        programme=programme, person=alice, level="leader", minutes=60, asked_at=timezone.now()
    )
    (thing,) = things(alice)
    assert (thing.heading, thing.url) == (
        "Accept the time it asks",
        f"/programmes/{programme.pk}/promise/",
    )


def test_a_facilitator_records_attendance_and_releases_first() -> None:
    team = a_team()
    held = a_session(team, at(-1), name="Leader and PA")
    a_session(team, at(5), released=False)
    bob = team.programme.facilitator
    record, release = things(bob)[:2]
    assert (record.heading, record.url) == (
        "Record attendance of session 1",
        f"/sessions/{held.pk}/attendance/",
    )
    assert record.text == f"Leader and PA, with {team}, is over."
    assert (release.heading, release.url) == (
        f"A release waits, {team}",
        f"/programmes/{team.programme_id}/teams/{team.pk}/release/",
    )
    assert release.text == "1 session is new. 3 people will get one message each."


def test_the_sponsor_is_shown_counts_and_nothing_to_run() -> None:
    team = a_team()
    a_session(team, at(-1))
    a_session(team, at(5), released=False)
    assert headings(team.programme.sponsor) == [team.programme.name]


@pytest.mark.parametrize("number", [1, 3])
def test_home_takes_as_many_queries_for_three_programmes_as_for_one(
    number: int, django_assert_num_queries
) -> None:
    first = a_team(code="RNV")
    bob = first.programme.facilitator
    a_capture(first)
    for extra in range(number - 1):
        programme = make_programme(
            organisation=first.programme.organisation, facilitator=bob, name=f"Wave {extra}"
        )
        team = make_team(programme)
        a_capture(team)
        a_session(team, at(-1, hour=9 + extra))
    standing = standing_of(bob)
    with django_assert_num_queries(9):
        assert len(next_things_for(bob, standing)) == number + number - 1


@pytest.mark.parametrize("number", [1, 3])
def test_home_takes_as_many_queries_for_three_leaders_as_for_one(
    number: int, django_assert_num_queries
) -> None:
    from programmes.services import make_pair

    team = a_team(leaders=number)
    amir = pas_of(team)[0]
    for leader in leaders_of(team)[1:]:
        make_pair(by=team.programme.facilitator, team=team, leader=leader, pa=amir)
    for leader in leaders_of(team):
        a_grant(team, leader=leader)
    running_capture(team)
    standing = standing_of(amir)
    for days in range(3, 3 + number):
        a_session(team, at(days))
        Action.objects.create(team=team, owner=amir, text="Shorten it", due_on=today())
    standing = standing_of(amir)
    with django_assert_num_queries(12):
        assert len(next_things_for(amir, standing)) == number + 1 + 2 + number * number


@pytest.mark.parametrize("number", [1, 3])
def test_the_whole_page_takes_as_many_queries_for_three_programmes_as_for_one(
    client: Client, number: int, django_assert_num_queries
) -> None:
    team = a_team()
    bob = team.programme.facilitator
    a_session(team, at(5))
    for extra in range(1, number):
        make_programme(
            organisation=team.programme.organisation, facilitator=bob, name=f"Wave {extra}"
        )
    client.force_login(bob, "django.contrib.auth.backends.ModelBackend")
    client.get("/")
    with django_assert_num_queries(13):
        assert client.get("/").status_code == 200
