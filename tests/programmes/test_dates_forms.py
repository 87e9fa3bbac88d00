"""What is typed about a session and its place: what counts, and what is refused in words."""

import datetime as dt

import pytest
from django.test import Client

from productive_leader.core.dates import format_date, today
from programmes import services
from programmes.models import Team
from programmes.queries.releases import preview_of
from tests.factories.sessions import release
from tests.programmes.dates_pages import description, enter, errors, of_session, of_team, proposal
from tests.programmes.series import a_planned_team, moment, proposed, quiet

pytestmark = pytest.mark.django_db
TUESDAY = 1


@pytest.fixture
def team() -> Team:
    """Three weekly sessions without dates."""
    return a_planned_team((0, 1, 2))


@pytest.fixture
def bob(client: Client, team: Team) -> Client:
    return enter(client, team.programme.facilitator)


def test_a_session_kept_untouched_changes_nothing_for_anybody(bob: Client, team: Team) -> None:
    """Browsers send two characters for each end of a line; we keep one."""
    proposed(team, quiet(TUESDAY))
    session = team.sessions.get(number=1)
    session.before = "Look at your week.\nBring your diary.\n\nRead the sheet."
    session.save()
    for one in team.sessions.all():
        release(one)
    shown = bob.get(of_session("session_edit", team)).context["form"]
    data = {name: value for name, value in shown.initial.items() if value is not None}
    bob.post(
        of_session("session_edit", team),
        data | {"before": session.before.replace("\n", "\r\n")},
    )
    session.refresh_from_db()
    assert session.before == "Look at your week.\nBring your diary.\n\nRead the sheet."
    assert not preview_of(team)


def test_a_room_chosen_and_another_typed_is_refused(bob: Client, team: Team) -> None:
    chosen = team.programme.organisation.rooms.create(name="Boardroom", building="Main")
    data = proposal(room=str(chosen.pk), new_room="Room 2")
    assert errors(bob.post(of_team("team_dates", team), data)) == [
        "You chose Boardroom, Main and typed another room. Keep one of the two."
    ]
    assert [one.name for one in team.programme.organisation.rooms.all()] == ["Boardroom"]


def test_a_link_that_opens_only_inside_says_so(bob: Client, team: Team) -> None:
    data = description(
        facilitator=team.programme.facilitator_id, link="https://intranet/productive"
    )
    assert errors(bob.post(of_session("session_edit", team), data)) == [
        (
            "“intranet” opens only inside your own network. Type the address with its full "
            "name, for example https://intranet.example.nhs.uk."
        )
    ]


@pytest.mark.parametrize(
    "link", ["http://intranet/a", "https://", "javascript:alert(1)", "https://a b"]
)
def test_what_is_no_safe_address_is_refused(bob: Client, team: Team, link: str) -> None:
    data = description(facilitator=team.programme.facilitator_id, link=link)
    assert errors(bob.post(of_session("session_edit", team), data)) == [
        "Type the whole address, beginning with https://."
    ]


def test_the_sessions_that_move_along_are_named_and_so_is_one_that_stays(
    bob: Client, team: Team
) -> None:
    proposed(team, quiet(TUESDAY))
    third = team.sessions.get(number=3)
    services.move_session(
        by=team.programme.facilitator, session=third, starts_at=moment(quiet(0), 10)
    )
    field = bob.get(of_session("session_move", team)).context["form"].fields["and_the_rest"]
    assert field.label == "Also move the session after it by the same amount"
    assert field.help_text == (
        f"Session 2: Topic 2, {format_date(quiet(TUESDAY, 1))}. "
        "Session 3: Topic 3 is before it already, and stays."
    )


def test_a_session_behind_a_later_one_says_so(bob: Client, team: Team) -> None:
    proposed(team, quiet(TUESDAY))
    moved = services.move_session(
        by=team.programme.facilitator,
        session=team.sessions.get(number=1),
        starts_at=moment(quiet(0, 3), 10),
    )
    assert moved.notes == (
        "It is now after session 2, “Topic 2”.",
        "It is now after session 3, “Topic 3”.",
    )
    response = bob.get(of_team("team_dates", team))
    lines = response.context["dates"].lines
    assert [one.order for one in lines] == ["It comes after sessions 2 and 3.", "", ""]
    assert "1 session comes after one with a higher number." in response.text


def test_the_first_session_is_never_before_the_day_that_was_typed(bob: Client, team: Team) -> None:
    christmas = next(
        day
        for year in range(today().year, today().year + 3)
        if (day := dt.date(year, 12, 25)) > today() and day.weekday() < 5
    )
    proposed(team, christmas)
    first, second, _ = team.sessions.order_by("number")
    assert first.on
    assert second.on
    assert christmas < first.on < second.on
    (line, *_) = bob.get(of_team("team_dates", team)).context["dates"].lines
    assert line.moved == f"Moved from {format_date(christmas)}: Christmas Day."
