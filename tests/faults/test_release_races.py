"""A release reaches each person once: twenty presses, a real mail server, a killed worker."""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from productive_leader.core import broker, outbox
from productive_leader.core.models import Email, ItemState, OutboxItem
from programmes.enums import MemberKind
from programmes.models import CalendarMessage, Release, Team
from programmes.queries.ledger import ledger_of
from programmes.queries.releases import Preview, preview_of
from programmes.services import releases
from programmes.services.releases import release_series
from tests.factories.programmes import make_member, make_pair, make_team
from tests.factories.releases import move
from tests.factories.sessions import a_session, at
from tests.support.mail import MailServer
from tests.support.second_opinion import told_by
from tests.support.workers import (
    RedisServer,
    broker_of_our_own,
    outcomes,
    sweep_until_ended,
    wait_until,
    worker_of_our_own,
)

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 20
SESSIONS = 8


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    with broker_of_our_own(tmp_path) as server:
        yield server


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    yield server
    server.stop()


def a_team(people: int, sessions: int) -> Team:
    """So many people with the facilitator, and sessions that nobody was told of."""
    team = make_team()
    make_pair(team)
    for number in range(people - 3):
        make_member(team, f"Person {number:02}", MemberKind.LEADER)
    for number in range(sessions):
        a_session(team, at(7 * (number + 1)), released=False)
    return team


def press(team: Team) -> Release:
    seen = preview_of(team).fingerprint
    return release_series(by=team.programme.facilitator, team=team, seen=seen)


def press_together(team: Team) -> list[Release | str]:
    """Everybody looks, then everybody presses at once; what each got, a release or a sentence."""
    seen, start = preview_of(team).fingerprint, threading.Barrier(PRESSES)
    got: list[Release | str] = []

    def work() -> None:
        start.wait()
        try:
            got.append(release_series(by=team.programme.facilitator, team=team, seen=seen))
        except ValidationError as refusal:
            got.append(refusal.messages[0])
        except Exception as error:  # noqa: BLE001 - the control shows which
            got.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def write_everything() -> None:
    for pk in OutboxItem.objects.filter(task="programmes.write_release").values_list("pk"):
        outbox.run_item(pk[0])


def test_twenty_presses_at_once_are_one_release_and_the_others_are_told(redis_server):
    team = a_team(people=6, sessions=2)
    got = press_together(team)
    (release,) = (one for one in got if isinstance(one, Release))
    refusals = {one for one in got if isinstance(one, str)}
    assert (len(got), len(refusals)) == (PRESSES, 1)
    assert refusals.pop().startswith("There is nothing to send. Bob Lane released at ")
    assert list(Release.objects.values_list("number", flat=True)) == [1]
    write_everything()
    assert Counter(Email.objects.values_list("to", flat=True)).most_common(1)[0][1] == 1
    assert (Email.objects.count(), CalendarMessage.objects.count()) == (6, 12)
    assert release.people == 6


def test_control_without_the_lock_and_a_second_look_more_than_one_goes_through(
    redis_server, monkeypatch
):
    team = a_team(people=3, sessions=1)
    preview: Preview = preview_of(team)
    monkeypatch.setattr(releases, "lock_team", lambda team, _by: team.programme)
    monkeypatch.setattr(releases, "hold_sessions", lambda _team: None)
    monkeypatch.setattr(releases, "preview_of", lambda _team: preview)
    got = press_together(team)
    assert sum(isinstance(one, Release) for one in got) > 1 or "IntegrityError" in got


def test_forty_people_get_one_message_each_from_a_real_worker(mail_server, redis_server, tmp_path):
    team = a_team(people=40, sessions=SESSIONS)
    press(team)
    with worker_of_our_own(redis_server.url, tmp_path / "log", **address(mail_server)):
        sweep_until_ended()
    received = mail_server.mailbox.messages
    people = Counter(str(message["To"]) for message in received)
    assert (len(people), set(people.values())) == (40, {1})
    assert Counter(mail_server.mailbox.ids) == Counter(
        Email.objects.values_list("message_id", flat=True)
    )
    assert {len(told_by(message)) for message in received} == {SESSIONS}
    assert {one.in_short for one in ledger_of(team).people} == {"8 sessions, all sent"}


