"""The pages on which one session is moved, changed, added, cancelled."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import RoleKind
from productive_leader.core.dates import format_date
from programmes.enums import SessionState
from programmes.models import Session, Team
from programmes.services.placing import HAS_BEGUN
from tests.factories.programmes import make_colleague, make_organisation
from tests.factories.sessions import a_session, at
from tests.programmes.dates_pages import (
    description,
    enter,
    errors,
    news,
    of_session,
    of_team,
)
from tests.programmes.series import (
    a_planned_team,
    dates,
    good_friday,
    moment,
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


def test_moving_one_and_the_rest_says_what_happened(bob: Client) -> None:
    friday = good_friday()
    team = a_planned_team((0, 1, 2), organisation=make_organisation())
    enter(bob, team.programme.facilitator)
    start = friday - dt.timedelta(days=8)
    proposed(team, start)
    data = {"day": (start + dt.timedelta(days=1)).isoformat(), "time": "10:00"}
    response = bob.post(
        of_session("session_move", team), data | {"and_the_rest": "on"}, follow=True
    )
    assert news(response) == [
        (
            f"“Topic 1” is on {format_date(start + dt.timedelta(days=1))}, 10am now. The 2 "
            "sessions after it moved too. Nobody is told before you release."
        ),
        f"“Topic 2” moved from {format_date(friday)}: Good Friday.",
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"day": "", "time": "10:00"}, "Choose the date."),
        (
            {"day": "30/2/2027", "time": "10:00"},
            "Type the date as a date that there is, for example 9/5/2027.",
        ),
        ({"day": "9999-12-31", "time": "23:59"}, "Check the year: 9999 cannot be meant."),
        ({"day": "2027-05-04", "time": "late"}, "Type the time it begins, for example 10:00."),
    ],
)
def test_a_move_to_no_time_at_all_says_why(bob: Client, team: Team, data, sentence: str) -> None:
    assert errors(bob.post(of_session("session_move", team), data)) == [sentence]


def test_a_session_without_a_date_is_given_one(bob: Client, team: Team) -> None:
    response = bob.get(of_session("session_move", team))
    assert "Give a date to session 1, Topic 1" in response.text
    assert "and_the_rest" not in response.context["form"].fields
    bob.post(of_session("session_move", team), {"day": quiet(3).isoformat(), "time": "15:00"})
    assert dates(team) == [moment(quiet(3), 15), None, None]


def test_a_session_is_edited(bob: Client, team: Team) -> None:
    data = description(minutes="90", facilitator=team.programme.facilitator_id, before="Bring it.")
    response = bob.post(of_session("session_edit", team), data, follow=True)
    assert news(response) == ["It is changed. Nobody is told before you release."]
    session = team.sessions.get(number=1)
    assert (session.name, session.minutes, session.before) == ("Email", 90, "Bring it.")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Give the session a name."),
        ({"minutes": ""}, "Type how many minutes it takes."),
        (
            {"minutes": "4000"},
            "A session takes 10 minutes to 8 hours. Type the minutes as a number.",
        ),
        (
            {"minutes": "400"},
            "400 minutes are 6 h 40 min. Change them, or tick “It really is that long”.",
        ),
        ({"audience": "everyone"}, "Choose for whom it is."),
        ({"facilitator": "999999"}, "Choose a facilitator from the list."),
        ({"before": "x" * 4001}, "Shorten “What to do beforehand” to 4000 characters."),
    ],
)
def test_what_a_session_cannot_be_says_why(bob: Client, team: Team, changes, sentence: str) -> None:
    data = description(facilitator=team.programme.facilitator_id) | changes
    assert errors(bob.post(of_session("session_edit", team), data)) == [sentence]


def test_a_long_session_is_kept_once_it_is_meant(bob: Client, team: Team) -> None:
    data = description(facilitator=team.programme.facilitator_id, minutes="400")
    refused = bob.post(of_session("session_edit", team), data)
    assert "It really is that long" in refused.text
    bob.post(of_session("session_edit", team), data | {"is_long": "on"})
    assert team.sessions.get(number=1).minutes == 400
    bob.post(of_session("session_edit", team), data | {"name": "Still as long"})
    assert team.sessions.get(number=1).name == "Still as long"


def test_only_facilitators_of_the_organisation_can_be_chosen(bob: Client, team: Team) -> None:
    ben = make_colleague("Ben Hill", team.programme.organisation, RoleKind.FACILITATOR)
    make_colleague("Eve Stone", make_organisation(), RoleKind.FACILITATOR)
    page = bob.get(of_session("session_edit", team))
    offered = list(page.context["form"].fields["facilitator"].queryset)
    assert offered == [ben, team.programme.facilitator]


def test_a_session_is_added_with_a_date_and_without(bob: Client, team: Team) -> None:
    url = of_team("session_add", team)
    data = description(facilitator=team.programme.facilitator_id)
    bob.post(url, data | {"day": quiet(3).isoformat(), "time": "15:00"})
    bob.post(url, data | {"name": "Later"})
    assert dates(team)[3:] == [moment(quiet(3), 15), None]
    half = bob.post(url, data | {"day": quiet(4).isoformat()})
    assert errors(half) == ["Give both a date and a time."]
    on_top = bob.post(url, data | {"day": quiet(3).isoformat(), "time": "15:30"})
    assert errors(on_top) == [
        (
            f"This team meets for “Email” on {format_date(quiet(3))} from 3pm to 4pm. "
            "Choose another time."
        )
    ]


def test_a_session_that_has_begun_offers_no_cancelling(bob: Client, team: Team) -> None:
    session = a_session(team, at(-1))
    url = reverse("session_cancel", args=[session.pk])
    assert url not in bob.get(of_team("team_dates", team)).text
    attendance = bob.get(reverse("attendance", args=[session.pk])).text
    assert url not in attendance
    assert reverse("session_move", args=[session.pk]) not in attendance
    assert of_team("session_add", team) in attendance
    for response in (bob.get(url, follow=True), bob.post(url, follow=True)):
        assert news(response) == [f"“{session.name}” {HAS_BEGUN}"]


def test_attendance_that_opens_before_the_start_still_offers_cancelling(
    bob: Client, team: Team
) -> None:
    session = a_session(team, timezone.now() + dt.timedelta(minutes=20))
    url = reverse("session_cancel", args=[session.pk])
    assert url in bob.get(reverse("attendance", args=[session.pk])).text
    assert url in bob.get(of_team("team_dates", team)).text


def test_a_session_is_cancelled_and_brought_back(bob: Client, team: Team) -> None:
    proposed(team, quiet(TUESDAY))
    url = of_session("session_cancel", team)
    assert "Nobody was told of it yet" in bob.get(url).text
    assert Session.objects.filter(state=SessionState.DROPPED).count() == 0, "by a press alone"
    assert news(bob.post(url, follow=True)) == [
        "“Topic 1” is cancelled. Nobody was told of it. You can bring it back."
    ]
    assert news(bob.post(url, follow=True)) == ["“Topic 1” is dropped, so it stays as it is."]
    back = of_session("session_restore", team)
    assert news(bob.post(back, follow=True)) == ["“Topic 1” is back at its date."]
    assert news(bob.post(back, follow=True)) == ["“Topic 1” was not cancelled."]
