"""Whatever a facilitator does in whatever order, every diary ends up right.

A thousand random sequences through the rules alone, some through database and mail as well. Each
message is read back by a parser of our own and put into diaries that obey RFC 5546.
"""

import calendar
import datetime as dt
import random
import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace

import pytest
from django.utils import timezone

from productive_leader.core.dates import LONDON
from productive_leader.core.models import Email
from programmes.calendars.changes import (
    Content,
    Method,
    Told,
    change_for,
    next_stamp,
    sequence_of,
    sequence_of_release,
)
from programmes.calendars.events import Entry, Mailbox, cancellation, invitation
from programmes.queries.releases import preview_of
from programmes.services.invitations import update_invitations
from programmes.services.releases import resend_series
from tests.factories.programmes import make_colleague, make_member, make_team
from tests.factories.releases import (
    by_name,
    cancel,
    change,
    come_back,
    move,
    press,
    remove,
    restore,
)
from tests.factories.sessions import a_session, at
from tests.support.diary import Diary
from tests.support.second_opinion import read_events, told

PEOPLE = {1: "Alice", 2: "Amir", 3: "Jo"}
LEADERS = ("Bob", "Ann")
HOUR = dt.timedelta(hours=1)
NOON = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)
LAUNCH = Content(NOON, NOON + HOUR, "Launch", "1, HQ", "HQ", facilitator=0)


@dataclass
class Plan:
    """One session as the facilitator plans it, and what was told of it so far."""

    uid: uuid.UUID = field(default_factory=uuid.uuid4)
    content: Content = LAUNCH
    is_cancelled: bool = False
    invited: set[int] = field(default_factory=lambda: set(PEOPLE))
    sequence: int = 0
    stamp: dt.datetime | None = None
    told: dict[int, Told] = field(default_factory=dict)
    diaries: dict[int, Diary] = field(default_factory=lambda: defaultdict(Diary))

    def release(self) -> None:
        """As services.releases does, without the database."""
        changes = {}
        for person in PEOPLE:
            now = self.content if person in self.invited and not self.is_cancelled else None
            if change := change_for(self.told.get(person), now):
                changes[person] = change
        if not changes:
            return
        self.sequence = sequence_of_release(self.sequence, changes.values())
        self.stamp = next_stamp(NOON, self.stamp)  # all within one second, the hardest case
        for person, change in changes.items():
            number = sequence_of(change, self.told.get(person), self.sequence)
            self.send(person, change.method, number, change.content)
            self.told[person] = Told(change.method, number, change.content)

    def send_again(self, person: int) -> None:
        last = self.told.get(person)
        if last and last.method == Method.REQUEST:
            self.stamp = next_stamp(NOON, self.stamp)
            self.send(person, Method.REQUEST, last.sequence, last.content)

    def send(self, person: int, method: Method, sequence: int, content: Content) -> None:
        assert self.stamp
        entry = Entry(
            uid=self.uid,
            sequence=sequence,
            stamp=self.stamp,
            starts_at=content.starts_at,
            ends_at=content.ends_at,
            name=content.name,
            place=content.place,
            text=content.text,
            url="https://leader.example/sessions/1/",
            organiser=Mailbox(LEADERS[content.facilitator], "sessions@trust.example"),
            attendee=Mailbox(PEOPLE[person], f"{person}@trust.example"),
        )
        text = invitation(entry) if method == Method.REQUEST else cancellation(entry)
        (event,) = read_events(text)
        assert (event.method, event["UID"]) == (method, f"{self.uid}@productive-leader")
        self.diaries[person].take(event)

    def check(self) -> None:
        """After a release every diary shows what is true, and nothing else."""
        entry = (
            self.content.starts_at,
            self.content.ends_at,
            LEADERS[self.content.facilitator],
        )
        for person in PEOPLE:
            is_wanted = person in self.invited and not self.is_cancelled
            wanted = {f"{self.uid}@productive-leader": entry} if is_wanted else {}
            assert self.diaries[person].shown() == wanted


def edited(content: Content, what: str, dice: random.Random) -> Content:
    days, length = dt.timedelta(days=dice.randint(-3, 3)), dice.randint(1, 3) * HOUR
    fields = {
        "edit": {"name": dice.choice("ABC"), "text": dice.choice("xyz")},
        "move": {"starts_at": content.starts_at + days, "ends_at": content.ends_at + days},
        "longer": {"ends_at": content.starts_at + length},
        "room": {"place": f"{dice.randint(1, 3)}, {content.building}"},
        "building": {"building": dice.choice(("HQ", "Annexe"))},
        "hand over": {"facilitator": 1 - content.facilitator},
    }
    return replace(content, **fields[what])


EDITS = ("edit", "move", "longer", "room", "building", "hand over")
REST = ("cancel", "restore", "remove", "add", "again", "release", "release", "release")


