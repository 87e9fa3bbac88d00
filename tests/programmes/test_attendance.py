from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from celery.beat import Scheduler
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Person
from productive_leader.celery import app as celery
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent
from programmes import services
from programmes.enums import Answer, Attendance, Audience, LateReason, SessionState
from programmes.models import Edition, Invitation, Session, Team
from programmes.queries.attendance import counted, members_beside, pair_counts, sheet_of, why_not
from programmes.queries.waves import gate_of
from programmes.services.attendance import (
    ChangedMeanwhile,
    Recorded,
    hold_recorded,
    record_attendance,
)
from programmes.tasks import hold_recorded_task
from tests.factories.programmes import closed, make_colleague, make_member, make_pair, make_team
from tests.factories.sessions import a_session, at, span

pytestmark = pytest.mark.django_db

HERE, PART, APOLOGIES, ABSENT = (str(one) for one in Attendance)


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == [sentence]


@pytest.fixture
def team() -> Team:
    team: Team = make_pair(make_team()).team
    return team


@pytest.fixture
def session(team: Team) -> Session:
    """Yesterday's, with Alice, Amir and Bob invited."""
    return a_session(team, at(-1))


def people(session: Session) -> dict[str, int]:
    return {one.person.name: one.person_id for one in session.invitations.select_related("person")}


def record(
    session: Session,
    by: Person | None = None,
    seen: dict[str, str] | None = None,
    reason: str = "",
    **wanted: str,
) -> Recorded:
    """`wanted` by first names, "Alice" standing for Dr Alice Ahmed."""
    known = {name.removeprefix("Dr ").split()[0]: pk for name, pk in people(session).items()}
    return record_attendance(
        by=by or session.facilitator,
        session=session,
        presence={known[name]: value for name, value in wanted.items()},
        seen={known[name]: value for name, value in (seen or {}).items()},
        reason=reason,
    )


def recorded(session: Session) -> dict[str, str]:
    return dict(session.invitations.values_list("person__name", "attendance"))


def test_attendance_is_recorded_with_who_and_when(session: Session) -> None:
    before = timezone.now()
    result = record(session, Alice=HERE, Amir=PART, Bob=HERE)
    assert result == Recorded(3, held_now=True)
    assert recorded(session) == {"Amir Khan": PART, "Bob Lane": HERE, "Dr Alice Ahmed": HERE}
    one = session.invitations.get(person__name="Amir Khan")
    assert one.attendance_by == session.facilitator
    assert before < one.attendance_at < timezone.now()
    event = AuditEvent.objects.get(action="attendance.recorded")
    assert event.detail == {
        "held": True,
        "changed": {
            str(person): ["", one]
            for person, one in zip(people(session).values(), (PART, HERE, HERE), strict=True)
        },
    }


def test_the_first_save_after_the_start_makes_the_session_held_once(session: Session) -> None:
    record(session, Alice=HERE)
    session.refresh_from_db()
    assert session.state == SessionState.HELD
    held_at = session.held_at
    assert record(session, Amir=HERE) == Recorded(1, held_now=False)
    session.refresh_from_db()
    assert session.held_at == held_at


def test_a_save_before_the_start_does_not_make_it_held(team: Team) -> None:
    session = a_session(team, timezone.now() + timedelta(minutes=29))
    assert record(session, Alice=HERE) == Recorded(1, held_now=False)
    session.refresh_from_db()
    assert session.state == SessionState.SCHEDULED


def test_the_same_save_after_the_start_makes_it_held(team: Team) -> None:
    session = a_session(team, timezone.now() + timedelta(minutes=29))
    record(session, Alice=HERE)
    edition = session.released
    edition.during = span(timezone.now() - timedelta(minutes=1), 60)
    edition.save()
    assert record(session, seen={"Alice": HERE}, Alice=HERE) == Recorded(0, held_now=True)


