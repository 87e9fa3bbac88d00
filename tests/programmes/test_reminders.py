from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from celery.beat import Scheduler
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Person
from productive_leader.celery import app
from productive_leader.core.dates import LONDON, format_date
from productive_leader.core.models import Email, OutboxItem
from programmes.enums import Answer, CalendarMethod, ReminderKind
from programmes.models import CalendarMessage, Edition, Invitation, Reminder, Session
from programmes.queries.reminders import due_at, due_reminders
from programmes.services.reminders import send_due_reminders
from programmes.tasks import send_reminders_task
from tests.factories.programmes import closed, make_pair, make_team
from tests.factories.sessions import a_session, at, release, span

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
START = at(40, hour=14)  # told long before it
EVE = START - dt.timedelta(days=1, hours=5)  # 9am the day before
WEEK = START - dt.timedelta(days=7, hours=5)


@pytest.fixture
def pair():
    return make_pair(make_team(name="First wave"))


@pytest.fixture
def session(pair) -> Session:
    """Alice, Amir and Bob, who leads it, are told of it."""
    return a_session(pair.team, START, minutes=120, number=3, name="Leader and PA")


def told() -> list[str]:
    """Who got a message since the last time this was asked, by name."""
    names = dict(Person.objects.values_list("email", "name"))
    found = sorted(names[one] for one in Email.objects.values_list("to", flat=True))
    Email.objects.all().delete()
    return found


def invitation(session: Session, person: Person) -> Invitation:
    return session.invitations.get(person=person)


EVERYBODY = ["Amir Khan", "Bob Lane", "Dr Alice Ahmed"]


def test_a_week_and_a_day_before_everybody_is_reminded_once(session: Session) -> None:
    assert send_due_reminders(WEEK - HOUR) == 0
    assert send_due_reminders(WEEK) == 3
    assert told() == EVERYBODY
    assert send_due_reminders(WEEK + HOUR / 4) == 0
    assert send_due_reminders(EVE - HOUR / 4) == 0
    assert send_due_reminders(EVE) == 3
    assert told() == EVERYBODY
    assert send_due_reminders(START - HOUR * 3) == 0
    assert Reminder.objects.filter(kind=ReminderKind.WEEK, sent_at=WEEK).count() == 3
    assert Reminder.objects.filter(kind=ReminderKind.DAY, sent_at=EVE).count() == 3


def test_a_reminder_says_when_where_what_before_and_your_answer(
    pair, session: Session, settings
) -> None:
    Edition.objects.update(
        place="Boardroom", link="https://meet.example/3", text="Complete the review.\nAlone."
    )
    Invitation.objects.filter(person=pair.leader).update(answer=Answer.YES)
    send_due_reminders(EVE)
    email = Email.objects.get(to=pair.leader.email)
    url = f"{settings.SITE_URL}/sessions/{session.pk}/"
    assert email.subject == "Tomorrow at 2pm: session 3, Leader and PA"
    assert email.text == (
        "Dear Dr Alice Ahmed,\n"
        "\n"
        "Session 3 with First wave, Leader and PA, is tomorrow.\n"
        "\n"
        f"When: {format_date(START.date())}, 2pm to 4pm\n"
        "Where: Boardroom\n"
        "Join: https://meet.example/3\n"
        "\n"
        "Before it:\n"
        "Complete the review.\n"
        "Alone.\n"
        "\n"
        f"You said that you come. If that has changed, say so: {url}\n"
        "\n"
        "Bob Lane leads it.\n"
        "\n"
        "The Productive Leader\n"
    )
    assert "Boardroom" in email.html
    unanswered = Email.objects.get(to=pair.pa.email).text
    assert f"You have not answered yet. Say whether you come: {url}\n" in unanswered


def test_a_week_before_the_message_names_the_day(pair, session: Session) -> None:
    send_due_reminders(WEEK)
    email = Email.objects.get(to=pair.leader.email)
    assert email.subject == f"On {format_date(START.date())} at 2pm: session 3, Leader and PA"


