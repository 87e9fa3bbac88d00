import datetime as dt

import pytest
from django.db import IntegrityError
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from productive_leader.core import broker, housekeeping, outbox
from productive_leader.core.models import ItemState, OutboxItem

done: list[str] = []
given_up: list[tuple[str, str]] = []


def give_up_noting(word, reason):
    given_up.append((word, reason))


@outbox.handles("tests.note", give_up=give_up_noting)
def note(word):
    if word == "poison":
        raise ValueError("no such word as poison@example.org")
    done.append(word)


@pytest.fixture(autouse=True)
def wakes(monkeypatch):
    """What would have been told to the broker; empties the notes."""
    told = []
    monkeypatch.setattr(
        broker, "wake", lambda pk, queue, **options: bool(told.append((pk, queue, options))) or True
    )
    done.clear()
    given_up.clear()
    return told


@pytest.fixture
def item(db):
    return outbox.enqueue("tests.note", payload={"word": "hello"})


def due(item, **fields):
    OutboxItem.objects.filter(pk=item.pk).update(
        **{"due_at": timezone.now() - dt.timedelta(seconds=1), **fields}
    )


def test_an_item_is_done_once(item):
    assert outbox.run_item(item.pk) is True
    assert outbox.run_item(str(item.pk)) is False
    item.refresh_from_db()
    assert (done, item.state, item.attempts, item.lease_until) == (["hello"], "done", 1, None)
    assert item.done_at is not None