def test_saving_what_is_recorded_changes_nothing(session: Session) -> None:
    record(session, Alice=HERE)
    once = session.invitations.get(person__name="Dr Alice Ahmed").attendance_at
    assert record(session, Alice=HERE) == Recorded(0, held_now=False)
    assert session.invitations.get(person__name="Dr Alice Ahmed").attendance_at == once
    assert AuditEvent.objects.filter(action="attendance.recorded").count() == 1


def test_a_correction_keeps_who_made_it(session: Session) -> None:
    record(session, Alice=HERE, Amir=HERE)
    dana = Person.objects.create_user("dana@rnv.example", "Dana Reid", is_staff=True)
    record(session, by=dana, seen={"Alice": HERE}, Alice=ABSENT)
    by = session.invitations.values_list("person__name", "attendance_by__name")
    assert dict(by) == {"Amir Khan": "Bob Lane", "Bob Lane": None, "Dr Alice Ahmed": "Dana Reid"}


def test_only_who_leads_the_session_records(session: Session) -> None:
    alice = session.team.pairs.get().leader
    with pytest.raises(PermissionDenied, match="You may not lead this session"):
        record(session, by=alice, Alice=HERE)


def test_before_it_opens_a_sentence_says_when(team: Team) -> None:
    session = a_session(team, at(7))
    day = f"{at(7):%A} {at(7).day} {at(7):%B} {at(7).year}"
    with refused(f"Attendance opens at 9:30am on {day}, half an hour before the session."):
        record(session, Alice=HERE)


def test_fourteen_days_after_the_end_a_reason_is_needed_and_kept(team: Team) -> None:
    end = timezone.now() - timedelta(days=14, minutes=1)
    session = a_session(team, end - timedelta(hours=1))
    for reason in ("", "because"):
        with refused("More than 14 days have passed. Choose why so late."):
            record(session, reason=reason, Alice=HERE)
    record(session, reason=LateReason.MISTAKE, Alice=HERE)
    event = AuditEvent.objects.get(action="attendance.recorded")
    assert event.detail["reason"] == "mistake"


def test_within_fourteen_days_no_reason_is_needed(team: Team) -> None:
    end = timezone.now() - timedelta(days=14) + timedelta(minutes=1)
    session = a_session(team, end - timedelta(hours=1))
    record(session, reason=LateReason.MISTAKE, Alice=HERE)
    assert "reason" not in AuditEvent.objects.get(action="attendance.recorded").detail


def test_the_window_is_around_the_date_that_people_were_told(team: Team) -> None:
    session = a_session(team, at(-1))
    session.during = span(at(7), 60)  # moved, and not released
    session.save()
    assert why_not(session, timezone.now()) == ""


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (SessionState.CANCELLED, "This session was cancelled, so there is nobody to record."),
        (SessionState.DROPPED, "This session was dropped, so there is nobody to record."),
    ],
)
def test_a_session_that_is_off_has_no_attendance(
    session: Session, state: SessionState, sentence: str
) -> None:
    Session.objects.filter(pk=session.pk).update(state=state)
    with refused(sentence):
        record(session, Alice=HERE)


def test_a_session_that_nobody_was_told_of_has_no_attendance(team: Team) -> None:
    session = a_session(team, at(-1), released=False)
    with refused(
        "Nobody has been told of this session yet. Release the series, then record who came."
    ):
        record(session, Alice=HERE)


def test_a_closed_programme_stays_as_it_is(session: Session) -> None:
    programme = session.team.programme
    closed(programme, today())
    with pytest.raises(ValidationError, match="This programme closed on"):
        record(session, Alice=HERE)


def test_the_second_of_two_is_told_what_the_first_recorded(session: Session) -> None:
    record(session, Alice=APOLOGIES, Amir=HERE)
    amir = people(session)["Amir Khan"]
    alice = people(session)["Dr Alice Ahmed"]
    with pytest.raises(ChangedMeanwhile) as refusal:
        record(session, seen={"Alice": "", "Amir": ""}, Alice=HERE, Amir=HERE, Bob=ABSENT)
    assert refusal.value.theirs == {alice: APOLOGIES}
    assert amir not in refusal.value.theirs
    assert refusal.value.messages[0].startswith("Bob Lane saved attendance at ")
    assert recorded(session)["Bob Lane"] == ""


