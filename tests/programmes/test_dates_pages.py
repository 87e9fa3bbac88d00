"""The page of a team's dates: what it shows, refuses in words, and costs."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from productive_leader.core.dates import format_date, today
from programmes import services
from programmes.enums import CalendarMethod
from programmes.models import BlockedDates, Room, Team
from programmes.queries.dates import dates_of
from programmes.services.calling_off import restore_session
from tests.factories.programmes import closed, make_member, make_organisation
from tests.factories.sessions import a_session, release
from tests.programmes.dates_pages import (
    enter,
    errors,
    news,
    of_session,
    of_team,
    proposal,
)
from tests.programmes.series import (
    a_planned_team,
    dates,
    good_friday,
    moment,
    others_sessions,
    proposed,
    quiet,
)

pytestmark = pytest.mark.django_db
TUESDAY = 1


@pytest.fixture
def team() -> Team:
    """Three weekly sessions without dates."""
    return a_planned_team((0, 1, 2))


@pytest.fixture
def bob(client: Client, team: Team) -> Client:
    return enter(client, team.programme.facilitator)


def test_one_press_proposes_the_dates_with_a_new_room(bob: Client, team: Team) -> None:
    data = proposal(new_room="Boardroom", new_building="Main", link="meet.example/one")
    response = bob.post(of_team("team_dates", team), data, follow=True)
    assert news(response) == ["3 sessions have dates. Nobody is told before you release."]
    assert dates(team) == [moment(quiet(TUESDAY, week)) for week in range(3)]
    places = {(str(one.room), one.link) for one in team.sessions.select_related("room")}
    assert places == {("Boardroom, Main", "https://meet.example/one")}


def test_the_form_begins_with_what_was_proposed_last(bob: Client, team: Team) -> None:
    start = bob.get(of_team("team_dates", team)).context["form"].initial
    tomorrow = today() + dt.timedelta(days=1)
    assert (start["first_on"] >= tomorrow, start["starts_at"]) == (True, dt.time(10))
    bob.post(of_team("team_dates", team), proposal(starts_at="14:30", pace="weekly"))
    start = bob.get(of_team("team_dates", team)).context["form"].initial
    assert (start["first_on"], start["starts_at"], start["pace"]) == (
        quiet(TUESDAY),
        dt.time(14, 30),
        "weekly",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_on": ""}, "Choose the first date."),
        (
            {"first_on": "2027-02-30"},
            "Type the first date as a date that there is, for example 9/5/2027.",
        ),
        ({"first_on": "0027-02-03"}, "Check the year: 27 cannot be meant."),
        ({"starts_at": "25:00"}, "Type the time it begins, for example 10:00."),
        ({"pace": "daily"}, "Choose how far apart the sessions are."),
        ({"link": "http://meet.example/"}, "Type the whole address, beginning with https://."),
        ({"link": "not a link"}, "Type the whole address, beginning with https://."),
        (
            {"room": "999999"},
            (
                "This is no room of Northvale University Hospitals. Choose one from the list, or "
                "add one."
            ),
        ),
        ({"new_building": "Main"}, "Give the room in this building a name."),
        (
            {"starts_at": "22:00"},
            (
                "From 10pm to 11pm is outside the day: a session begins at 6am or later and ends "
                "by 10pm. Choose another time."
            ),
        ),
    ],
)
def test_what_cannot_be_proposed_says_why(bob: Client, team: Team, changes, sentence: str) -> None:
    response = bob.post(of_team("team_dates", team), proposal(**changes))
    assert errors(response) == [sentence]
    assert dates(team) == [None, None, None]


def test_a_room_of_another_organisation_cannot_be_chosen(bob: Client, team: Team) -> None:
    elsewhere = make_organisation("Southfield")
    room = Room.objects.create(organisation=elsewhere, name="Hall")
    response = bob.post(of_team("team_dates", team), proposal(room=room.pk))
    assert errors(response) == [
        "This is no room of Northvale University Hospitals. Choose one from the list, or add one."
    ]


def test_a_first_date_in_the_past_is_a_sentence(bob: Client, team: Team) -> None:
    gone = today() - dt.timedelta(days=today().weekday() + 7)
    response = bob.post(of_team("team_dates", team), proposal(first_on=gone.isoformat()))
    assert errors(response) == [
        f"{format_date(gone)}, 10am, has passed. Choose a later date or time."
    ]


def test_the_page_says_why_a_session_is_on_another_day(bob: Client, team: Team) -> None:
    friday = good_friday()
    proposed(team, friday)
    (first, *_) = bob.get(of_team("team_dates", team)).context["dates"].lines
    assert (first.moved, first.session.on) == (
        f"Moved from {format_date(friday)}: Good Friday.",
        friday + dt.timedelta(weeks=1),
    )


def test_a_session_moved_by_hand_gives_no_reason(bob: Client, team: Team) -> None:
    proposed(team, quiet(TUESDAY))
    bob.post(of_session("session_move", team), {"day": quiet(2).isoformat(), "time": "10:00"})
    assert [one.moved for one in bob.get(of_team("team_dates", team)).context["dates"].lines] == [
        "",
        "",
        "",
    ]


def test_a_clash_is_named_with_a_time_to_take_by_one_press(bob: Client, team: Team) -> None:
    proposed(team, quiet(TUESDAY))
    alice = make_member(team, "Dr Alice Ahmed")
    others_sessions(alice, days=[quiet(TUESDAY)], organisation=team.programme.organisation)
    response = bob.get(of_team("team_dates", team))
    (first, *_) = response.context["dates"].lines
    assert first.troubles == ("Dr Alice Ahmed is in “Meetings” with Nurses, 10am to 11am.",)
    assert [one.local_start for one in first.alternatives] == [
        moment(quiet(TUESDAY), 9),
        moment(quiet(TUESDAY), 11),
        moment(quiet(TUESDAY + 1)),
    ]
    assert f"{format_date(quiet(TUESDAY))}, 9am" in response.text
    bob.post(of_session("session_move", team), {"day": quiet(TUESDAY).isoformat(), "time": "09:00"})
    assert not any(one.troubles for one in dates_of(team, by=team.programme.facilitator).lines)


def test_a_date_that_became_a_day_off_says_so(bob: Client, team: Team) -> None:
    proposed(team, quiet(TUESDAY))
    day = quiet(TUESDAY).isoformat()
    block = {"starts_on": day, "ends_on": day, "reason": "Half-term"}
    response = bob.post(of_team("blocked_dates_add", team), block, follow=True)
    assert news(response) == [f"{format_date(quiet(TUESDAY))}: Half-term. Sessions go around it."]
    assert response.context["dates"].lines[0].troubles == (
        f"{format_date(quiet(TUESDAY))} is a day off: Half-term.",
    )
    remove = reverse("blocked_dates_remove", args=[BlockedDates.objects.get().pk])
    response = bob.post(remove, follow=True)
    assert news(response) == [f"The team may meet again on {format_date(quiet(TUESDAY))}."]
    assert response.context["dates"].lines[0].troubles == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Say why, for example “Half-term”."),
        ({"starts_on": "2027-06-31"}, "Type the first day as a date that there is, for example"),
        ({"ends_on": ""}, "Choose the last day."),
    ],
)
def test_days_that_cannot_be_blocked_say_why(
    bob: Client, team: Team, changes, sentence: str
) -> None:
    data = {"starts_on": quiet(0).isoformat(), "ends_on": quiet(4).isoformat(), "reason": "Works"}
    (error,) = errors(bob.post(of_team("blocked_dates_add", team), data | changes))
    assert error.startswith(sentence)
    assert BlockedDates.objects.count() == 0


def test_days_that_end_before_they_start_or_have_passed_say_so(bob: Client, team: Team) -> None:
    data = {"starts_on": quiet(4).isoformat(), "ends_on": quiet(0).isoformat(), "reason": "Works"}
    assert errors(bob.post(of_team("blocked_dates_add", team), data)) == [
        "The last day must not be before the first day."
    ]
    gone = today() - dt.timedelta(days=1)
    data |= {"starts_on": gone.isoformat(), "ends_on": gone.isoformat()}
    assert errors(bob.post(of_team("blocked_dates_add", team), data)) == [
        f"{format_date(gone)} has passed. Check the year."
    ]


def test_what_people_were_told_stands_beside_what_is_planned(bob: Client, team: Team) -> None:
    proposed(team, quiet(TUESDAY))
    for session in team.sessions.all():
        release(session)
    facilitator = team.programme.facilitator
    first, second, third = team.sessions.order_by("number")
    services.move_session(by=facilitator, session=first, starts_at=moment(quiet(2), 9))
    services.cancel_session(by=facilitator, session=second)
    found = bob.get(of_team("team_dates", team)).context["dates"]
    assert [(one.session, one.is_unreleased, one.told) for one in found.lines] == [
        (first, True, f"Was {format_date(quiet(TUESDAY))}, 10am."),
        (third, False, ""),
    ]
    assert [(one.session, one.told) for one in found.called_off] == [
        (second, "People think that it takes place.")
    ]
    assert found.unreleased == 2


def test_a_session_brought_back_after_people_heard_says_what_they_think(team: Team) -> None:
    session = release(a_session(team, moment(quiet(4))))
    services.cancel_session(by=team.programme.facilitator, session=session)
    edition = session.released
    assert edition
    edition.is_cancelled = True
    edition.save()
    session.invitations.update(told_method=CalendarMethod.CANCEL)
    restore_session(by=team.programme.facilitator, session=session)
    (line,) = (
        one
        for one in dates_of(team, by=team.programme.facilitator).lines
        if one.session.pk == session.pk
    )
    assert line.told == "People think that it is cancelled."


def test_a_programme_that_closed_refuses_in_words(bob: Client, team: Team) -> None:
    proposed(team, quiet(TUESDAY))
    services.block_dates(
        by=team.programme.facilitator,
        team=team,
        starts_on=quiet(0),
        ends_on=quiet(0),
        reason="Works",
    )
    closed(team.programme, today())
    sentence = f"This programme closed on {format_date(today())}."
    assert errors(bob.post(of_team("team_dates", team), proposal())) == [sentence]
    move = {"day": quiet(3).isoformat(), "time": "10:00"}
    assert errors(bob.post(of_session("session_move", team), move)) == [sentence]
    assert news(bob.post(of_session("session_cancel", team), follow=True)) == [sentence]
    remove = reverse("blocked_dates_remove", args=[BlockedDates.objects.get().pk])
    assert news(bob.post(remove, follow=True)) == [sentence]


def test_what_was_typed_waits_for_who_signs_in_again(client: Client, team: Team) -> None:
    url = of_team("team_dates", team)
    client.post(url, proposal(link="http://meet.example/"))
    page = enter(client, team.programme.facilitator).get(url)
    assert page.context["form"].data["link"] == "http://meet.example/"
    client.logout()
    block = {"starts_on": "2027-06-08", "ends_on": "2027-06-11", "reason": "Half-term"}
    client.post(of_team("blocked_dates_add", team), block)
    page = enter(client, team.programme.facilitator).get(url)
    assert page.context["blocking"].data["reason"] == "Half-term"


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_page_takes_the_same_queries_however_many_sessions(
    client: Client, django_assert_num_queries, sessions: int
) -> None:
    team = a_planned_team(tuple(range(sessions)))
    alice = make_member(team, "Dr Alice Ahmed")
    proposed(team, quiet(TUESDAY))
    taken = [quiet(TUESDAY, week) for week in range(sessions)]
    others_sessions(alice, days=taken, organisation=team.programme.organisation)
    enter(client, team.programme.facilitator)
    url = of_team("team_dates", team)
    client.get(url)
    with django_assert_num_queries(18):
        client.get(url)
