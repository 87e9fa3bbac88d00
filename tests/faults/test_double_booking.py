"""Nobody leads two sessions at once, whoever presses when; with a control without the guard."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import Person
from productive_leader.core.dates import format_date
from programmes import services
from programmes.models import Session, Team
from tests.factories.programmes import make_organisation
from tests.factories.sessions import a_session, span
from tests.programmes.series import a_planned_team, moment, quiet

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 50
LEADER = "facilitator_leads_one_session_at_a_time"
ROOM = "room_holds_one_session_at_a_time"
TUESDAY = quiet(1)
START = moment(TUESDAY)


def at_once(work: Callable[[int], str]) -> list[str]:
    """Runs `work(number)` in fifty threads that start together; what each came to."""
    barrier = Barrier(WRITERS)

    def one(number: int) -> str:
        try:
            barrier.wait(timeout=30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


def fifty_teams() -> tuple[Person, list[Session]]:
    """One facilitator with a session in each of fifty programmes, none with a date."""
    organisation = make_organisation()
    first = a_planned_team((0,), organisation=organisation, name="Team 0")
    bob = first.programme.facilitator
    others = [
        a_planned_team((0,), organisation=organisation, facilitator=bob, name=f"Team {number}")
        for number in range(1, WRITERS)
    ]
    return bob, [team.sessions.get() for team in (first, *others)]


def booked() -> int:
    return Session.objects.filter(during__contains=START).count()


def test_of_fifty_presses_for_one_hour_one_wins_and_the_rest_are_told_why() -> None:
    """Fifty programmes, so that no lock of a programme stands between them."""
    bob, sessions = fifty_teams()

    def press(number: int) -> str:
        try:
            services.move_session(by=bob, session=sessions[number], starts_at=START)
        except ValidationError as refusal:
            return refusal.messages[0]
        return "moved"

    outcomes = at_once(press)
    winner = Session.objects.get(during__contains=START)
    told = (
        f"You lead “Topic 1” with {winner.team} on {format_date(TUESDAY)} from 10am to 11am. "
        "Choose another time or another facilitator."
    )
    assert sorted(outcomes) == sorted(["moved", *[told] * (WRITERS - 1)])
    assert booked() == 1


def careless(sessions: list[Session], number: int) -> str:
    """Look, then write: what code without a lock would do."""
    try:
        with transaction.atomic():
            if booked():
                return "seen"
            with connection.cursor() as cursor:
                cursor.execute("select pg_sleep(0.05)")
            Session.objects.filter(pk=sessions[number].pk).update(during=span(START, 60))
    except IntegrityError:
        return "refused"
    return "written"


def test_the_database_lets_one_of_fifty_careless_writers_in() -> None:
    _, sessions = fifty_teams()
    outcomes = at_once(lambda number: careless(sessions, number))
    assert (outcomes.count("written"), booked()) == (1, 1)


def test_control_without_the_constraint_careless_writers_book_twice() -> None:
    _, sessions = fifty_teams()
    constraint = next(one for one in Session._meta.constraints if one.name == LEADER)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Session, constraint)
    try:
        outcomes = at_once(lambda number: careless(sessions, number))
        assert outcomes.count("written") > 1
        assert booked() > 1
    finally:
        Session.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Session, constraint)


class Rival:
    """Books the hour in a transaction of its own that stays open until told, past every lock."""

    def __init__(self, session: Session, **more) -> None:
        self.session, self.more = session, more
        self.wrote, self.may_end = Event(), Event()
        self.pool = ThreadPoolExecutor(1)
        self.done = self.pool.submit(self._run)
        assert self.wrote.wait(timeout=10)

    def _run(self) -> None:
        try:
            with transaction.atomic():
                Session.objects.filter(pk=self.session.pk).update(
                    during=span(START, 60), **self.more
                )
                self.wrote.set()
                self.may_end.wait(timeout=10)
        finally:
            connection.close()

    def end_when_somebody_waits(self) -> None:
        """Commits as soon as another transaction is waiting for this one."""

        def watch() -> None:
            try:
                waiting = (
                    "select count(*) from pg_locks where not granted and locktype = 'transactionid'"
                )
                for _ in range(200):
                    with connection.cursor() as cursor:
                        cursor.execute(waiting)
                        if cursor.fetchone()[0]:
                            break
                        cursor.execute("select pg_sleep(0.02)")
                self.may_end.set()
            finally:
                connection.close()

        ThreadPoolExecutor(1).submit(watch)


def two_teams() -> tuple[Team, Team]:
    organisation = make_organisation()
    team = a_planned_team((0,), organisation=organisation, name="Executive team")
    bob = team.programme.facilitator
    return team, a_planned_team((0,), organisation=organisation, facilitator=bob, name="Nurses")


LED = (
    f"You lead “Topic 1” with Nurses on {format_date(TUESDAY)} from 10am to 11am. "
    "Choose another time or another facilitator."
)


def presses(team: Team, session: Session) -> dict[str, Callable[[], object]]:
    """Every way to give a session a date."""
    bob = team.programme.facilitator
    details = {"audience": "everybody", "facilitator": bob}
    return {
        "move": lambda: services.move_session(by=bob, session=session, starts_at=START),
        "propose": lambda: services.propose_series(
            by=bob, team=team, first_on=TUESDAY, starts_at=START.time(), pace="weekly"
        ),
        "add": lambda: services.add_session(
            by=bob, team=team, name="More", minutes=60, starts_at=START
        ),
        "edit": lambda: services.edit_session(
            by=bob, session=session, name="Longer", minutes=120, **details
        ),
        "restore": lambda: services.restore_session(by=bob, session=session),
    }


@pytest.mark.parametrize("press", ["move", "propose", "add", "edit", "restore"])
def test_whoever_comes_past_the_locks_meets_the_constraint_and_the_same_sentence(
    press: str,
) -> None:
    team, theirs = two_teams()
    session = team.sessions.get()
    if press == "edit":
        session.during = span(moment(TUESDAY, 9), 60)
        session.save()
    if press == "restore":
        session.during, session.state = span(START, 60), "dropped"
        session.save()
    rival = Rival(theirs.sessions.get())
    rival.end_when_somebody_waits()
    with pytest.raises(ValidationError) as refusal:
        presses(team, session)[press]()
    rival.done.result(timeout=10)
    assert refusal.value.messages == [LED]
    assert booked() == (2 if press == "restore" else 1), "a dropped one keeps its date"


def test_on_the_page_the_race_is_a_sentence_and_no_breakdown() -> None:
    team, theirs = two_teams()
    session = team.sessions.get()
    rival = Rival(theirs.sessions.get())
    rival.end_when_somebody_waits()
    client = Client()
    client.force_login(team.programme.facilitator, "django.contrib.auth.backends.ModelBackend")
    response = client.post(
        f"/sessions/{session.pk}/move/", {"day": TUESDAY.isoformat(), "time": "10:00"}
    )
    rival.done.result(timeout=10)
    assert response.status_code == 200
    assert LED in response.text


def test_a_room_booked_in_the_same_moment_is_told_too() -> None:
    organisation = make_organisation()
    team = a_planned_team((0,), organisation=organisation, name="Executive team")
    theirs = a_planned_team((0,), organisation=organisation, name="Nurses")
    bob = team.programme.facilitator
    room = services.add_room(by=bob, team=team, name="Boardroom")
    session = a_session(team, moment(TUESDAY, 14), room=room, released=False)
    rival = Rival(theirs.sessions.get(), room=room)
    rival.end_when_somebody_waits()
    with pytest.raises(ValidationError) as refusal:
        services.move_session(by=bob, session=session, starts_at=START)
    rival.done.result(timeout=10)
    told = (
        f"Boardroom is taken by “Topic 1” with Nurses on {format_date(TUESDAY)} from 10am to "
        "11am. Choose another time or another room."
    )
    assert refusal.value.messages == [told]
    assert ROOM in {one.name for one in Session._meta.constraints}
