"""Many at once on one order and on ten boxes: one decision, exact stock, no deadlock.

And a crawl of every link in every message, as scanners of mail do it: nothing changes.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client

from accounts.enums import RoleKind
from accounts.models import Organisation, Person
from accounts.services.covers import appoint_cover
from orders.enums import Decision, OrderState
from orders.models import Authorisation, BoxSet, Order
from orders.models.orders import fingerprint
from orders.queries.ledger import differences
from orders.queries.orders import edition_of
from orders.services import authorising
from orders.services.authorising import AlreadyDecided, authorise_order, decline_order
from orders.services.orders import cancel_order
from productive_leader.core.dates import today
from productive_leader.core.models import Email
from tests.factories.orders import a_box_set, an_executive_team
from tests.factories.programmes import make_colleague
from tests.orders.scene import changed, placed
from tests.orders.stock_scene import an_administrator
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, WRITERS, CROWD = 50, 12, 50

Work = Callable[[int], str]


def at_once(work: Work, writers: int) -> list[str]:
    """Runs `work(number)` in as many threads that start together; what each came to."""
    barrier = Barrier(writers)

    def one(number: int) -> str:
        try:
            barrier.wait(timeout=60)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(one, range(writers)))


@dataclass
class Scene:
    organisation: Organisation
    chiefs: tuple[Person, Person]
    alice: Person
    box_set: BoxSet

    def an_order(self) -> Order:
        return placed(self.alice, self.organisation, (self.box_set, 4))


@pytest.fixture
def scene() -> Scene:
    """Two chief executives, Alice, and ten boxes."""
    organisation, cheryl, alice, _ = an_executive_team()
    second = make_colleague("Colin Hart", organisation, RoleKind.CHIEF_EXECUTIVE)
    return Scene(organisation, (cheryl, second), alice, a_box_set(stock=10))


def everything_at_once(scene: Scene, order: Order) -> Work:
    """Authorise, decline, edit, cancel by turns; each begins with what a page showed."""
    seen, edition = fingerprint(order.contents()), edition_of(order)

    def act(number: int) -> str:
        mine, chief = Order.objects.get(pk=order.pk), scene.chiefs[number // 4 % 2]
        try:
            match number % 4:
                case 0:
                    authorise_order(by=chief, order=mine, seen=seen)
                    return "authorised"
                case 1:
                    decline_order(by=chief, order=mine, seen=seen, reason="Too many.")
                    return "declined"
                case 2:
                    boxes = (scene.box_set, 1 + number % 7)
                    changed(scene.alice, mine, boxes, seen=edition)
                    return "changed"
                case _:
                    cancel_order(by=scene.alice, order=mine, reason="Ordered twice.")
                    return "cancelled"
        except AlreadyDecided:
            return "told who decided"
        except ValidationError:
            return "told what happened"

    return act


def is_as_one_after_the_other(order: Order, outcomes: list[str], stock: int) -> None:
    """At most one decision is live, it is the state, and the numbers are those of the ledger."""
    order.refresh_from_db()
    did = Counter(outcomes)
    live = list(order.authorisations.filter(superseded_at=None))
    decided = did["authorised"] + did["declined"]
    assert order.authorisations.count() == decided
    assert decided <= 1 + did["changed"]
    assert len(live) <= 1
    assert did["cancelled"] <= 1
    if order.state in Decision.values:
        assert [decision.decision for decision in live] == [order.state]
        assert live[0].fingerprint == fingerprint(order.contents())
    if did["cancelled"]:
        assert order.state == OrderState.CANCELLED
    allocated = sum(line.allocated for line in order.lines.all())
    wanted = sum(line.quantity - line.cancelled for line in order.lines.all())
    expected = min(wanted, stock) if order.state == OrderState.AUTHORISED else 0
    assert allocated == expected
    assert differences() == []


def test_twelve_act_on_one_order_at_once_in_fifty_rounds(scene: Scene) -> None:
    ended = Counter[str]()
    for _ in range(ROUNDS):
        order = scene.an_order()
        outcomes = at_once(everything_at_once(scene, order), WRITERS)
        is_as_one_after_the_other(order, outcomes, stock=10)
        ended[order.state] += 1
        if order.state != OrderState.CANCELLED:
            cancel_order(by=scene.alice, order=order, reason="The next round.")
    assert ended.total() == ROUNDS
    assert BoxSet.objects.get().allocated == 0


def test_fifty_act_on_one_order_at_once(scene: Scene) -> None:
    order = scene.an_order()
    outcomes = at_once(everything_at_once(scene, order), CROWD)
    is_as_one_after_the_other(order, outcomes, stock=10)


def decide_at_once(scene: Scene, order: Order, writers: int) -> list[str]:
    """Half authorise, half decline, all of what was shown before."""
    seen = fingerprint(order.contents())

    def decide(number: int) -> str:
        mine, chief = Order.objects.get(pk=order.pk), scene.chiefs[number % 2]
        try:
            if number % 2:
                authorise_order(by=chief, order=mine, seen=seen)
            else:
                decline_order(by=chief, order=mine, seen=seen, reason="Too many.")
        except AlreadyDecided as news:
            return f"told of {news.decision.pk}"
        except IntegrityError as trouble:
            return "refused" if "order_has_one_live_decision" in str(trouble) else "broken"
        return "decided"

    return at_once(decide, writers)


def test_of_two_chief_executives_at_once_one_decides_and_the_other_is_told(scene: Scene) -> None:
    """Edge 1."""
    for _ in range(10):
        order = scene.an_order()
        outcomes = decide_at_once(scene, order, 2)
        decision = order.authorisations.get()
        assert sorted(outcomes) == ["decided", f"told of {decision.pk}"]
        subject = f"Order {order} is {decision.decision}"
        assert Email.objects.filter(subject=subject, to=scene.alice.email).count() == 1


def test_control_without_the_lock_only_the_constraint_is_left(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody finds it waiting; the database takes one and refuses the others."""
    everybody_looked = Barrier(WRITERS)

    def unlocked(order: Order) -> Order:
        found = Order.objects.get(pk=order.pk)
        everybody_looked.wait(timeout=60)
        return found

    monkeypatch.setattr(authorising, "lock_order", unlocked)
    outcomes = Counter(decide_at_once(scene, scene.an_order(), WRITERS))
    assert outcomes == {"decided": 1, "refused": WRITERS - 1}