def step(plan: Plan, dice: random.Random) -> None:
    """One thing a facilitator does, or a participant."""
    what, person = dice.choice(EDITS + REST), dice.choice(list(PEOPLE))
    if what in EDITS:
        plan.content = edited(plan.content, what, dice)
    elif what in {"cancel", "restore"}:
        plan.is_cancelled = what == "cancel"
    elif what == "remove":
        plan.invited.discard(person)
    elif what == "add":
        plan.invited.add(person)
    elif what == "again":
        plan.send_again(person)
    else:
        plan.release()
        plan.check()


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_a_hundred_random_sequences_leave_every_diary_right(first: int):
    for seed in range(first, first + 100):
        dice, plan = random.Random(seed), Plan()
        for _ in range(dice.randint(6, 16)):
            step(plan, dice)
        plan.release()
        plan.check()
        assert {len(diary.entries) for diary in plan.diaries.values()} <= {0, 1}


def test_control_a_number_that_stays_is_found(monkeypatch):
    """With the rule switched off, the diaries complain."""
    monkeypatch.setattr(
        "tests.faults.test_calendar_sequences.sequence_of_release", lambda number, _: number
    )
    with pytest.raises(AssertionError, match="a change that a diary would ignore"):
        test_a_hundred_random_sequences_leave_every_diary_right(0)


# Through the services, the database and the message as it leaves


def play(team, sessions, dice: random.Random) -> None:
    session = dice.choice(sessions)
    session.refresh_from_db()
    what = dice.choice(
        ("edit", "move", "cancel", "restore", "remove", "add", "hand over", "release", "again")
    )
    if what == "edit":
        change(session, name=dice.choice("ABC"))
    elif what == "move":
        move(session, dice.randint(3, 40), 10 + sessions.index(session) * 2)
    elif what == "cancel" and session.is_live:
        cancel(session)
    elif what == "restore" and session.state in {"cancelled", "dropped"}:
        restore(session)
    elif what == "remove" and team.memberships.filter(left_on=None, person__name="Jo").exists():
        remove(team, "Jo")
    elif what == "add":
        come_back(team, "Jo")
    elif what == "hand over":
        ann = make_colleague("Ann Ito", team.programme.organisation)
        change(session, facilitator=ann)
        update_invitations(team)
    elif what == "release" and preview_of(team):
        press(team)
    elif what == "again" and Email.objects.filter(to=by_name(team, "Alice").email).count() == 3:
        resend_series(by=team.programme.facilitator, team=team, person=by_name(team, "Alice"))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_a_random_sequence_through_database_and_mail_leaves_every_diary_right(seed: int):
    dice, team = random.Random(seed), make_team()
    for name in ("Alice", "Jo"):
        make_member(team, name)
    sessions = [a_session(team, at(7 + 7 * n, 10 + 2 * n), released=False) for n in range(2)]
    press(team)
    for _ in range(10):
        play(team, sessions, dice)
    if preview_of(team):
        press(team)
    diaries: dict[str, Diary] = defaultdict(Diary)
    for email in Email.objects.filter(calendars__gt=[]).order_by("queued_at"):
        for event in told(email):
            diaries[email.to].take(event)
    wanted: dict[str, dict] = defaultdict(dict)
    for session in team.sessions.filter(state__in=("planned", "scheduled")):
        for one in session.invitations.filter(withdrawn_at=None).select_related("person"):
            wanted[one.person.email][f"{session.uid}@productive-leader"] = (
                session.starts_at,
                session.ends_at,
                session.facilitator.name,
            )
    assert {to: diary.shown() for to, diary in diaries.items() if diary.shown()} == wanted


# The clocks change


def last_sunday(year: int, month: int) -> dt.date:
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    return last - dt.timedelta(days=last.isoweekday() % 7)


def days_around_changes() -> list[dt.date]:
    this_year = timezone.localdate().year
    changes = [last_sunday(this_year + n, month) for n in range(10) for month in (3, 10)]
    return [day + dt.timedelta(days=n) for day in changes for n in range(-14, 15)]


def is_summer_time(moment: dt.datetime) -> bool:
    """By the law, not by a table: from 1am UTC on the last Sundays of March and October."""
    begins, ends = (
        dt.datetime.combine(last_sunday(moment.year, month), dt.time(1), dt.UTC)
        for month in (3, 10)
    )
    return begins <= moment < ends


@pytest.mark.parametrize("hour", [6, 10, 21])
def test_a_session_keeps_its_time_on_the_clock_across_clock_changes(hour: int):
    plan = Plan()
    for number, day in enumerate(days_around_changes()):
        start = dt.datetime.combine(day, dt.time(hour, 30), LONDON)
        plan.uid, plan.diaries = uuid.uuid4(), defaultdict(Diary)
        plan.stamp = NOON
        plan.send(
            1,
            Method.REQUEST,
            number,
            replace(plan.content, starts_at=start, ends_at=start.astimezone(dt.UTC) + HOUR),
        )
        ((begins, ends, _),) = plan.diaries[1].shown().values()
        wall = begins + HOUR * is_summer_time(begins)
        assert (wall.date(), wall.time(), ends - begins) == (day, dt.time(hour, 30), HOUR)
