"""The dates of a whole series, proposed in one go."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.enums import RoleKind
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent, Email
from programmes import services
from programmes.enums import Pace, SessionState
from programmes.models import Series
from tests.factories.programmes import make_colleague, make_member, make_organisation, make_team
from tests.factories.sessions import a_session, at
from tests.programmes.series import (
    a_planned_team,
    dates,
    good_friday,
    moment,
    others_sessions,
    proposed,
    quiet,
    refused,
)

pytestmark = pytest.mark.django_db
TUESDAY = 1
WEEK = dt.timedelta(weeks=1)


def test_one_press_gives_every_session_a_date_and_tells_nobody() -> None:
    team = a_planned_team((0, 2, 3))
    result = proposed(team, quiet(TUESDAY), link="https://meet.example/one")
    assert dates(team) == [moment(quiet(TUESDAY, week)) for week in (0, 2, 3)]
    assert (result.moved, result.clashing) == ([], [])
    series = Series.objects.get()
    assert (series.first_on, series.starts_at, series.pace, series.room, series.link) == (
        quiet(TUESDAY),
        dt.time(10),
        Pace.TEMPLATE,
        None,
        "https://meet.example/one",
    )
    sessions = team.sessions.all()
    assert {(one.state, one.link, one.released) for one in sessions} == {
        (SessionState.PLANNED, "https://meet.example/one", None)
    }
    assert Email.objects.count() == 0
    event = AuditEvent.objects.get(action="series.proposed")
    assert (event.actor_id, event.target_id, event.detail) == (
        team.programme.facilitator_id,
        str(series.pk),
        {"sessions": 3, "moved": 0, "clashing": 0},
    )


@pytest.mark.parametrize(
    ("pace", "weeks"),
    [(Pace.WEEKLY, [0, 1, 2]), (Pace.FORTNIGHTLY, [0, 2, 4]), (Pace.MONTHLY, [0, 4, 8])],
)
def test_a_pace_of_its_own_replaces_the_templates(pace: Pace, weeks: list[int]) -> None:
    team = a_planned_team((0, 5, 6))
    proposed(team, quiet(TUESDAY), pace=pace)
    assert dates(team) == [moment(quiet(TUESDAY, week)) for week in weeks]


def test_a_series_goes_around_good_friday_and_says_so() -> None:
    friday = good_friday()
    team = a_planned_team(tuple(range(4)))
    result = proposed(team, friday - 2 * WEEK)
    thursday = friday - dt.timedelta(days=1)
    assert dates(team) == [
        moment(day) for day in (friday - 2 * WEEK, friday - WEEK, thursday, friday + WEEK)
    ]
    assert [(one.session.number, one.proposal.moved) for one in result.moved] == [
        (3, f"moved from {format_date(friday)}: Good Friday")
    ]


def test_a_series_goes_around_the_teams_own_days_and_an_added_holiday() -> None:
    team = a_planned_team((0, 1))
    bob = team.programme.facilitator
    services.block_dates(
        by=bob, team=team, starts_on=quiet(0), ends_on=quiet(4), reason="Half-term"
    )
    result = proposed(team, quiet(TUESDAY))
    assert dates(team) == [moment(quiet(TUESDAY, 1)), moment(quiet(TUESDAY + 1, 1))]
    assert [one.proposal.moved for one in result.placed] == [
        f"moved from {format_date(quiet(TUESDAY))}: Half-term",
        f"moved from {format_date(quiet(TUESDAY, 1))}: the session before it is not over then",
    ]


def test_the_facilitators_other_sessions_are_avoided_and_named() -> None:
    team = a_planned_team((0,))
    bob = team.programme.facilitator
    other = make_team(team.programme, "Clinical directors")
    a_session(other, moment(quiet(TUESDAY)), minutes=120, name="Email under control")
    (placed,) = proposed(team, quiet(TUESDAY)).placed
    assert placed.session.starts_at == moment(quiet(TUESDAY + 1))
    assert placed.proposal.moved == (
        f"moved from {format_date(quiet(TUESDAY))}: you lead “Email under control” with "
        "Clinical directors"
    )
    assert bob == placed.session.facilitator


def test_a_room_that_is_taken_is_avoided_and_named() -> None:
    team = a_planned_team((0,))
    organisation = team.programme.organisation
    bob = team.programme.facilitator
    room = services.add_room(by=bob, team=team, name="Boardroom")
    ben = make_colleague("Ben Hill", organisation, RoleKind.FACILITATOR)
    theirs = a_planned_team(organisation=organisation, facilitator=ben, name="Nurses")
    a_session(theirs, moment(quiet(TUESDAY)), name="Meetings", room=room)
    (placed,) = proposed(team, quiet(TUESDAY), room=room).placed
    assert placed.proposal.moved == (
        f"moved from {format_date(quiet(TUESDAY))}: Boardroom is taken by “Meetings” with Nurses"
    )
    assert placed.session.room == room


def test_participants_are_avoided_and_named_where_they_cannot_be() -> None:
    team = a_planned_team((0, 1))
    alice = make_member(team, "Dr Alice Ahmed")
    taken = [quiet(TUESDAY), *(quiet(day, 1) for day in range(5))]
    others_sessions(alice, days=taken, organisation=team.programme.organisation)
    first, second = proposed(team, quiet(TUESDAY)).placed
    why = "Dr Alice Ahmed is in “Meetings” with Nurses"
    assert first.proposal.moved == f"moved from {format_date(quiet(TUESDAY))}: {why}"
    assert (second.proposal.moved, [one.why for one in second.proposal.clashes]) == ("", [why])
    assert len(second.proposal.alternatives) == 3
    assert second.session.starts_at == moment(quiet(TUESDAY, 1))


def test_a_session_of_another_organisation_is_not_named() -> None:
    team = a_planned_team((0,))
    alice = make_member(team, "Dr Alice Ahmed")
    elsewhere = make_organisation("Southfield")
    others_sessions(alice, days=[quiet(TUESDAY)], organisation=elsewhere)
    (placed,) = proposed(team, quiet(TUESDAY)).placed
    assert placed.proposal.moved == (
        f"moved from {format_date(quiet(TUESDAY))}: Dr Alice Ahmed is in a session at another "
        "organisation"
    )


def test_what_was_released_stays_and_the_rest_comes_after_it() -> None:
    team = a_planned_team((0, 2, 4))
    proposed(team, quiet(TUESDAY))
    first = team.sessions.get(number=1)
    first.state = SessionState.SCHEDULED
    first.save()
    proposed(team, quiet(3, 3))
    assert dates(team) == [moment(day) for day in (quiet(TUESDAY), quiet(3, 3), quiet(3, 5))]
    assert Series.objects.get().first_on == quiet(3, 1), "the day the first would have had"


def test_nothing_left_to_propose_is_told() -> None:
    team = a_planned_team(())
    a_session(team, at(7))
    with refused(
        "Every session of this team is released. Move one of them, and the sessions after it with "
        "it."
    ):
        proposed(team, quiet(TUESDAY))


def test_proposing_again_keeps_a_room_that_one_session_has_of_its_own() -> None:
    team = a_planned_team((0, 1))
    bob = team.programme.facilitator
    board, hall = (services.add_room(by=bob, team=team, name=name) for name in ("Board", "Hall"))
    proposed(team, quiet(TUESDAY), room=board)
    own = team.sessions.get(number=2)
    own.room = hall
    own.save()
    proposed(team, quiet(TUESDAY), room=None, link="https://meet.example/")
    assert [one.room for one in team.sessions.order_by("number")] == [None, hall]


@pytest.mark.parametrize("weekday", [5, 6])
def test_a_first_date_at_a_weekend_is_refused(weekday: int) -> None:
    day = quiet(weekday)
    with refused(
        f"{format_date(day)} is {'a Saturday' if weekday == 5 else 'a Sunday'}. "
        "Choose a day from Monday to Friday."
    ):
        proposed(a_planned_team(), day)


def test_a_first_date_in_the_past_or_far_away_is_refused() -> None:
    gone = today() - dt.timedelta(days=7 + today().weekday())
    with refused(f"{format_date(gone)}, 10am, has passed. Choose a later date or time."):
        proposed(a_planned_team(), gone)
    far = dt.date(today().year + 4, 1, 4)
    far += dt.timedelta(days=-far.weekday() % 7)
    with refused(f"{format_date(far)}, 10am, is more than 3 years away. Check the year."):
        proposed(a_planned_team(), far)


@pytest.mark.parametrize(
    ("time", "hours"), [(dt.time(5, 59), "5:59am to 6:59am"), (dt.time(21, 1), "9:01pm to 10:01pm")]
)
def test_a_time_outside_the_day_is_refused(time: dt.time, hours: str) -> None:
    with refused(
        f"From {hours} is outside the day: a session begins at 6am or later and ends by 10pm. "
        "Choose another time."
    ):
        proposed(a_planned_team(), quiet(TUESDAY), starts_at=time)


def test_a_room_of_another_organisation_is_refused() -> None:
    team = a_planned_team()
    elsewhere = a_planned_team(organisation=make_organisation("Southfield"))
    room = services.add_room(by=elsewhere.programme.facilitator, team=elsewhere, name="Hall")
    with refused(
        "Hall is a room of another organisation. Choose one of Northvale University Hospitals, "
        "or add one."
    ):
        proposed(team, quiet(TUESDAY), room=room)


def test_no_free_day_names_the_session() -> None:
    team = a_planned_team((0,))
    bob = team.programme.facilitator
    for start in range(0, 300, 100):
        first = quiet(0) + dt.timedelta(days=start)
        last = first + dt.timedelta(days=99)
        services.block_dates(by=bob, team=team, starts_on=first, ends_on=last, reason="Works")
    with refused(
        f"There is no free day for “Topic 1” in the half year from {format_date(quiet(TUESDAY))}. "
        "Choose another time, or take blocked dates away."
    ):
        proposed(team, quiet(TUESDAY))


def test_only_who_runs_the_programme_proposes_dates() -> None:
    team = a_planned_team()
    other = make_colleague("Ben Hill", team.programme.organisation, RoleKind.FACILITATOR)
    with pytest.raises(PermissionDenied):
        services.propose_series(
            by=other,
            team=team,
            first_on=quiet(TUESDAY),
            starts_at=dt.time(10),
            pace=Pace.WEEKLY,
        )
    assert dates(team) == [None, None, None]
