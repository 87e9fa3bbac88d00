"""What the facilitator's page says beside completion: steps, what is next, what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from assessments.services import lock_log
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import Email
from productive_leader.site.queries.cockpit import Cockpit, TeamPicture, cockpit_of
from programmes.enums import Answer, Audience, PromiseAnswer, SessionState
from programmes.models import Action, Promise, Room, Session, Team
from programmes.queries.releases import preview_of
from programmes.services import add_member, add_team
from tests.factories.assessments import (
    a_capture,
    a_log,
    a_logged_day,
    a_team,
    leaders_of,
    pas_of,
)
from tests.factories.programmes import closed, make_colleague
from tests.factories.sessions import a_session, at, span

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Alice and Amir; Bob leads, Cheryl sponsors."""
    return a_team()


def cockpit(team: Team, viewer: Person | None = None) -> Cockpit:
    found = cockpit_of(team.programme_id, viewer or team.programme.facilitator)
    assert found
    return found


def picture(team: Team, viewer: Person | None = None) -> TeamPicture:
    return next(one for one in cockpit(team, viewer).teams if one.pk == team.pk)


def page(client: Client, team: Team, viewer: Person | None = None) -> str:
    person = viewer or team.programme.facilitator
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client.get(f"/programmes/{team.programme_id}/").text


def steps(team: Team) -> list[tuple[str, str]]:
    return list(picture(team).steps)


def also_open(team: Team) -> dict[str, str]:
    return {row.name: row.also_open for group in picture(team).groups for row in group.rows}


def hold(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(
        state=SessionState.HELD, held_at=session.during.upper
    )


def test_the_steps_are_the_sessions_with_both_weeks_between_them(team: Team) -> None:
    for number in (1, 2, 3, 4):
        a_session(team, at(7 * number), released=False)
    assert steps(team) == [
        ("Setting up", "current"),
        ("1 Topic 1", "later"),
        ("Baseline week", "later"),
        ("2 Topic 2", "later"),
        ("3 Topic 3", "later"),
        ("Repeat week", "later"),
        ("4 Topic 4", "later"),
    ]


def test_a_few_workshops_have_no_weeks_between_them(team: Team) -> None:
    for number in (1, 2, 3):
        a_session(team, at(7 * number), released=False)
    labels = [label for label, _ in steps(team)]
    assert labels == ["Setting up", "1 Topic 1", "2 Topic 2", "3 Topic 3"]


def test_a_week_stands_among_the_sessions_by_its_dates(team: Team) -> None:
    hold(a_session(team, at(-30)))
    hold(a_session(team, at(-10)))
    a_session(team, at(5))
    a_capture(team, starts_on=today() - timedelta(days=9))
    assert steps(team) == [
        ("Setting up", "done"),
        ("1 Topic 1", "done"),
        ("2 Topic 2", "done"),
        ("Baseline week", "current"),
        ("Repeat week", "later"),
        ("3 Topic 3", "later"),
    ]


def test_one_step_is_the_present_one_though_somebody_is_late_with_an_earlier_one(
    team: Team,
) -> None:
    a_capture(team, starts_on=today() - timedelta(days=20))
    a_capture(team, "repeat", starts_on=today() - timedelta(days=2))
    states = [state for _, state in steps(team)]
    assert states == ["done", "done", "current", "later"]


def test_a_cancelled_session_is_no_step(team: Team) -> None:
    session = a_session(team, at(5))
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    assert [label for label, _ in steps(team)] == [
        "Setting up",
        "Baseline week",
        "Repeat week",
        "Results",
    ]


def test_the_next_session_says_when_where_and_who_has_answered(team: Team) -> None:
    room = Room.objects.create(organisation=team.programme.organisation, name="Boardroom")
    session = a_session(team, at(5), room=room, name="Leader and PA")
    a_session(team, at(12))
    session.invitations.filter(person=leaders_of(team)[0]).update(answer=Answer.APOLOGIES)
    found = picture(team).next_session
    assert found
    assert (found.pk, found.label, found.when, found.where, found.answers) == (
        session.pk,
        "session 1, Leader and PA",
        f"{format_date(at(5).date())}, 10am to 11am",
        "Boardroom",
        "1 of 2 have answered, 1 apology",
    )


def test_a_session_nobody_was_told_of_says_so_and_comes_last_without_a_date(
    client: Client, team: Team
) -> None:
    undated = Session.objects.create(
        team=team,
        number=1,
        name="Starting together",
        minutes=60,
        facilitator=team.programme.facilitator,
    )
    found = picture(team).next_session
    assert found
    assert (found.pk, found.when) == (undated.pk, "")
    assert "Propose dates" in page(client, team)
    dated = a_session(team, at(9), released=False)
    found = picture(team).next_session
    assert found
    assert (found.pk, found.answers) == (dated.pk, "Nobody has been told yet.")


def test_a_session_that_is_over_asks_for_attendance_until_it_is_held(
    client: Client, team: Team
) -> None:
    session = a_session(team, at(-1), name="Leader and PA")
    text = page(client, team)
    assert "Session 1, Leader and PA, is over." in text
    assert f'href="/sessions/{session.pk}/attendance/"' in text
    hold(session)
    assert picture(team).to_record is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"during": span(at(6), 60)}, "1 session has moved."),
        ({"name": "Another name"}, "1 session has other details."),
        ({"before": "Read this."}, "1 session has other details."),
        ({"link": "https://meet.example/1"}, "1 session has another place."),
        ({"state": SessionState.CANCELLED}, "1 session is called off."),
    ],
)
def test_what_is_not_released_is_said_in_short(
    team: Team, change: dict[str, object], sentence: str
) -> None:
    session = a_session(team, at(5))
    assert picture(team).unreleased is None
    Session.objects.filter(pk=session.pk).update(**change)
    found = picture(team).unreleased
    assert found
    assert (found.changes, found.people) == (sentence, 3)
    assert preview_of(team).people == 3