def test_whoever_sent_apologies_or_was_told_to_stay_away_hears_nothing(
    pair, session: Session
) -> None:
    Invitation.objects.filter(person=pair.leader).update(answer=Answer.APOLOGIES)
    Invitation.objects.filter(person=pair.pa).update(told_method=CalendarMethod.CANCEL)
    send_due_reminders(EVE)
    assert told() == ["Bob Lane"]


def test_a_session_that_was_never_released_reminds_nobody(pair) -> None:
    a_session(pair.team, START, released=False)
    assert send_due_reminders(EVE) == 0


def test_a_closed_programme_reminds_nobody(pair, session: Session) -> None:
    programme = pair.team.programme
    closed(programme, dt.date(2026, 1, 6))
    assert send_due_reminders(EVE) == 0


def move(session: Session, starts_at: dt.datetime, *, released_at: dt.datetime) -> None:
    session.during = span(starts_at, 120)
    session.sequence += 1
    session.save()
    edition = release(session).released
    assert edition
    Edition.objects.filter(pk=edition.pk).update(at=released_at)


def test_a_plan_that_is_not_released_moves_no_reminder(session: Session) -> None:
    session.during = span(START + dt.timedelta(days=7), 120)
    session.save()
    assert send_due_reminders(EVE) == 3


def test_a_session_released_at_another_time_reminds_anew(session: Session) -> None:
    assert send_due_reminders(WEEK) == 3
    later = dt.timedelta(days=14)
    move(session, START + later, released_at=WEEK + HOUR)
    assert send_due_reminders(EVE) == 0
    assert send_due_reminders(WEEK + later) == 3
    assert send_due_reminders(EVE + later) == 3


def test_a_session_moved_back_to_its_first_time_reminds_nobody_twice(session: Session) -> None:
    send_due_reminders(WEEK)
    move(session, START + dt.timedelta(days=14), released_at=WEEK - HOUR * 24)
    move(session, START, released_at=WEEK - HOUR * 20)
    assert send_due_reminders(WEEK + HOUR) == 0


@pytest.mark.parametrize(
    ("released", "reminded"), [(EVE - HOUR * 2, 3), (EVE - HOUR, 0), (EVE + HOUR, 0)]
)
def test_nobody_is_reminded_of_what_a_release_has_just_told(
    session: Session, released: dt.datetime, reminded: int
) -> None:
    Edition.objects.update(at=released)
    assert send_due_reminders(EVE + HOUR * 4) == reminded


def test_somebody_who_joined_late_was_told_by_a_later_message(pair, session: Session) -> None:
    edition = session.released
    assert edition
    CalendarMessage.objects.create(
        invitation=invitation(session, pair.pa),
        release=edition.release,
        edition=edition,
        method="REQUEST",
        sequence=0,
        stamp=EVE - HOUR,
    )
    send_due_reminders(EVE)
    assert told() == ["Bob Lane", "Dr Alice Ahmed"]


@pytest.mark.parametrize(
    ("now", "reminded"),
    [
        (WEEK + dt.timedelta(days=3), 3),
        (WEEK + dt.timedelta(days=4), 0),
        (EVE + dt.timedelta(hours=20), 3),
        (START - HOUR * 2, 0),
        (START + HOUR, 0),
    ],
)
def test_a_late_reminder_goes_only_while_it_helps(
    session: Session, now: dt.datetime, reminded: int
) -> None:
    assert send_due_reminders(now) == reminded


def test_a_reminder_that_is_late_says_today(pair, session: Session) -> None:
    send_due_reminders(START - HOUR * 4)
    email = Email.objects.get(to=pair.leader.email)
    assert email.subject == "Today at 2pm: session 3, Leader and PA"