def address(server: MailServer) -> dict[str, str]:
    return {"EMAIL_HOST": str(server.hostname), "EMAIL_PORT": str(server.port)}


def test_a_worker_that_is_killed_loses_nobody(mail_server, redis_server, tmp_path):
    """Killed as soon as it has begun to send, then another one goes on."""
    team = a_team(people=12, sessions=2)
    press(team)
    with worker_of_our_own(redis_server.url, tmp_path / "log", **address(mail_server)) as worker:
        wait_until(lambda: bool(swept()) and bool(mail_server.mailbox.messages))
        worker.kill()
    with worker_of_our_own(redis_server.url, tmp_path / "log", **address(mail_server)):
        sweep_until_ended()
    ids = Counter(mail_server.mailbox.ids)
    assert set(ids) == set(Email.objects.values_list("message_id", flat=True))
    assert (len(ids), outcomes()) == (12, {"done": 13})
    assert sum(ids.values()) <= 12 + 2  # each child may have handed one over unnoticed


def swept() -> bool:
    broker.breaker.reset()
    outbox.sweep()
    return True


def test_a_worker_that_dies_while_writing_leaves_nothing_half_told(monkeypatch, redis_server):
    team = a_team(people=6, sessions=2)
    release = press(team)
    mails = iter(range(4))

    def dies(*args, **kwargs):
        next(mails)  # StopIteration on the fifth, as abrupt as anything
        return tell(*args, **kwargs)

    from programmes.services import calendar_mail

    tell = calendar_mail.tell_calendar
    monkeypatch.setattr(calendar_mail, "tell_calendar", dies)
    write_everything()
    assert (Email.objects.count(), CalendarMessage.objects.count()) == (0, 0)
    monkeypatch.setattr(calendar_mail, "tell_calendar", tell)
    OutboxItem.objects.update(due_at=timezone.now())
    write_everything()
    release.refresh_from_db()
    assert (Email.objects.count(), release.written_at is not None) == (6, True)


def test_one_address_that_is_refused_is_shown_and_keeps_nobody_waiting(
    mail_server, redis_server, tmp_path
):
    team = a_team(people=5, sessions=1)
    refused = team.memberships.get(person__name="Person 00").person
    mail_server.mailbox.unknown = {refused.email}
    press(team)
    with worker_of_our_own(redis_server.url, tmp_path / "log", **address(mail_server)):
        sweep_until_ended()
    first, *others = ledger_of(team).people
    assert (first.person, first.rows[0].arrival.text, first.rows[0].arrival.reason) == (
        refused,
        "Refused",
        "550 5.1.1 No such mailbox",
    )
    assert {one.in_short for one in others} == {"1 session, all sent"}
    assert len(mail_server.mailbox.messages) == 4


def test_a_second_release_never_overtakes_the_first(mail_server, redis_server, tmp_path):
    """The mails of the second are due first; each waits for its own predecessor."""
    team = a_team(people=5, sessions=1)
    press(team)
    move(team.sessions.get(), 9)
    press(team)
    write_everything()
    later = Email.objects.exclude(after=None).values_list("pk", flat=True)
    items = {item.payload["email_id"]: item for item in mails_waiting()}
    assert [outbox.run_item(items[str(pk)].pk) for pk in later] == [False] * 5
    OutboxItem.objects.filter(state=ItemState.WAITING).update(due_at=timezone.now())
    with worker_of_our_own(redis_server.url, tmp_path / "log", **address(mail_server)):
        sweep_until_due_ended()
    numbers: dict[str, list[str]] = {}
    for message in mail_server.mailbox.messages:
        (event,) = told_by(message)
        numbers.setdefault(str(message["To"]), []).append(event["SEQUENCE"])
    assert (len(numbers), set(map(tuple, numbers.values()))) == (5, {("0", "1")})


def mails_waiting():
    return OutboxItem.objects.filter(task="core.deliver_email", state=ItemState.WAITING)


def sweep_until_due_ended() -> None:
    """As sweep_until_ended; who waits for another waits no minute here."""

    def is_ended() -> bool:
        OutboxItem.objects.filter(state=ItemState.WAITING).update(due_at=timezone.now())
        swept()
        return not OutboxItem.objects.exclude(state__in=("done", "failed")).exists()

    wait_until(is_ended)
