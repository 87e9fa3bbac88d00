from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Person
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent, Email
from programmes.enums import ActionKind, Answer, Attendance, Level, SessionState
from programmes.models import Action, Nudge, Promise, Pulse, Session, Team
from programmes.queries.owed import Owed, owed_in
from programmes.services import nudge_people
from tests.factories.programmes import make_pair, make_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db

ANSWER = Owed(
    brief="no answer to session 4",
    heading="Your answer to session 4, Meetings",
    lines=("Tuesday 3 March 2026, 2pm to 4pm, Boardroom",),
    path="/sessions/9/",
    link="Say whether you come",
)
LATE = Owed(
    brief="2 actions late",
    heading="2 actions past the agreed date",
    lines=("Shorten the meeting", "Free Friday morning"),
    path="/actions/",
    link="Say what is done, or agree another date",
    note="A new date is better than none.",
)


def nudge(team: Team, *people: Person) -> list[Person]:
    return nudge_people(
        by=team.programme.facilitator, team=team, owed={person: [ANSWER] for person in people}
    )


def briefs(team: Team) -> dict[str, list[str]]:
    """By name, what is open in a team."""
    names = dict(Person.objects.values_list("pk", "name"))
    return {names[pk]: [one.brief for one in things] for pk, things in owed_in(team).items()}


def an_action(team: Team, owner: Person, *, due: int = -1, **fields: object) -> Action:
    return Action.objects.create(
        team=team, owner=owner, text="Shorten it", due_on=today() + timedelta(days=due), **fields
    )


def asked(team: Team, person: Person, level: Level = Level.LEADER) -> Promise:
    return Promise.objects.create(
        programme=team.programme, person=person, level=level, minutes=60, asked_at=timezone.now()
    )


def change(session: Session, **fields: object) -> None:
    Session.objects.filter(pk=session.pk).update(**fields)


@pytest.fixture
def pair():
    return make_pair(make_team(name="First wave"))


def test_one_message_says_all_that_is_open_with_the_way_to_each(pair, settings) -> None:
    bob = pair.team.programme.facilitator

    told = nudge_people(by=bob, team=pair.team, owed={pair.leader: [ANSWER, LATE], pair.pa: []})

    assert told == [pair.leader]
    email = Email.objects.get()
    assert (email.to, email.subject) == (
        pair.leader.email,
        "2 things are still open with First wave",
    )
    assert email.text == (
        "Dear Dr Alice Ahmed,\n"
        "\n"
        "These things are still open with First wave.\n"
        "\n"
        "Your answer to session 4, Meetings\n"
        "- Tuesday 3 March 2026, 2pm to 4pm, Boardroom\n"
        f"Say whether you come: {settings.SITE_URL}/sessions/9/\n"
        "\n"
        "2 actions past the agreed date\n"
        "- Shorten the meeting\n"
        "- Free Friday morning\n"
        f"Say what is done, or agree another date: {settings.SITE_URL}/actions/\n"
        "A new date is better than none.\n"
        "\n"
        "Bob Lane sees whether these are done, never what is in your log or what you say after "
        "a session.\n"
        "\n"
        "The Productive Leader\n"
    )
    for text in (ANSWER.heading, *LATE.lines, LATE.note, "/sessions/9/", "/actions/"):
        assert text in email.html


def test_one_thing_is_the_subject_itself(pair) -> None:
    nudge(pair.team, pair.leader)
    email = Email.objects.get()
    assert email.subject == "Your answer to session 4, Meetings"
    assert "This is still open with First wave." in email.text


def test_nobody_is_nudged_twice_a_day(pair) -> None:
    assert nudge(pair.team, pair.leader) == [pair.leader]
    assert nudge(pair.team, pair.leader, pair.pa) == [pair.pa]
    assert nudge(pair.team, pair.leader, pair.pa) == []
    assert Email.objects.count() == 2
    assert AuditEvent.objects.filter(action="team.nudged").count() == 2

    Nudge.objects.update(on=today() - timedelta(days=1))
    assert nudge(pair.team, pair.leader) == [pair.leader]