def test_without_what_was_seen_the_second_would_overwrite(session: Session) -> None:
    """The control of the test above: the same save, by somebody who saw it, goes through."""
    record(session, Alice=APOLOGIES)
    record(session, seen={"Alice": APOLOGIES}, Alice=HERE)
    assert recorded(session)["Dr Alice Ahmed"] == HERE


def test_a_colleague_who_was_not_invited_is_added(session: Session) -> None:
    sam = make_colleague("Sam Wood", session.team.programme.organisation)
    record_attendance(by=session.facilitator, session=session, presence={sam.pk: HERE}, seen={})
    assert recorded(session)["Sam Wood"] == HERE
    assert [row.note for row in sheet_of(session).rows if row.name == "Sam Wood"] == [
        "Not of the team"
    ]


def test_a_stranger_is_not_added(session: Session) -> None:
    stranger = make_member(make_team(), "Eve Stone").person
    with refused("Only people with a role at Northvale University Hospitals can be added."):
        record_attendance(
            by=session.facilitator, session=session, presence={stranger.pk: HERE}, seen={}
        )
    assert not session.invitations.filter(person=stranger).exists()


def test_attendance_is_known(session: Session) -> None:
    with (
        pytest.raises(IntegrityError, match="attendance_is_known"),
        transaction.atomic(),
    ):
        Invitation.objects.filter(session=session).update(attendance="asleep")


def test_everybody_begins_as_here_but_who_sent_apologies(session: Session) -> None:
    session.invitations.filter(person__name="Amir Khan").update(answer=Answer.APOLOGIES)
    sheet = sheet_of(session)
    assert {row.name: (row.recorded, row.shown) for row in sheet.rows} == {
        "Dr Alice Ahmed": ("", HERE),
        "Amir Khan": ("", APOLOGIES),
        "Bob Lane": ("", HERE),
    }
    assert not sheet.recorded
    assert [row.note for row in sheet.rows] == [
        "Leader",
        "PA of Dr Alice Ahmed · sent apologies",
        "Facilitator",
    ]


def test_once_recorded_whoever_is_new_is_still_to_say(session: Session) -> None:
    record(session, Alice=HERE, Bob=HERE)
    sheet = sheet_of(session)
    assert sheet.counts == [
        ("here", 2),
        ("part of it", 0),
        ("with apologies", 0),
        ("not here", 0),
        ("still to record", 1),
    ]
    assert (sheet.saved_by, sheet.recorded) == ("Bob Lane", True)


def test_people_who_work_together_stand_together(team: Team) -> None:
    amir, grace = team.pairs.get().pa, make_member(team, "Grace Obi").person
    services.make_pair(by=team.programme.facilitator, team=team, leader=grace, pa=amir)
    make_pair(team, "Mark Dunn", "Rita Moss")
    make_member(team, "Tom Price")
    groups = sheet_of(a_session(team, at(-1))).groups
    assert [[row.name for row in group] for group in groups] == [
        ["Dr Alice Ahmed", "Amir Khan"],
        ["Grace Obi"],
        ["Mark Dunn", "Rita Moss"],
        ["Tom Price"],
        ["Bob Lane"],
    ]


@pytest.mark.parametrize(
    ("alice", "amir", "words"),
    [
        (HERE, PART, "Both"),
        (HERE, APOLOGIES, "One of the two"),
        (ABSENT, APOLOGIES, "Neither"),
    ],
)
def test_a_pair_came_together_as_one_of_two_or_not(
    session: Session, alice: str, amir: str, words: str
) -> None:
    record(session, Alice=alice)
    assert [pair.words for pair in sheet_of(session).pairs] == [""]
    record(session, Amir=amir)
    pairs = sheet_of(session).pairs
    assert [pair.words for pair in pairs] == [words]
    assert dict(pair_counts(pairs))[words] == 1