def test_a_worker_is_woken_after_the_commit(db, wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        item = outbox.enqueue("tests.note", payload={"word": "hello"}, queue="reports")
        assert wakes == []
    assert wakes == [(item.pk, "reports", {})]


def test_work_for_later_wakes_nobody_and_waits(db, wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        item = outbox.enqueue(
            "tests.note",
            payload={"word": "later"},
            due_at=timezone.now() + dt.timedelta(hours=1),
        )
    assert (wakes, outbox.run_item(item.pk), outbox.sweep(), done) == ([], False, 0, [])


def test_the_same_key_is_promised_once(db, wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = outbox.enqueue("tests.note", payload={"word": "one"}, key="only once")
        second = outbox.enqueue("tests.note", payload={"word": "two"}, key="only once")
    assert (first.pk, second.payload, len(wakes)) == (second.pk, {"word": "one"}, 1)


@pytest.mark.django_db(transaction=True)
def test_enqueue_needs_the_transaction_of_its_change():
    with pytest.raises(TransactionManagementError):
        outbox.enqueue("tests.note", payload={"word": "hello"})
    assert OutboxItem.objects.count() == 0


def test_a_task_nobody_handles_is_refused_at_once(db):
    with pytest.raises(LookupError, match=r"No handler is registered for 'tests\.unknown'"):
        outbox.enqueue("tests.unknown", payload={})


def test_a_failure_is_tried_again_after_ten_seconds_then_a_minute(db, wakes):
    item = outbox.enqueue("tests.note", payload={"word": "poison"})
    wakes.clear()
    waits = []
    for _ in range(2):
        assert outbox.run_item(item.pk) is False
        item.refresh_from_db()
        assert (item.state, item.lease_until) == (ItemState.WAITING, None)
        waits.append(round((item.due_at - timezone.now()).total_seconds()))
        due(item)
    assert waits == [10, 60]
    assert [options["delay"] for _, _, options in wakes if options] == [10, 60]


def test_a_third_failure_is_the_last_and_says_why_without_the_address(db):
    item = outbox.enqueue("tests.note", payload={"word": "poison"})
    for _ in range(3):
        outbox.run_item(item.pk)
        due(item)
    assert outbox.run_item(item.pk) is False
    item.refresh_from_db()
    reason = "ValueError: no such word as [address]"
    assert (item.state, item.attempts, item.last_error) == ("failed", 3, reason)
    assert given_up == [("poison", reason)]


@outbox.handles("tests.world", give_up=give_up_noting)
def world_is_away(word):
    raise outbox.TryLater("away")


def age(item, **kwargs):
    due(item, created_at=timezone.now() - dt.timedelta(**kwargs))


def wait_of(item):
    item.refresh_from_db()
    return round((item.due_at - timezone.now()).total_seconds())


def test_the_worlds_failure_is_not_counted_and_waits_grow_with_age(db, wakes):
    item = outbox.enqueue("tests.world", payload={"word": "hello"})
    waits = []
    for minutes in (0, 4, 600):
        age(item, minutes=minutes)
        assert outbox.run_item(item.pk) is False
        waits.append(wait_of(item))
    assert (waits, item.state, item.attempts) == ([60, 240, 900], "waiting", 0)
    assert item.last_error == "TryLater: away"
    assert [options for _, _, options in wakes if options] == [{"delay": 60}]  # then the sweep


def test_after_a_day_of_waiting_failures_count(db):
    item = outbox.enqueue("tests.world", payload={"word": "hello"})
    for _ in range(3):
        age(item, hours=25)
        outbox.run_item(item.pk)
    item.refresh_from_db()
    assert (item.state, item.attempts) == ("failed", 3)
    assert given_up == [("hello", "TryLater: away")]


def test_a_room_that_cannot_be_told_leaves_the_item_failed_all_the_same(db, monkeypatch):
    def break_down(**_):
        raise RuntimeError

    monkeypatch.setitem(outbox._handlers, "tests.note", outbox.Handler(note, break_down))
    item = outbox.enqueue("tests.note", payload={"word": "poison"})
    due(item, attempts=2)
    outbox.run_item(item.pk)
    item.refresh_from_db()
    assert item.state == "failed"


def test_an_item_in_another_workers_hands_is_left_alone(item):
    due(item, state="claimed", attempts=1, lease_until=timezone.now() + dt.timedelta(minutes=5))
    assert (outbox.run_item(item.pk), outbox.sweep(), done) == (False, 0, [])


def test_a_dead_workers_item_is_swept_up_and_done(item, wakes):
    due(item, state="claimed", attempts=1, lease_until=timezone.now() - dt.timedelta(seconds=1))
    wakes.clear()
    assert outbox.sweep() == 1
    assert wakes == [(item.pk, "default", {"expires": 90})]
    assert outbox.run_item(item.pk) is True
    item.refresh_from_db()
    assert (item.attempts, done) == (2, ["hello"])


def test_an_item_whose_worker_died_three_times_is_given_up(item):
    due(item, state="claimed", attempts=3, lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert outbox.run_item(item.pk) is False
    item.refresh_from_db()
    assert (item.state, done) == ("failed", [])
    assert given_up == [("hello", "The worker stopped each time it tried.")]


def test_a_worker_that_comes_back_too_late_changes_nothing(item, monkeypatch):
    def lose_the_lease(word):
        due(
            item,
            state="claimed",
            attempts=2,
            lease_until=timezone.now() + dt.timedelta(minutes=9),
        )

    monkeypatch.setitem(outbox._handlers, "tests.note", outbox.Handler(lose_the_lease, None))
    assert outbox.run_item(item.pk) is False
    item.refresh_from_db()
    assert (item.state, item.attempts) == ("claimed", 2)


@pytest.mark.django_db(transaction=True)
def test_a_handler_works_outside_any_transaction(monkeypatch):
    from django.db import connection, transaction

    seen = []
    look = outbox.Handler(lambda **_: seen.append(connection.in_atomic_block), None)
    monkeypatch.setitem(outbox._handlers, "tests.note", look)
    with transaction.atomic():
        item = outbox.enqueue("tests.note", payload={"word": "hello"})
    outbox.run_item(item.pk)
    assert seen == [False]


def test_old_items_are_thrown_away_at_night(item):
    finished = {"state": "done", "done_at": timezone.now() - dt.timedelta(days=91)}
    due(item, **finished)
    kept = outbox.enqueue("tests.note", payload={"word": "new"})
    swept = housekeeping.sweep_out()
    assert swept["productive_leader.core.outbox.delete_finished"] == 1
    assert list(OutboxItem.objects.values_list("pk", flat=True)) == [kept.pk]


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ("an_outbox_item_has_a_known_state", {"state": "lost"}),
        ("an_outbox_item_has_a_known_queue", {"queue": "nowhere"}),
        ("a_claimed_item_and_no_other_has_a_lease", {"state": "claimed"}),
        ("a_claimed_item_and_no_other_has_a_lease", {"lease_until": dt.datetime.now(dt.UTC)}),
        ("a_finished_item_and_no_other_says_when", {"state": "done"}),
        ("a_finished_item_and_no_other_says_when", {"done_at": dt.datetime.now(dt.UTC)}),
        (
            "a_failed_item_says_why",
            {"state": "failed", "done_at": dt.datetime.now(dt.UTC), "last_error": ""},
        ),
        ("an_item_is_tried_three_times_at_most", {"attempts": 4}),
    ],
)
def test_the_database_holds_what_an_item_may_be(db, sentence, fields):
    with pytest.raises(IntegrityError, match=sentence):
        OutboxItem.objects.create(task="anything", **fields)
