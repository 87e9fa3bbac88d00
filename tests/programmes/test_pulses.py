"""A minute after a session: shown from five people on, and never one of them alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Person
from accounts.services import delete_my_account
from productive_leader.core.dates import LONDON, format_date
from productive_leader.core.models import AuditEvent
from productive_leader.site.queries.waiting import pulse_to_give
from programmes.enums import Answer, Attendance, MemberKind, SessionState
from programmes.models import Programme, Pulse, Session
from programmes.permissions import sessions_pulsed_by
from programmes.queries.glances import sessions_of
from programmes.queries.pulses import open_now, result_of, trend_of, turnout_of, window_of
from programmes.services.pulses import FIXED, give_pulse
from tests.factories.programmes import make_colleague, make_member, make_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    """Twelve people were there yesterday, the facilitator among them."""
    team = make_team()
    for number in range(11):
        make_member(team, f"Leader {number:02}")
    return a_session(team, at(-1))


def people(session: Session) -> list[Person]:
    """The eleven leaders; whoever leads the session gives no pulse."""
    asked = session.invitations.exclude(person=session.facilitator)
    return [one.person for one in asked.select_related("person")]


def give(session: Session, *answers: int, first: int = 0) -> list[Pulse]:
    """One answer from each person in turn, the same for both questions, with a line."""
    return [
        give_pulse(by=person, session=session, control=value, energy=value, line=f"Line {value}")
        for person, value in zip(people(session)[first:], answers, strict=False)
    ]


def held_early(session: Session, held_at: dt.datetime) -> None:
    Session.objects.filter(pk=session.pk).update(state=SessionState.HELD, held_at=held_at)
    session.refresh_from_db()


def test_nothing_is_shown_below_five(session: Session) -> None:
    give(session, 1, 2, 3, 4)
    assert result_of(session) is None
    assert trend_of(session.team) == []


def test_five_are_shown_together(session: Session) -> None:
    give(session, 1, 2, 3, 4, 4)
    result = result_of(session)
    assert result
    assert (result.count, result.control, result.energy) == (5, Decimal("2.8"), Decimal("2.8"))
    assert sorted(result.lines) == ["Line 1", "Line 2", "Line 3", "Line 4", "Line 4"]


def test_the_order_of_the_lines_is_stable_and_not_that_of_the_answers(session: Session) -> None:
    give(session, 1, 2, 3, 4, 5)
    give(session, 1, 2, 3, 4, 5, first=5)
    orders = set()
    for one in (result_of(session), result_of(session)):
        assert one
        orders.add(one.lines)
    assert len(orders) == 1
    assert orders != {tuple(f"Line {value}" for value in (1, 2, 3, 4, 5) * 2)}


@pytest.mark.parametrize("more", [1, 2, 3, 4])
def test_a_few_more_answers_change_nothing_so_that_none_can_be_read_off(
    session: Session, more: int
) -> None:
    give(session, 3, 3, 3, 3, 3)
    before = result_of(session)
    give(session, *([5] * more), first=5)
    assert result_of(session) == before


def test_they_never_join_alone_not_even_when_no_more_can_come(session: Session) -> None:
    give(session, 3, 3, 3, 3, 3)
    before = result_of(session)
    give(session, 5, first=5)
    long_ago = at(-40)
    Session.objects.filter(pk=session.pk).update(
        during=(long_ago, long_ago + dt.timedelta(hours=1))
    )
    session.refresh_from_db()
    assert result_of(session) == before


def test_five_more_join_together(session: Session) -> None:
    give(session, 3, 3, 3, 3, 3)
    give(session, 4, 4, 4, 4, 4, first=5)
    result = result_of(session)
    assert result
    assert (result.count, result.control) == (10, Decimal("3.5"))


def test_an_answer_can_be_changed_until_others_see_it(session: Session) -> None:
    alice = people(session)[0]
    give(session, 1, 1, 1, 1)
    changed = give_pulse(by=alice, session=session, control=5, energy=4, line=" Better\nnow ")
    assert (changed.control, changed.energy, changed.line) == (5, 4, "Better now")
    assert Pulse.objects.count() == 4

    give(session, 1, first=4)
    with pytest.raises(ValidationError) as refusal:
        give_pulse(by=alice, session=session, control=1, energy=1)
    assert refusal.value.messages == [FIXED]
    result = result_of(session)
    assert result
    assert result.control == Decimal("1.8")

    sixth = people(session)[5]
    give(session, 2, first=5)
    assert give_pulse(by=sixth, session=session, control=3, energy=3).control == 3


def test_five_that_lost_somebody_are_never_shown_again(session: Session) -> None:
    """Otherwise the line that went and the one that came could be read from the difference."""
    give(session, 1, 2, 3, 4, 5)
    delete_my_account(by=people(session)[2])
    assert result_of(session) is None
    give(session, 1, 1, 1, 1, 1, first=5)
    result = result_of(session)
    assert result
    assert (result.count, result.control, set(result.lines)) == (5, Decimal("1.0"), {"Line 1"})
    assert list(session.pulses.order_by("place").values_list("place", flat=True)) == [
        *(1, 2, 4, 5),
        *(6, 7, 8, 9, 10),
    ]


def test_the_last_of_five_leaves_no_place_for_the_next(session: Session) -> None:
    give(session, 1, 2, 3, 4, 5)
    delete_my_account(by=people(session)[4])
    give(session, 1, first=4)
    assert (result_of(session), trend_of(session.team)) == (None, [])
    assert session.pulses.get(place=6).line == "Line 1"


def test_the_others_of_five_that_lost_somebody_are_free_to_change(session: Session) -> None:
    give(session, 1, 2, 3, 4, 5)
    alice = people(session)[0]
    delete_my_account(by=people(session)[1])
    assert give_pulse(by=alice, session=session, control=5, energy=5).control == 5
    assert result_of(session) is None


def test_the_database_gives_a_place_once(session: Session) -> None:
    first, second = give(session, 3, 4)
    with pytest.raises(IntegrityError, match="pulse_place_is_used_once"), transaction.atomic():
        Pulse.objects.filter(pk=second.pk).update(place=first.place)


def test_sending_the_same_again_is_harmless(session: Session) -> None:
    give(session, 1, 2, 3, 4, 5)
    give(session, 1, 2, 3, 4, 5)
    assert Pulse.objects.count() == 5
    assert AuditEvent.objects.filter(action="pulse.given").count() == 5


def test_no_event_says_what_was_answered(session: Session) -> None:
    give_pulse(by=people(session)[0], session=session, control=2, energy=5, line="CANARY")
    event = AuditEvent.objects.get(action="pulse.given")
    assert (event.target_type, event.target_id, event.detail) == (
        "programmes.session",
        str(session.pk),
        {},
    )


def test_only_the_invited_give_one(session: Session) -> None:
    with pytest.raises(PermissionDenied):
        give_pulse(by=make_member(make_team(), "Eve").person, session=session, control=3, energy=3)


def test_whoever_only_leads_gives_none_and_nobody_waits_for_it(session: Session) -> None:
    bob = session.facilitator
    with pytest.raises(PermissionDenied):
        give_pulse(by=bob, session=session, control=3, energy=3)
    assert turnout_of(session).invited == 11
    session.team.memberships.create(person=bob, kind=MemberKind.LEADER)
    assert give_pulse(by=bob, session=session, control=3, energy=3).place == 1


def test_the_facilitator_gives_none_where_a_colleague_leads(session: Session) -> None:
    bob, organisation = session.facilitator, session.team.programme.organisation
    carol = make_colleague("Carol Reed", organisation, RoleKind.FACILITATOR)
    Session.objects.filter(pk=session.pk).update(facilitator=carol)
    session.invitations.create(person=carol)
    assert [sessions_pulsed_by(one).count() for one in (bob, carol)] == [0, 0]
    assert turnout_of(session).invited == 11


def test_the_sponsor_gives_one_where_invited(session: Session) -> None:
    programme = session.team.programme
    cheryl = make_colleague("Cheryl Grant", programme.organisation)
    Programme.objects.filter(pk=programme.pk).update(sponsor=cheryl)
    assert not sessions_pulsed_by(cheryl).exists()
    session.invitations.create(person=cheryl)
    assert sessions_pulsed_by(cheryl).contains(session)


@pytest.mark.parametrize("attendance", [Attendance.ABSENT, Attendance.APOLOGIES])
def test_whoever_is_marked_as_away_gives_none(session: Session, attendance: Attendance) -> None:
    alice = people(session)[0]
    session.invitations.filter(person=alice).update(attendance=attendance)
    with pytest.raises(PermissionDenied):
        give_pulse(by=alice, session=session, control=3, energy=3)


def test_it_opens_at_the_end_and_closes_after_fourteen_days(session: Session) -> None:
    alice, team = people(session)[0], session.team
    later = a_session(team, at(2))
    with pytest.raises(ValidationError, match="This session is not over yet"):
        give_pulse(by=alice, session=later, control=3, energy=3)

    assert give_pulse(by=alice, session=a_session(team, at(-14)), control=3, energy=3).pk
    over = a_session(team, at(-15))
    with pytest.raises(ValidationError) as refusal:
        give_pulse(by=alice, session=over, control=3, energy=3)
    assert refusal.value.messages == [f"The last day for this was {format_date(at(-1).date())}."]


def test_it_opens_when_the_session_is_held_if_that_is_earlier(session: Session) -> None:
    window = window_of(session)
    assert window
    assert window.opens_at == at(-1, 11)
    held_early(session, at(-1, 10, 50))
    window = window_of(session)
    assert window
    assert window.opens_at == at(-1, 10, 50)
    held_early(session, timezone.now())
    window = window_of(session)
    assert window
    assert window.opens_at == at(-1, 11)


def test_the_last_day_is_whole_across_a_clock_change(session: Session) -> None:
    """Monday 25 October 2027 plus fourteen days lies beyond the hour that comes twice."""
    start = dt.datetime(2027, 10, 25, 10, tzinfo=LONDON)
    window = window_of(a_session(session.team, start))
    assert window
    assert window.last_on == dt.date(2027, 11, 8)
    assert window.closes_at == dt.datetime(2027, 11, 9, 0, tzinfo=dt.UTC)


def test_there_is_nothing_to_say_of_what_does_not_take_place(session: Session) -> None:
    alice = people(session)[0]
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    with pytest.raises(ValidationError, match="does not take place"):
        give_pulse(by=alice, session=session, control=3, energy=3)


@pytest.mark.parametrize(("control", "energy"), [(0, 3), (6, 3), (3, 0), (3, 6)])
def test_answers_are_from_one_to_five(session: Session, control: int, energy: int) -> None:
    with pytest.raises(ValidationError):
        give_pulse(by=people(session)[0], session=session, control=control, energy=energy)
    pulse = give(session, 3)[0]
    values = {"control": control, "energy": energy}
    with pytest.raises(IntegrityError, match="pulse_is_from_one_to_five"), transaction.atomic():
        Pulse.objects.filter(pk=pulse.pk).update(**values)


def test_the_database_keeps_one_for_each_person_and_session(session: Session) -> None:
    pulse = give(session, 3)[0]
    name = "person_gives_one_pulse_a_session"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Pulse.objects.create(session=session, person=pulse.person, control=1, energy=1, place=2)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (dt.datetime(2027, 7, 1, 23, 44, tzinfo=LONDON), False),
        (dt.datetime(2027, 7, 1, 23, 45, tzinfo=LONDON), True),
        (dt.datetime(2027, 7, 15, 23, 59, tzinfo=LONDON), True),
        (dt.datetime(2027, 7, 16, 0, 0, tzinfo=LONDON), False),
        (dt.datetime(2027, 7, 16, 0, 30, tzinfo=LONDON), False),  # in UTC it is still the 15th
    ],
)
def test_every_reader_opens_and_closes_at_the_same_moment_of_london(
    session: Session, now: dt.datetime, is_open: bool
) -> None:
    evening = a_session(session.team, dt.datetime(2027, 7, 1, 22, 45, tzinfo=LONDON))
    window = window_of(evening)
    (glance,) = (
        one for one in sessions_of(session.team.programme_id) if one.number == evening.number
    )
    in_database = Session.objects.filter(open_now(now.astimezone(dt.UTC)), pk=evening.pk)
    assert window
    assert (window.holds(now), glance.takes_pulses(now.astimezone(dt.UTC))) == (is_open, is_open)
    assert in_database.exists() == is_open


def asked_by_everybody(session: Session) -> list[set[str]]:
    """Who is missing to the facilitator, who is nudged, who has a card on the home page."""
    everybody = [*people(session), session.facilitator]
    names = {one.pk: one.name for one in everybody}
    (glance,) = sessions_of(session.team.programme_id)
    home = {one.name for one in everybody if pulse_to_give(one) == session}
    return [set(turnout_of(session).missing), {names[pk] for pk in glance.without_pulse}, home]


def test_every_reader_asks_the_same_people(session: Session) -> None:
    """Not whoever led it, was away, or sent apologies and was not there all the same."""
    everybody = {f"Leader {number:02}" for number in range(11)}
    assert asked_by_everybody(session) == [everybody] * 3
    said = session.invitations.filter(person__name__in=("Leader 00", "Leader 01"))
    said.update(answer=Answer.APOLOGIES)
    came = session.invitations.filter(person__name="Leader 01")
    came.update(attendance=Attendance.PART)
    stayed_away = session.invitations.filter(person__name="Leader 02")
    stayed_away.update(attendance=Attendance.ABSENT)
    assert asked_by_everybody(session) == [everybody - {"Leader 00", "Leader 02"}] * 3


def test_whoever_led_it_is_asked_as_a_member_of_the_team(session: Session) -> None:
    session.team.memberships.create(
        person=session.facilitator, kind=MemberKind.LEADER, joined_on=session.on
    )
    assert ["Bob Lane" in asked for asked in asked_by_everybody(session)] == [True] * 3


def test_the_turnout_names_only_who_is_missing(session: Session) -> None:
    give(session, *([3] * 10))
    turnout = turnout_of(session)
    assert (turnout.given, turnout.invited, turnout.missing) == (10, 11, ("Leader 10",))


def test_the_trend_is_of_sessions_that_have_a_result(
    session: Session, django_assert_num_queries
) -> None:
    team = session.team
    give(session, 2, 2, 2, 2, 2)
    few, third = a_session(team, at(-2)), a_session(team, at(-3))
    give(few, 5, 5)
    give(third, 4, 4, 4, 4, 4)
    with django_assert_num_queries(1):
        trend = trend_of(team)
    assert [(one.session, one.result.control) for one in trend] == [
        (third, Decimal("4.0")),
        (session, Decimal("2.0")),
    ]


def test_support_staff_have_no_page_of_pulses() -> None:
    assert Pulse not in admin.site._registry