@pytest.mark.parametrize(
    ("start", "week", "day"),
    [
        # The night before Sunday 28 March 2027 has one hour less, that of 31 October one more.
        ("2027-03-29T10:00+01:00", "2027-03-22T09:00+00:00", "2027-03-28T08:00+00:00"),
        ("2027-03-28T00:30+00:00", "2027-03-21T09:00+00:00", "2027-03-27T09:00+00:00"),
        ("2027-10-31T23:30+00:00", "2027-10-24T08:00+00:00", "2027-10-30T08:00+00:00"),
        ("2027-11-01T10:00+00:00", "2027-10-25T08:00+00:00", "2027-10-31T09:00+00:00"),
        ("2027-07-01T23:30+00:00", "2027-06-25T08:00+00:00", "2027-07-01T08:00+00:00"),
    ],
)
def test_nine_in_london_is_nine_in_every_week(start: str, week: str, day: str) -> None:
    moment = dt.datetime.fromisoformat(start)
    assert due_at(moment, ReminderKind.WEEK) == dt.datetime.fromisoformat(week)
    assert due_at(moment, ReminderKind.DAY) == dt.datetime.fromisoformat(day)


@pytest.mark.parametrize("year", range(2026, 2036))
def test_the_weeks_of_both_clock_changes_remind_at_nine_for_ten_years(year: int) -> None:
    for month in (3, 10):
        last = dt.date(year, month, 31)
        sunday = last - dt.timedelta(days=last.isoweekday() % 7)
        for offset in range(-7, 8):
            day = sunday + dt.timedelta(days=offset)
            start = dt.datetime.combine(day, dt.time(10), LONDON).astimezone(dt.UTC)
            for kind, days in ((ReminderKind.WEEK, 7), (ReminderKind.DAY, 1)):
                due = due_at(start, kind).astimezone(LONDON)
                assert (due.date(), due.time()) == (day - dt.timedelta(days=days), dt.time(9))


def test_the_clock_ticks_four_times_an_hour_and_the_task_reminds(pair) -> None:
    """The real task at the real time: a session in five hours, told three days ago."""
    session = a_session(pair.team, timezone.now() + HOUR * 5)
    Edition.objects.update(at=timezone.now() - dt.timedelta(days=3))
    schedule = Scheduler(app, lazy=True)
    schedule.setup_schedule()
    (entry,) = (one for one in schedule.schedule.values() if one.task == send_reminders_task.name)
    assert entry.schedule.minute == {0, 15, 30, 45}

    send_reminders_task()
    send_reminders_task()

    keys = {f"reminder:{one.pk}" for one in Reminder.objects.filter(invitation__session=session)}
    assert len(keys) == 3
    assert set(OutboxItem.objects.values_list("key", flat=True)) == keys
    assert told() == EVERYBODY


def test_a_message_that_cannot_be_written_keeps_nobody_else_waiting(pair, session) -> None:
    Person.objects.filter(pk=pair.leader.pk).update(email="not an address")
    assert send_due_reminders(EVE) == 2
    assert not Reminder.objects.filter(invitation__person=pair.leader).exists()


@pytest.mark.django_db(transaction=True)
def test_ten_clocks_at_once_remind_everybody_once() -> None:
    pair = make_pair(make_team())
    a_session(pair.team, START)

    def tick(_number: int) -> int:
        try:
            return send_due_reminders(EVE)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as clocks:
        assert sum(clocks.map(tick, range(10))) == 3
    assert told() == EVERYBODY


@pytest.mark.parametrize("number", [1, 3])
def test_looking_takes_two_queries_for_three_sessions_as_for_one(
    pair, number: int, django_assert_num_queries
) -> None:
    for hour in range(number):
        a_session(pair.team, START + HOUR * 2 * hour)
    with django_assert_num_queries(2):
        assert len(due_reminders(EVE)) == 3 * number


def breaking(session: Session, **fields: Any) -> Reminder:
    values = {"kind": ReminderKind.DAY, "starts_at": START, "sent_at": EVE} | fields
    return Reminder(invitation=session.invitations.order_by("pk")[0], **values)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "person_is_reminded_of_a_start_once"),
        ({"kind": "hour"}, "reminder_kind_is_known"),
        ({"kind": "week", "sent_at": START}, "reminder_comes_before_the_start"),
    ],
)
def test_the_database_refuses_what_no_reminder_can_be(
    session: Session, fields: dict[str, Any], name: str
) -> None:
    breaking(session).save()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        breaking(session, **fields).save()
    with pytest.raises(ValidationError):
        breaking(session, **fields).full_clean()
