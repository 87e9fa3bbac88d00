"""Nobody loses or doubles time, whoever saves when. Each guard has a control with the guard off."""

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from assessments import services
from assessments.models import Block, Category, Day, DayTotal
from assessments.queries.days import read_day
from assessments.queries.documents import document_of
from assessments.timeline import Interval, Span, at, find_overlaps
from tests.assessments.conftest import TUESDAY, Scene, block, make_scene

WRITERS = 50
CONSTRAINT = "blocks_of_a_log_do_not_overlap"


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


def overlaps(scene: Scene) -> int:
    blocks = Block.objects.filter(log=scene.log)
    return len(
        find_overlaps(
            [Span(Interval(one.during.lower, one.during.upper), one.pk) for one in blocks]
        )
    )


@pytest.mark.django_db(transaction=True)
def test_of_fifty_writers_of_one_revision_one_wins_and_the_rest_are_told():
    scene = make_scene()

    def save(number: int) -> str:
        data = {"revision": 0, "blocks": [block("09:00", "10:00", note=str(number))]}
        try:
            services.save_day(
                by=scene.alice, log_id=scene.log.pk, date=TUESDAY, data=data, key=str(number)
            )
        except services.StaleRevision:
            return "stale"
        return "saved"

    outcomes = at_once(save)
    assert (outcomes.count("saved"), outcomes.count("stale")) == (1, WRITERS - 1)
    assert Day.objects.get().revision == 1
    assert Block.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_key_sent_fifty_times_writes_once_and_answers_all_alike():
    scene = make_scene()
    data = {"revision": 0, "blocks": [block("09:00", "10:00")]}

    def save(_number: int) -> str:
        return json.dumps(
            services.save_day(
                by=scene.alice, log_id=scene.log.pk, date=TUESDAY, data=data, key="same"
            ),
            sort_keys=True,
        )

    assert len(set(at_once(save))) == 1
    assert Day.objects.get().revision == 1


def unguarded_write(scene: Scene, day: Day, category: Category) -> str:
    """Look, then write: what code without lock and revision would do."""
    during = DateTimeTZRange(at(TUESDAY, "09:00"), at(TUESDAY, "10:00"))
    try:
        with transaction.atomic():
            if Block.objects.filter(log=scene.log, during__overlap=during).exists():
                return "seen"
            with connection.cursor() as cursor:
                cursor.execute("select pg_sleep(0.05)")
            Block.objects.create(day=day, log=scene.log, category=category, during=during)
    except IntegrityError:
        return "refused"
    return "written"


def race_without_guard(scene: Scene) -> list[str]:
    day = Day.objects.create(log=scene.log, date=TUESDAY, window_minutes=600)
    category = Category.objects.get(kind="leader", slug="email")
    return at_once(lambda _number: unguarded_write(scene, day, category))


@pytest.mark.django_db(transaction=True)
def test_the_database_lets_one_of_fifty_careless_writers_in():
    scene = make_scene()
    outcomes = race_without_guard(scene)
    assert outcomes.count("written") == 1
    assert overlaps(scene) == 0


@pytest.mark.django_db(transaction=True)
def test_control_without_the_constraint_careless_writers_overlap():
    scene = make_scene()
    constraint = next(one for one in Block._meta.constraints if one.name == CONSTRAINT)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Block, constraint)
    try:
        outcomes = race_without_guard(scene)
        assert outcomes.count("written") > 1
        assert overlaps(scene) > 0
    finally:
        Block.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Block, constraint)


class Tab:
    """A page somebody has open: what it last read, what it sent, what it could send again."""

    def __init__(self, scene: Scene, who: str) -> None:
        self.scene, self.by = scene, getattr(scene, who)
        self.seen = document_of(read_day(scene.log, TUESDAY))
        self.sent: list[tuple[str, dict]] = []
        self.before: list[list[dict]] = []

    def paint(self, rng: random.Random, key: str) -> None:
        """Lays an hour over what the tab sees, as the page does, and sends the whole day."""
        start = rng.randrange(8, 17)
        new = block(f"{start:02}:00", f"{start + 1:02}:00", rng.choice(["email", "planning"]))
        clear = [one for one in self.seen["blocks"] if one["start"] != new["start"]]
        self._send([*clear, new], key)

    def undo(self, key: str) -> None:
        if self.before:
            self._send(self.before.pop(), key, undoing=True)

    def replay(self, rng: random.Random) -> None:
        """Sends an old request again, as a browser that never heard the answer does."""
        if self.sent:
            key, data = rng.choice(self.sent)
            answer = save_as(self.scene, self.by, data, key)
            assert answer["revision"] == data["revision"] + 1

    def _send(self, blocks: list[dict], key: str, *, undoing: bool = False) -> None:
        data = {"revision": self.seen["revision"], "blocks": blocks}
        try:
            answer = save_as(self.scene, self.by, data, key)
        except services.StaleRevision as stale:
            self.seen = stale.document
            return
        if not undoing:
            self.before.append(self.seen["blocks"])
        self.sent.append((key, data))
        self.seen = answer


def save_as(scene: Scene, by, data: dict, key: str) -> dict:
    return services.save_day(by=by, log_id=scene.log.pk, date=TUESDAY, data=data, key=key)


def play(scene: Scene, seed: int) -> None:
    rng = random.Random(seed)
    tabs = [Tab(scene, "alice"), Tab(scene, "amir")]
    writes = 0
    for step in range(5):
        tab = rng.choice(tabs)
        sent_before = len(tab.sent)
        move = rng.randrange(4)
        if move == 3:
            tab.replay(rng)
        elif move == 2:
            tab.undo(f"{seed}-{step}")
        else:
            tab.paint(rng, f"{seed}-{step}")
        writes += len(tab.sent) - sent_before
    kept = read_day(scene.log, TUESDAY)
    newest = max((tab.seen for tab in tabs), key=lambda seen: seen["revision"])
    assert kept.day.revision == writes, "each answered write counts once, each replay not at all"
    assert document_of(kept) == newest, "the last answer is what is kept"
    assert overlaps(scene) == 0
    totals = dict(DayTotal.objects.filter(minutes__gt=0).values_list("category_id", "minutes"))
    assert totals == kept.totals


@pytest.mark.django_db
@pytest.mark.parametrize("first", [0, 250, 500, 750])
def test_a_thousand_interleavings_of_two_tabs_replay_and_undo_lose_nothing(scene, first):
    for seed in range(first, first + 250):
        start = transaction.savepoint()
        play(scene, seed)
        transaction.savepoint_rollback(start)