def test_several_changes_are_one_sentence_and_a_person_is_counted_once(team: Team) -> None:
    moved = a_session(team, at(5))
    a_session(team, at(8), released=False)
    a_session(team, at(9), released=False)
    Session.objects.filter(pk=moved.pk).update(during=span(at(6), 60))
    found = picture(team).unreleased
    assert found
    assert found.changes == "2 sessions are new, 1 has moved."
    assert found.messages == "3 people will get one message each."


def test_somebody_who_joins_or_leaves_waits_for_a_release(team: Team) -> None:
    a_session(team, at(5))
    nina = make_colleague("Nina Frome", team.programme.organisation)
    add_member(by=team.programme.facilitator, team=team, person=nina, kind="leader")
    found = picture(team).unreleased
    assert found
    assert (found.changes, found.messages) == (
        "1 session has other people.",
        "1 person will get a message.",
    )
    assert preview_of(team).people == 1


def test_what_the_release_page_would_send_nothing_for_waits_for_nothing(team: Team) -> None:
    past = a_session(team, at(-5))
    Session.objects.filter(pk=past.pk).update(name="Another name")
    Session.objects.create(
        team=team, number=2, name="Later", minutes=60, facilitator=team.programme.facilitator
    )
    assert not preview_of(team)
    assert picture(team).unreleased is None


def test_open_actions_show_five_the_most_urgent_first_and_count_the_rest(
    client: Client, team: Team
) -> None:
    alice = leaders_of(team)[0]
    for days in range(6):
        Action.objects.create(
            team=team, owner=alice, text=f"Action {days}", due_on=today() + timedelta(days=days - 1)
        )
    found = picture(team).actions
    assert [(one.text, one.is_late) for one in found.shown] == [
        ("Action 0", True),
        *((f"Action {number}", False) for number in range(1, 5)),
    ]
    assert "All 6 actions" in page(client, team)


def test_what_else_is_open_stands_beside_each_person(team: Team) -> None:
    alice, amir = leaders_of(team)[0], pas_of(team)[0]
    a_session(team, at(5))
    Action.objects.create(
        team=team, owner=alice, text="Shorten it", due_on=today() - timedelta(days=1)
    )
    ask(team, amir, "pa")
    assert also_open(team) == {
        "Dr Alice Ahmed": "No answer to session 1, 1 action late",
        "Amir Khan": "No answer to session 1, promise of time",
    }
    assert (picture(team).behind, picture(team).to_nudge) == (2, 2)


def ask(team: Team, person: Person, level: str, answer: str = "") -> Promise:
    return Promise.objects.create(
        programme=team.programme,
        person=person,
        level=level,
        minutes=60,
        asked_at=timezone.now(),
        answer=answer,
        answered_at=timezone.now() if answer else None,
    )


