"""What the database itself refuses of a series, its sessions, rooms and days."""

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import RoleKind
from programmes import services
from programmes.enums import SessionState
from programmes.models import AgendaItem, BlockedDates, Room, Series, Session, Team
from tests.factories.programmes import make_colleague
from tests.factories.sessions import at, span
from tests.programmes.series import a_planned_team, moment, proposed, quiet

pytestmark = pytest.mark.django_db
TUESDAY = 1


def bob_of(team: Team):
    return team.programme.facilitator


@pytest.fixture
def team() -> Team:
    """Three weekly sessions, on Tuesdays at 10am, planned."""
    team = a_planned_team((0, 1, 2))
    proposed(team, quiet(TUESDAY))
    return team


def session_of(team: Team, number: int) -> Session:
    return team.sessions.get(number=number)


def breaks(name: str):
    """The database itself refuses, by the constraint of this name."""
    return pytest.raises(IntegrityError, match=name)


SESSION_CONSTRAINTS = [
    ("session_state_is_known", {"state": "somewhere"}),
    ("session_audience_is_known", {"audience": "nobody"}),
    ("session_takes_ten_minutes_to_eight_hours", {"minutes": 9}),
    ("session_takes_ten_minutes_to_eight_hours", {"minutes": 481}),
    ("held_session_says_when", {"state": SessionState.HELD}),
    ("held_session_says_when", {"held_at": at(-1)}),
    ("scheduled_session_has_a_date", {"state": SessionState.SCHEDULED, "during": None}),
]


@pytest.mark.parametrize(("name", "changes"), SESSION_CONSTRAINTS)
def test_the_database_refuses_a_session_that_cannot_be(team: Team, name: str, changes) -> None:
    with breaks(name), transaction.atomic():
        team.sessions.filter(number=1).update(**changes)


def test_the_database_refuses_a_pace_a_room_a_position_and_a_block_that_cannot_be(
    team: Team,
) -> None:
    room = services.add_room(by=bob_of(team), team=team, name="Boardroom")
    item = session_of(team, 1).agenda.first()
    assert item
    with breaks("series_pace_is_known"), transaction.atomic():
        Series.objects.update(pace="sometimes")
    with breaks("room_is_listed_once"), transaction.atomic():
        Room.objects.create(organisation=room.organisation, name="Boardroom")
    with breaks("agenda_position_is_used_once"), transaction.atomic():
        AgendaItem.objects.create(
            session=item.session, position=item.position, minutes=5, title="Again"
        )
    with breaks("blocked_dates_end_after_they_start"), transaction.atomic():
        BlockedDates.objects.create(
            team=team, starts_on=quiet(1), ends_on=quiet(0), reason="Half-term"
        )


def test_the_database_lets_nobody_lead_and_no_room_hold_two_sessions_at_once(team: Team) -> None:
    room = services.add_room(by=bob_of(team), team=team, name="Boardroom")
    during = span(moment(quiet(TUESDAY)), 60)
    with breaks("facilitator_leads_one_session_at_a_time"), transaction.atomic():
        team.sessions.filter(number=2).update(during=during)
    ben = make_colleague("Ben Hill", team.programme.organisation, RoleKind.FACILITATOR)
    team.sessions.filter(number=1).update(room=room)
    with breaks("room_holds_one_session_at_a_time"), transaction.atomic():
        team.sessions.filter(number=2).update(during=during, room=room, facilitator=ben)
    next_hour = span(moment(quiet(TUESDAY), 11), 60)
    assert team.sessions.filter(number=2).update(during=next_hour) == 1
    assert team.sessions.filter(number=3).update(during=during, state=SessionState.DROPPED) == 1