def test_control_without_lock_and_constraint_there_are_many_decisions(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody_looked = Barrier(WRITERS)

    def unlocked(order: Order) -> Order:
        found = Order.objects.get(pk=order.pk)
        everybody_looked.wait(timeout=60)
        return found

    guard = next(
        one for one in Authorisation._meta.constraints if one.name == "order_has_one_live_decision"
    )
    monkeypatch.setattr(authorising, "lock_order", unlocked)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Authorisation, guard)
    try:
        outcomes = decide_at_once(scene, scene.an_order(), WRITERS)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE orders_authorisation CASCADE")
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(Authorisation, guard)
    assert outcomes == ["decided"] * WRITERS


def test_authorising_while_the_buyer_edits_ends_as_one_after_the_other(scene: Scene) -> None:
    """Edge 2."""
    for _ in range(10):
        order = scene.an_order()
        seen, edition = fingerprint(order.contents()), edition_of(order)

        def work(number: int, order: Order = order, seen: str = seen, was: str = edition) -> str:
            mine = Order.objects.get(pk=order.pk)
            try:
                if number:
                    authorise_order(by=scene.chiefs[0], order=mine, seen=seen)
                else:
                    changed(scene.alice, mine, (scene.box_set, 2), seen=was)
            except ValidationError:
                return "told"
            return "done"

        outcomes = at_once(work, 2)
        order.refresh_from_db()
        changed_first = outcomes == ["done", "told"]
        assert changed_first or outcomes == ["told", "done"]
        expected = OrderState.AWAITING if changed_first else OrderState.AUTHORISED
        assert order.state == expected
        cancel_order(by=scene.alice, order=order, reason="The next round.")
    assert differences() == []


def test_fifty_orders_for_ten_boxes_authorised_at_once(scene: Scene) -> None:
    """Edge 8: ten get a box, forty wait, and nobody gets half of one."""
    orders = [placed(scene.alice, scene.organisation, (scene.box_set, 1)) for _ in range(CROWD)]
    shown = [fingerprint(order.contents()) for order in orders]

    def authorise(number: int) -> str:
        mine = Order.objects.get(pk=orders[number].pk)
        authorise_order(by=scene.chiefs[number % 2], order=mine, seen=shown[number])
        return str(mine.lines.get().allocated)

    assert Counter(at_once(authorise, CROWD)) == {"1": 10, "0": 40}
    scene.box_set.refresh_from_db()
    assert (scene.box_set.on_hand, scene.box_set.allocated) == (10, 10)
    assert set(Order.objects.values_list("state", flat=True)) == {OrderState.AUTHORISED}
    assert differences() == []


def a_whole_journey(scene: Scene) -> None:
    """Placed, declined, changed, authorised, cancelled; one that nobody can decide; a cover."""
    cheryl, alice = scene.chiefs[0], scene.alice
    an_administrator()
    order = scene.an_order()
    seen = fingerprint(order.contents())
    decline_order(by=cheryl, order=order, seen=seen, reason="Two are enough.")
    changed(alice, order, (scene.box_set, 2))
    order.refresh_from_db()
    authorise_order(by=cheryl, order=order, seen=fingerprint(order.contents()))
    waiting = scene.an_order()
    cancel_order(by=alice, order=order, reason="Next year.")
    appoint_cover(
        by=cheryl, organisation=scene.organisation, person=alice, starts_on=today(), ends_on=today()
    )
    elsewhere, _, leader, _ = an_executive_team(code="RZZ")
    elsewhere.roles.filter(kind=RoleKind.CHIEF_EXECUTIVE).delete()
    placed(leader, elsewhere, (scene.box_set, 1), form_key=uuid.uuid4())
    assert waiting.state == OrderState.AWAITING


def checksums() -> dict[str, str]:
    """Of every table there is, but for sessions."""
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"django_session"}:
            cursor.execute(f'SELECT row::text FROM "{table}" row ORDER BY 1')
            rows = "\n".join(row[0] for row in cursor.fetchall())
            found[table] = hashlib.sha256(rows.encode()).hexdigest()
    return found


def addresses(mail: Email) -> set[str]:
    return set(re.findall(r"https?://[^\s\"'<>]+", f"{mail.text} {mail.html}"))


def test_opening_every_link_of_every_message_changes_nothing(scene: Scene) -> None:
    """Edge 23: scanners open links before anybody reads them, some with the reader's session."""
    a_whole_journey(scene)
    visits = [
        (Person.objects.get(email=mail.to), urlsplit(url).path)
        for mail in Email.objects.all()
        for url in addresses(mail)
    ]
    clients = {person.pk: client_of(person) for person, _ in visits}
    before = checksums()
    answers = Counter[int]()
    for person, path in set(visits):
        for client in (Client(), clients[person.pk]):
            answers[client.get(path).status_code] += 1
            client.head(path)
    assert set(answers) == {200, 302}
    assert answers[200] == answers[302] == len(set(visits))
    changed_tables = {name for name, sum_ in checksums().items() if sum_ != before[name]}
    assert changed_tables == set()