def test_the_sponsor_is_listed_and_nudged_while_something_waits_for_them(
    client: Client, team: Team
) -> None:
    cheryl = team.programme.sponsor
    assert "Cheryl Grant" not in also_open(team)
    a_session(team, at(5), audience=Audience.SPONSOR_TOO)
    assert also_open(team)["Cheryl Grant"] == "No answer to session 1"
    page(client, team)
    client.post(f"/programmes/{team.programme_id}/teams/{team.pk}/nudge/")
    assert Email.objects.filter(to=cheryl.email).count() == 1


def test_nobody_nudges_the_facilitator(client: Client, team: Team) -> None:
    bob = team.programme.facilitator
    a_session(team, at(5))
    ask(team, bob, "facilitator")
    Action.objects.create(team=team, owner=bob, text="Book it", due_on=today() - timedelta(days=1))
    page(client, team)
    client.post(f"/programmes/{team.programme_id}/teams/{team.pk}/nudge/")
    assert not Email.objects.filter(to=bob.email).exists()


def test_one_press_nudges_for_days_and_answers_in_one_message_and_stops_when_done(
    client: Client, team: Team
) -> None:
    capture, alice = a_capture(team), leaders_of(team)[0]
    for day in capture.dates[:-1]:
        a_logged_day(a_log(capture, alice), day)
    session = a_session(team, at(5))
    assert "Nudge 2 people" in page(client, team)

    client.post(f"/programmes/{team.programme_id}/teams/{team.pk}/nudge/")

    email = Email.objects.get(to=alice.email)
    assert email.subject == f"2 things are still open with {team}"
    assert "Baseline week: 1 day still to log\n- Friday 13 May 2011\n" in email.text
    assert "Your answer to session 1, Topic 1\n" in email.text
    assert "Nudge" not in page(client, team).partition("Who needs a nudge")[2].partition("Last")[0]

    for person in (alice, pas_of(team)[0]):
        lock_log(by=person, log_id=a_log(capture, person).pk)
    session.invitations.update(answer=Answer.YES)
    assert (picture(team).behind, picture(team).to_nudge) == (0, 0)


def test_the_promise_of_time_is_counted_without_those_who_left(client: Client, team: Team) -> None:
    assert "nobody was asked yet." in page(client, team)
    alice, amir = leaders_of(team)[0], pas_of(team)[0]
    ask(team, alice, "leader", PromiseAnswer.ACCEPTED)
    ask(team, amir, "pa", PromiseAnswer.DECLINED)
    ask(team, team.programme.sponsor, "sponsor")
    ask(team, make_colleague("Eve Stone", team.programme.organisation), "leader")
    assert cockpit(team).promises == "1 of 3 accepted, 1 said no, 1 not answered yet."


def test_the_sponsor_sees_what_was_told_and_no_button(client: Client, team: Team) -> None:
    session = a_session(team, at(5))
    Session.objects.filter(pk=session.pk).update(during=span(at(6), 60))
    a_session(team, at(-1), number=2)
    text = page(client, team, team.programme.sponsor)
    assert format_date(at(5).date()) in text
    for words in (
        format_date(at(6).date()),
        "Not released yet",
        "Move it",
        "Record attendance",
        "Nudge 2 people",
        "Hand over",
        "hand over",
        "Start the next team",
        "/people/",
        "/calendars/",
    ):
        assert words not in text
    assert "<button" not in text.partition("<main")[2].partition("</main>")[0]


def test_a_finished_team_is_folded_below_the_others(client: Client, team: Team) -> None:
    hold(a_session(team, at(-5)))
    text = page(client, team)
    assert "<details" not in text
    second = add_team(by=team.programme.facilitator, programme=team.programme, name="Second team")
    found = cockpit(team)
    assert [one.pk for one in found.under_way] == [second.pk]
    assert [one.pk for one in found.finished] == [team.pk]
    text = page(client, team)
    assert f"{team.name}: every session is over" in text


def test_a_closed_programme_offers_nothing_to_do(client: Client, team: Team) -> None:
    a_session(team, at(5), released=False)
    closed(team.programme, today())
    text = page(client, team)
    assert "Look and release" not in text
    assert "Move it" not in text
    assert "hand over" not in text


def test_the_result_that_is_ready_is_the_last_step(client: Client, team: Team) -> None:
    from assessments.models import Report

    Report.objects.create(
        team=team,
        scope="team",
        kind="leader",
        state="failed",
        reason="It did not work.",
        asked_by=team.programme.facilitator,
    )
    assert steps(team)[-1] == ("Results", "later")
    assert "Read the team’s result" not in page(client, team)