def test_a_pair_that_ended_before_the_session_is_none(team: Team) -> None:
    session = a_session(team, at(-1))
    services.end_pair(by=team.programme.facilitator, pair=team.pairs.get(), on=at(-2).date())
    assert sheet_of(session).pairs == []


def test_members_of_another_audience_can_be_added(team: Team) -> None:
    session = a_session(team, at(-1), audience=Audience.LEADERS)
    listed = [row.person_id for row in sheet_of(session).rows]
    assert [person.name for person in members_beside(session, listed)] == ["Amir Khan"]


def test_counting_says_every_answer() -> None:
    assert counted([HERE, HERE, ABSENT, ""]) == [
        ("here", 2),
        ("part of it", 0),
        ("with apologies", 0),
        ("not here", 1),
        ("still to record", 1),
    ]


@pytest.mark.parametrize("pairs", [1, 20])
def test_twenty_pairs_are_saved_in_as_many_queries_as_one(
    team: Team, pairs: int, django_assert_num_queries
) -> None:
    for number in range(pairs - 1):
        make_pair(team, f"Leader {number:02}", f"PA {number:02}")
    session = a_session(team, at(-1))
    sam = make_colleague("Sam Wood", team.programme.organisation)
    presence = dict.fromkeys([*people(session).values(), sam.pk], HERE)
    with django_assert_num_queries(11):
        record_attendance(by=session.facilitator, session=session, presence=presence, seen={})
    assert set(recorded(session).values()) == {HERE}
    with django_assert_num_queries(3):
        sheet_of(session)


def test_a_session_held_on_the_day_told_takes_that_day_and_facilitator(session: Session) -> None:
    """Moved to next week, renamed and given to Carol, but never released: held as told."""
    carol = make_colleague("Carol Reed", session.team.programme.organisation)
    told, bob = session.during, session.facilitator
    Session.objects.filter(pk=session.pk).update(
        during=span(at(7), 90), minutes=90, name="Another", facilitator=carol
    )
    record(session, by=bob, Alice=HERE)
    session.refresh_from_db()
    assert (session.state, session.during, session.minutes) == (SessionState.HELD, told, 60)
    assert (session.name, session.facilitator) == ("Topic 1", bob)


def test_attendance_saved_before_the_start_counts_once_the_session_is_over(team: Team) -> None:
    soon = a_session(team, timezone.now() + timedelta(minutes=20))
    record(soon, Alice=HERE, Amir=PART)
    assert gate_of(team.programme, 1).pulses_expected == 0
    over = timezone.now() + timedelta(minutes=80)
    assert hold_recorded() == 0
    assert hold_recorded(over) == 1
    assert hold_recorded(over) == 0

    soon.refresh_from_db()
    assert (soon.state, soon.held_at) == (SessionState.HELD, over)
    assert gate_of(team.programme, 1).pulses_expected == 2
    event = AuditEvent.objects.get(action="session.held")
    assert (event.actor_id, event.detail) == (None, {"attendance": "saved before the start"})


def test_nothing_makes_held_what_has_no_attendance_or_was_moved_since(team: Team) -> None:
    a_session(team, at(-1))
    moved = a_session(team, timezone.now() + timedelta(minutes=20))
    record(moved, Alice=HERE)
    Edition.objects.filter(session=moved).update(during=span(at(3), 60))
    assert hold_recorded(at(4)) == 0


def test_the_clock_looks_for_sessions_that_are_over() -> None:
    schedule = Scheduler(app=celery, lazy=True)
    schedule.setup_schedule()
    assert [one for one in schedule.schedule.values() if one.task == hold_recorded_task.name]
    hold_recorded_task()