def test_a_session_within_fourteen_days_waits_for_an_answer(pair) -> None:
    a_session(pair.team, at(13))
    a_session(pair.team, at(15))
    assert briefs(pair.team) == {
        "Dr Alice Ahmed": ["no answer to session 1"],
        "Amir Khan": ["no answer to session 1"],
    }
    (owed,) = owed_in(pair.team)[pair.leader.pk]
    assert owed.lines == (f"{format_date(at(13).date())}, 10am to 11am",)


def test_whoever_has_answered_or_was_never_told_owes_nothing(pair) -> None:
    session = a_session(pair.team, at(5))
    session.invitations.filter(person=pair.leader).update(answer=Answer.APOLOGIES)
    assert briefs(pair.team) == {"Amir Khan": ["no answer to session 1"]}
    session.invitations.filter(person=pair.pa).update(told_method="", told_sequence=None)
    assert briefs(pair.team) == {}


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.PLANNED])
def test_a_session_called_off_or_not_told_waits_for_nobody(pair, state: SessionState) -> None:
    session = a_session(pair.team, at(5))
    change(session, state=state)
    assert briefs(pair.team) == {}


def test_a_session_that_has_begun_waits_for_no_answer(pair) -> None:
    a_session(pair.team, timezone.now() - timedelta(minutes=10))
    assert briefs(pair.team) == {}


def test_actions_past_their_date_are_owed_until_they_are_done_or_dropped(pair) -> None:
    an_action(pair.team, pair.leader)
    an_action(pair.team, pair.leader, kind=ActionKind.COMMITMENT)
    an_action(pair.team, pair.pa, due=0)
    an_action(pair.team, pair.pa, done_at=timezone.now())
    an_action(pair.team, pair.pa, dropped_at=timezone.now())
    assert briefs(pair.team) == {"Dr Alice Ahmed": ["2 actions late"]}
    (owed,) = owed_in(pair.team)[pair.leader.pk]
    yesterday = format_date(today() - timedelta(days=1))
    assert owed.lines == (f"Shorten it, by {yesterday}",) * 2


def test_a_promise_of_time_is_owed_from_asking_to_answering(pair) -> None:
    promise = asked(pair.team, pair.leader)
    assert briefs(pair.team) == {"Dr Alice Ahmed": ["promise of time"]}
    Promise.objects.filter(pk=promise.pk).update(asked_at=None)
    assert briefs(pair.team) == {}


def test_the_pulse_of_the_last_session_is_owed_for_two_weeks(pair) -> None:
    a_session(pair.team, at(-9))
    last = a_session(pair.team, at(-2))
    Pulse.objects.create(session=last, person=pair.pa, control=3, energy=4, place=1)
    assert briefs(pair.team) == {"Dr Alice Ahmed": ["pulse of session 2"]}


def test_a_pulse_is_owed_by_nobody_who_was_away(pair) -> None:
    last = a_session(pair.team, at(-2))
    last.invitations.filter(person=pair.pa).update(attendance=Attendance.ABSENT)
    last.invitations.filter(person=pair.leader).update(answer=Answer.APOLOGIES)
    assert briefs(pair.team) == {}
    last.invitations.filter(person=pair.leader).update(attendance=Attendance.PART)
    assert briefs(pair.team) == {"Dr Alice Ahmed": ["pulse of session 1"]}


def test_an_old_session_waits_for_no_pulse(pair) -> None:
    a_session(pair.team, at(-15))
    assert briefs(pair.team) == {}


def test_what_one_team_owes_is_not_asked_of_another(pair) -> None:
    other = make_team(pair.team.programme, "Second wave")
    a_session(pair.team, at(5))
    assert briefs(other) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_what_is_owed_takes_as_many_queries_for_three_sessions_as_for_one(
    pair, number: int, django_assert_num_queries
) -> None:
    for extra in range(number):
        a_session(pair.team, at(3 + extra))
        an_action(pair.team, pair.leader)
    asked(pair.team, pair.leader)
    owed_in(pair.team)
    team = Team.objects.select_related("programme").get(pk=pair.team.pk)
    with django_assert_num_queries(3):
        assert len(owed_in(team)[pair.leader.pk]) == number + 2
