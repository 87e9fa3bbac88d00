"""Moving, cancelling, changing and adding sessions."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.enums import RoleKind
from productive_leader.core.dates import LONDON, format_date
from productive_leader.core.models import AuditEvent, Email
from programmes import services
from programmes.enums import Audience, SessionState
from programmes.models import Edition, Session, Team
from tests.factories.programmes import make_colleague, make_member, make_team
from tests.factories.sessions import a_session, at, span
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
MONDAY, TUESDAY, WEDNESDAY = 0, 1, 2


def bob_of(team: Team):
    return team.programme.facilitator


def move(session: Session, starts_at: dt.datetime, **more):
    by = session.team.programme.facilitator
    return services.move_session(by=by, session=session, starts_at=starts_at, **more)


def edit(session: Session, **changes):
    details = {
        "name": session.name,
        "minutes": session.minutes,
        "audience": session.audience,
        "facilitator": session.facilitator,
    }
    by = session.team.programme.facilitator
    return services.edit_session(by=by, session=session, **(details | changes))


@pytest.fixture
def team() -> Team:
    """Six weekly sessions, on Tuesdays at 10am, planned."""
    team = a_planned_team(tuple(range(6)))
    proposed(team, quiet(TUESDAY))
    return team


def session_of(team: Team, number: int) -> Session:
    return team.sessions.get(number=number)


def test_a_session_is_moved_alone_and_nobody_is_told(team: Team) -> None:
    result = move(session_of(team, 3), moment(quiet(WEDNESDAY, 2), 14, 30))
    assert dates(team)[1:4] == [
        moment(quiet(TUESDAY, 1)),
        moment(quiet(WEDNESDAY, 2), 14, 30),
        moment(quiet(TUESDAY, 3)),
    ]
    assert (result.rest, result.notes) == ((), ())
    assert session_of(team, 3).ends_at == moment(quiet(WEDNESDAY, 2), 15, 30)
    assert Email.objects.count() == 0
    event = AuditEvent.objects.get(action="session.moved")
    assert event.detail["rest"] == []
    assert dt.datetime.fromisoformat(event.detail["to"]) == moment(quiet(WEDNESDAY, 2), 14, 30)


def test_the_sessions_after_it_keep_their_distance(team: Team) -> None:
    result = move(session_of(team, 4), moment(quiet(WEDNESDAY, 4), 11), and_the_rest=True)
    assert dates(team) == [
        *(moment(quiet(TUESDAY, week)) for week in (0, 1, 2)),
        *(moment(quiet(WEDNESDAY, week), 11) for week in (4, 5, 6)),
    ]
    assert [one.session.number for one in result.rest] == [5, 6]


def test_moving_into_the_next_ones_place_works_when_that_one_moves_too(team: Team) -> None:
    """For a moment two sessions of one facilitator are at the same time; only the end counts."""
    move(session_of(team, 1), moment(quiet(TUESDAY, 1)), and_the_rest=True)
    assert dates(team) == [moment(quiet(TUESDAY, week)) for week in range(1, 7)]


def test_the_rest_goes_around_days_off_and_says_so() -> None:
    friday = good_friday()
    team = a_planned_team((0, 1, 2))
    start = friday - dt.timedelta(days=10)
    proposed(team, start)
    result = move(session_of(team, 1), moment(start + dt.timedelta(days=3)), and_the_rest=True)
    thursday = friday - dt.timedelta(days=1)
    assert dates(team)[:2] == [moment(friday - dt.timedelta(days=7)), moment(thursday)]
    assert result.rest[0].proposal.moved == f"moved from {format_date(friday)}: Good Friday"


def test_a_date_that_has_passed_is_refused(team: Team) -> None:
    gone = at(-3)
    with refused(f"{format_date(gone.date())}, 10am, has passed. Choose a later date or time."):
        move(session_of(team, 1), gone)


def test_two_sessions_of_one_team_do_not_overlap(team: Team) -> None:
    with refused(
        f"This team meets for “Topic 2” on {format_date(quiet(TUESDAY, 1))} from 10am to 11am. "
        "Choose another time."
    ):
        move(session_of(team, 1), moment(quiet(TUESDAY, 1), 10, 30))


def test_a_facilitator_cannot_be_in_two_places(team: Team) -> None:
    other = make_team(team.programme, "Clinical directors")
    a_session(other, moment(quiet(WEDNESDAY)), minutes=120, name="Email under control")
    with refused(
        f"You lead “Email under control” with Clinical directors on {format_date(quiet(WEDNESDAY))}"
        " from 10am to midday. Choose another time or another facilitator."
    ):
        move(session_of(team, 1), moment(quiet(WEDNESDAY), 11))
    assert dates(team)[0] == moment(quiet(TUESDAY))


def test_an_administrator_reads_who_leads_the_other_session(team: Team) -> None:
    dana = make_colleague("Dana Reid", team.programme.organisation)
    dana.is_staff = True
    dana.save()
    other = make_team(team.programme, "Clinical directors")
    a_session(other, moment(quiet(WEDNESDAY)), name="Email")
    with refused(
        f"Bob Lane leads “Email” with Clinical directors on {format_date(quiet(WEDNESDAY))} from "
        "10am to 11am. Choose another time or another facilitator."
    ):
        services.move_session(
            by=dana, session=session_of(team, 1), starts_at=moment(quiet(WEDNESDAY))
        )


def test_a_room_holds_one_session_at_a_time(team: Team) -> None:
    ben = make_colleague("Ben Hill", team.programme.organisation, RoleKind.FACILITATOR)
    theirs = a_planned_team((), organisation=ben.roles.get().organisation, facilitator=ben)
    room = services.add_room(by=ben, team=theirs, name="Boardroom", building="Main building")
    a_session(theirs, moment(quiet(WEDNESDAY)), name="Meetings", room=room)
    edit(session_of(team, 1), room=room)
    with refused(
        "Boardroom, Main building is taken by “Meetings” with Executive team on "
        f"{format_date(quiet(WEDNESDAY))} from 10am to 11am. Choose another time or another room."
    ):
        move(session_of(team, 1), moment(quiet(WEDNESDAY)))


def test_what_may_surprise_is_said_and_not_refused(team: Team) -> None:
    alice = make_member(team, "Dr Alice Ahmed")
    organisation = team.programme.organisation
    saturday = quiet(5, -1)
    others_sessions(alice, days=[saturday], organisation=organisation)
    result = move(session_of(team, 3), moment(saturday))
    assert result.notes == (
        f"{format_date(saturday)} is a Saturday.",
        "It is now before session 1, “Topic 1”.",
        "It is now before session 2, “Topic 2”.",
        "Dr Alice Ahmed is in “Meetings” with Nurses then.",
    )


def test_a_day_the_team_does_not_meet_is_said(team: Team) -> None:
    services.block_dates(
        by=bob_of(team),
        team=team,
        starts_on=quiet(WEDNESDAY),
        ends_on=quiet(WEDNESDAY),
        reason="Board away day",
    )
    assert move(session_of(team, 1), moment(quiet(WEDNESDAY))).notes == (
        f"Nobody meets on {format_date(quiet(WEDNESDAY))}: Board away day.",
    )


def test_a_released_session_stays_scheduled_and_differs_from_what_was_told(team: Team) -> None:
    session = a_session(team, moment(quiet(MONDAY)))
    move(session, moment(quiet(WEDNESDAY)))
    session.refresh_from_db()
    assert session.released is not None
    assert (session.state, session.starts_at, session.released.starts_at) == (
        SessionState.SCHEDULED,
        moment(quiet(WEDNESDAY)),
        moment(quiet(MONDAY)),
    )


def test_a_session_that_was_held_stays_as_it_is(team: Team) -> None:
    held = a_session(team, at(-7))
    Session.objects.filter(pk=held.pk).update(state=SessionState.HELD, held_at=at(-7))
    for change in (
        lambda: move(held, moment(quiet(WEDNESDAY))),
        lambda: services.cancel_session(by=bob_of(team), session=held),
        lambda: edit(held, name="Another name"),
    ):
        with refused("“Topic 7” is held, so it stays as it is."):
            change()


def test_only_who_runs_the_programme_moves_cancels_and_changes(team: Team) -> None:
    other = make_colleague("Ben Hill", team.programme.organisation, RoleKind.FACILITATOR)
    session = session_of(team, 1)
    for change in (
        lambda: services.move_session(by=other, session=session, starts_at=at(9)),
        lambda: services.cancel_session(by=other, session=session),
        lambda: services.restore_session(by=other, session=session),
        lambda: services.add_session(by=other, team=team, name="More", minutes=60),
        lambda: services.add_room(by=other, team=team, name="Hall"),
        lambda: services.block_dates(
            by=other, team=team, starts_on=quiet(0), ends_on=quiet(1), reason="No"
        ),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_a_planned_session_is_dropped_and_comes_back_as_it_was(team: Team) -> None:
    session = session_of(team, 2)
    services.cancel_session(by=bob_of(team), session=session)
    assert session_of(team, 2).state == SessionState.DROPPED
    with refused("“Topic 2” is dropped, so it stays as it is."):
        services.cancel_session(by=bob_of(team), session=session)
    back = services.restore_session(by=bob_of(team), session=session)
    assert (back.pk, back.uid, back.state, back.starts_at) == (
        session.pk,
        session.uid,
        SessionState.PLANNED,
        moment(quiet(TUESDAY, 1)),
    )


def test_a_released_session_is_cancelled_and_comes_back_with_the_same_identity(team: Team) -> None:
    session = a_session(team, moment(quiet(WEDNESDAY)))
    services.cancel_session(by=bob_of(team), session=session)
    assert Session.objects.get(pk=session.pk).state == SessionState.CANCELLED
    assert Email.objects.count() == 0
    back = services.restore_session(by=bob_of(team), session=session)
    assert (back.uid, back.state) == (session.uid, SessionState.SCHEDULED)
    with refused("“Topic 7” was not cancelled."):
        services.restore_session(by=bob_of(team), session=session)


def test_a_session_that_has_begun_is_neither_cancelled_nor_moved_nor_edited(team: Team) -> None:
    """Calendars keep what has begun."""
    session = a_session(team, at(-1))
    sentence = (
        "“Topic 7” has begun, so it stays as calendars have it. Record who was there, also if "
        "nobody was; for another date, add a session."
    )
    with refused(sentence):
        services.cancel_session(by=bob_of(team), session=session)
    with refused(sentence):
        move(session, moment(quiet(WEDNESDAY)))
    with refused(sentence):
        edit(session, name="Another")


def test_moving_the_rest_leaves_alone_what_has_begun_as_told(team: Team) -> None:
    """Told for yesterday, planned for next month: only attendance can follow."""
    begun = a_session(team, at(-1))
    planned = span(moment(quiet(WEDNESDAY, 20)), 60)
    Session.objects.filter(pk=begun.pk).update(during=planned)
    services.move_session(
        by=bob_of(team),
        session=session_of(team, 1),
        starts_at=moment(quiet(WEDNESDAY)),
        and_the_rest=True,
    )
    assert Session.objects.get(pk=begun.pk).during == planned


def test_a_session_comes_back_without_a_date_that_has_passed(team: Team) -> None:
    """Nobody was ever told of it."""
    session = a_session(team, at(-1), released=False)
    services.cancel_session(by=bob_of(team), session=session)
    back = services.restore_session(by=bob_of(team), session=session)
    assert (back.state, back.during) == (SessionState.PLANNED, None)


def test_a_session_whose_date_has_passed_comes_back_as_told_or_not_at_all(team: Team) -> None:
    session = a_session(team, at(-1))
    told = session.during
    Session.objects.filter(pk=session.pk).update(
        state=SessionState.CANCELLED, during=span(moment(quiet(WEDNESDAY, 20)), 60)
    )
    back = services.restore_session(by=bob_of(team), session=session)
    assert (back.state, back.during) == (SessionState.SCHEDULED, told)

    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    Edition.objects.filter(session=session).update(is_cancelled=True)
    with refused("The date of “Topic 7” has passed. Add a session instead."):
        services.restore_session(by=bob_of(team), session=session)


def test_what_nobody_was_told_of_is_dropped_also_after_its_date(team: Team) -> None:
    session = a_session(team, at(-1), released=False)
    services.cancel_session(by=bob_of(team), session=session)
    assert Session.objects.get(pk=session.pk).state == SessionState.DROPPED


def test_a_cancelled_session_leaves_its_time_free_and_may_find_it_taken(team: Team) -> None:
    services.cancel_session(by=bob_of(team), session=session_of(team, 2))
    move(session_of(team, 3), moment(quiet(TUESDAY, 1)))
    with refused(
        f"This team meets for “Topic 3” on {format_date(quiet(TUESDAY, 1))} from 10am to 11am. "
        "Choose another time."
    ):
        services.restore_session(by=bob_of(team), session=session_of(team, 2))


def test_a_session_is_added_after_the_others_with_its_people_invited(team: Team) -> None:
    alice = make_member(team, "Dr Alice Ahmed").person
    session = services.add_session(
        by=bob_of(team),
        team=team,
        name=" One more ",
        minutes=45,
        starts_at=moment(quiet(WEDNESDAY, 6)),
        audience=Audience.LEADERS,
    )
    assert (session.number, session.name, session.state) == (7, "One more", SessionState.PLANNED)
    assert session.ends_at == moment(quiet(WEDNESDAY, 6), 10, 45)
    invited = {one.person for one in session.invitations.filter(withdrawn_at=None)}
    assert invited == {alice, bob_of(team)}


def test_a_session_added_on_top_of_another_is_refused(team: Team) -> None:
    with refused(
        f"This team meets for “Topic 1” on {format_date(quiet(TUESDAY))} from 10am to 11am. "
        "Choose another time."
    ):
        services.add_session(
            by=bob_of(team), team=team, name="More", minutes=60, starts_at=moment(quiet(TUESDAY))
        )


def test_changing_minutes_moves_the_end_and_looks_for_trouble(team: Team) -> None:
    a_session(team, moment(quiet(TUESDAY), 11, 30), name="Lunch")
    assert edit(session_of(team, 1), minutes=90).ends_at == moment(quiet(TUESDAY), 11, 30)
    with refused(
        f"This team meets for “Lunch” on {format_date(quiet(TUESDAY))} from 11:30am to 12:30pm. "
        "Choose another time."
    ):
        edit(session_of(team, 1), minutes=91)


def test_another_facilitator_is_invited_and_the_first_no_longer(team: Team) -> None:
    ben = make_colleague("Ben Hill", team.programme.organisation, RoleKind.FACILITATOR)
    edit(session_of(team, 1), facilitator=ben, name="A new name")
    session = session_of(team, 1)
    invited = {one.person for one in session.invitations.filter(withdrawn_at=None)}
    assert (session.facilitator, session.name, invited) == (ben, "A new name", {ben})
    event = AuditEvent.objects.get(action="session.edited")
    assert event.detail == {"changed": ["name", "facilitator"]}


def test_somebody_who_is_no_facilitator_cannot_lead(team: Team) -> None:
    alice = make_member(team, "Dr Alice Ahmed").person
    with refused(f"Dr Alice Ahmed is not a facilitator at {team.programme.organisation}."):
        edit(session_of(team, 1), facilitator=alice)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minutes": 9}, "A session takes 10 minutes to 8 hours. Check the minutes."),
        ({"minutes": 481}, "A session takes 10 minutes to 8 hours. Check the minutes."),
        ({"link": "http://meet.example/"}, "Give a link that begins with https://."),
        ({"audience": "nobody"}, "Value 'nobody' is not a valid choice."),
        ({"name": " "}, "Give the session a name."),
    ],
)
def test_a_session_that_cannot_be_is_refused(team: Team, changes, sentence: str) -> None:
    with refused(sentence):
        edit(session_of(team, 1), **changes)


def test_an_hour_that_the_clocks_leave_out_is_named_as_typed(team: Team) -> None:
    typed = dt.datetime(2027, 3, 28, 1, 30, tzinfo=LONDON)
    sentence = (
        "There is no 1:30am on Sunday 28 March 2027: the clocks go forward. Choose another time."
    )
    with refused(sentence):
        move(session_of(team, 1), typed)
    with refused(sentence):
        services.add_session(by=bob_of(team), team=team, name="More", minutes=60, starts_at=typed)
