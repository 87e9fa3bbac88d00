"""Nothing sent is lost, nothing is sent twice: real database, real Redis, real mail server."""

import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.utils import timezone

from productive_leader.celery import app
from productive_leader.core import broker, outbox
from productive_leader.core.models import Email, ItemState, OutboxItem
from tests.support.mail import Mailbox, MailServer, add_test_templates, queue_greeting
from tests.support.workers import (
    RedisServer,
    broker_of_our_own,
    outcomes,
    sweep_until_ended,
    worker_of_our_own,
)

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 10


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    with broker_of_our_own(tmp_path) as server:
        yield server


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    add_test_templates(settings)
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    yield server
    server.stop()


@pytest.fixture
def mailbox(mail_server: MailServer) -> Mailbox:
    return mail_server.mailbox


def promise(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            queue_greeting(number)


def expected_ids() -> Counter[str]:
    return Counter(Email.objects.values_list("message_id", flat=True))


def run_everything_with_ten_workers() -> None:
    """Ten threads, each trying every item once, in an order of its own."""
    everything = list(OutboxItem.objects.values_list("pk", flat=True))
    start = threading.Barrier(WORKERS)

    def work(seed: int) -> None:
        mine = everything.copy()
        random.Random(seed).shuffle(mine)
        start.wait()
        for pk in mine:
            outbox.run_item(pk)
        connections.close_all()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def make_everything_due() -> None:
    broker.breaker.reset()
    OutboxItem.objects.filter(state=ItemState.WAITING).update(due_at=timezone.now())


def test_ten_workers_send_five_hundred_mails_once_each(mailbox, redis_server):
    promise(500)
    run_everything_with_ten_workers()
    assert Counter(mailbox.ids) == expected_ids()
    assert (len(mailbox.ids), outcomes()) == (500, {"done": 500})


def test_control_without_claiming_mails_are_sent_twice(mailbox, redis_server, monkeypatch):
    monkeypatch.setattr(
        outbox,
        "_claim",
        lambda pk: OutboxItem.objects.filter(pk=pk, state=ItemState.WAITING).first(),
    )
    promise(50)
    run_everything_with_ten_workers()
    assert set(mailbox.ids) == set(expected_ids())
    assert len(mailbox.ids) > 50


def test_a_worker_killed_after_hand_over_sends_one_extra_at_most(
    mail_server, redis_server, tmp_path
):
    promise(3)
    environment = {
        "EMAIL_HOST": mail_server.hostname,
        "EMAIL_PORT": str(mail_server.port),
        "EMAIL_BACKEND_FOR_TESTS": "tests.support.handlers.DiesAfterHandOver",
        "DEATH_FLAG": str(tmp_path / "died"),
    }
    with worker_of_our_own(redis_server.url, tmp_path / "worker.log", **environment):
        sweep_until_ended()
    assert (tmp_path / "died").exists()
    sent = mail_server.mailbox.ids
    assert set(sent) == set(expected_ids())
    assert (len(sent), outcomes()) == (4, {"done": 3})


def test_mails_survive_a_flushed_redis(mail_server, redis_server, tmp_path):
    promise(20)
    assert redis_server.client.llen("mail") == 20
    redis_server.client.flushall()
    environment = {"EMAIL_HOST": mail_server.hostname, "EMAIL_PORT": str(mail_server.port)}
    with worker_of_our_own(redis_server.url, tmp_path / "worker.log", **environment):
        sweep_until_ended()
    assert Counter(mail_server.mailbox.ids) == expected_ids()
    assert len(mail_server.mailbox.ids) == 20


def test_a_commit_succeeds_while_redis_is_down_and_the_mails_arrive_later(mailbox, redis_server):
    redis_server.stop()
    promise(20)
    assert outcomes() == {"waiting": 20}
    redis_server.start()
    broker.breaker.reset()
    assert outbox.sweep() == 20
    assert redis_server.client.llen("mail") == 20
    run_everything_with_ten_workers()
    assert Counter(mailbox.ids) == expected_ids()


def test_a_redis_that_does_not_answer_is_asked_once_for_a_whole_release(mailbox, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(broker, "breaker", broker.Breaker(rest=60))
        silent_url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        monkeypatch.setitem(app.conf, "broker_url", silent_url)
        promise(50)
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()
    assert outcomes() == {"waiting": 50}


def test_mails_survive_a_mail_server_that_refuses(mailbox, redis_server):
    promise(20)
    mailbox.refusing = True
    for _ in range(5):  # more often than an item may fail by its own fault
        run_everything_with_ten_workers()
        make_everything_due()
    assert (mailbox.messages, mailbox.refused, outcomes()) == ([], 100, {"waiting": 20})
    mailbox.refusing = False
    run_everything_with_ten_workers()
    assert Counter(mailbox.ids) == expected_ids()
    assert outcomes() == {"done": 20}


def test_mails_survive_a_mail_server_that_is_gone(mail_server, redis_server, settings):
    promise(5)
    settings.EMAIL_PORT = 1
    run_everything_with_ten_workers()
    assert outcomes() == {"waiting": 5}
    settings.EMAIL_PORT = mail_server.port
    make_everything_due()
    run_everything_with_ten_workers()
    assert Counter(mail_server.mailbox.ids) == expected_ids()


def test_what_is_rolled_back_sends_nothing_and_wakes_nobody(mailbox, redis_server):
    with transaction.atomic():
        queue_greeting(1)
        transaction.set_rollback(True)
    assert (Email.objects.count(), OutboxItem.objects.count()) == (0, 0)
    assert redis_server.client.llen("mail") == 0
    assert mailbox.messages == []
