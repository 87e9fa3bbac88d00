"""Exact stock when everybody authorises at once: nothing is given twice, nobody is locked out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from orders.models import BoxSet, Movement, Order, OrderLine
from orders.models.orders import fingerprint
from orders.queries.ledger import differences
from orders.queries.queue import proposal
from orders.services import ledger, stock
from orders.services.allocating import confirm_proposal
from orders.services.authorising import authorise_order
from orders.services.locking import lock_order
from tests.factories.orders import a_box_set, an_executive_team, an_order
from tests.orders.stock_scene import an_administrator, an_authorised_order, authorise, numbers

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 50


@contextmanager
def crowd(number: int) -> Iterator[Callable[[list[Callable[[], Any]]], list[Any]]]:
    """So many threads, each with its connection: `press(works)` runs one work in each at once.

    What each answered, or the sentence of its refusal, or the name of its error.
    """
    start = threading.Barrier(number)

    def one(work: Callable[[], Any]) -> Any:
        start.wait(timeout=30)
        try:
            return work()
        except ValidationError as refusal:
            return refusal.messages[0]
        except Exception as error:  # noqa: BLE001 - the tests show which
            return type(error).__name__

    with ThreadPoolExecutor(number) as pool:
        yield lambda works: list(pool.map(one, works))
        list(pool.map(one, [connections.close_all] * number))


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    with crowd(len(works)) as press:
        return press(works)


def orders_of(number: int, *lines: tuple[BoxSet, int], team: Any = None) -> list[Order]:
    """So many orders of one team that nobody has authorised yet."""
    organisation, chief, leader, _ = team or an_executive_team()
    orders = [an_order(leader, organisation, *lines) for _ in range(number)]
    for order in orders:
        order.chief = chief
    return orders


def authorising(order: Order) -> Callable[[], str]:
    """As authorising does it: lock the order, decide, take what there is."""

    def work() -> str:
        with transaction.atomic():
            locked = lock_order(order)
            authorise(locked, order.chief)
            stock.allocate_order(locked)
        return "done"

    return work


def set_aside(*orders: Order) -> list[int]:
    lines = OrderLine.objects.filter(order__in=orders)
    return sorted(lines.values_list("allocated", flat=True), reverse=True)


def test_fifty_orders_for_ten_boxes_ten_get_one_and_forty_wait():
    box_set = a_box_set(stock=10)
    orders = orders_of(50, (box_set, 1))

    def authorised(order: Order) -> str:
        seen = fingerprint(order.contents())
        return authorise_order(by=order.chief, order=order, seen=seen).decision

    assert (
        at_once([lambda order=order: authorised(order) for order in orders]) == ["authorised"] * 50
    )
    assert set_aside(*orders) == [1] * 10 + [0] * 40
    assert (numbers(box_set), differences()) == ((10, 10), [])
    assert Movement.objects.filter(kind="allocated").count() == 10


def test_in_fifty_rounds_of_ten_nobody_is_given_what_another_has_and_nobody_is_locked_out():
    """Two box sets, in every order half of each kind, so that locks could be taken crosswise."""
    team = an_executive_team()
    with crowd(10) as press:
        for number in range(ROUNDS):
            first, second = a_box_set(stock=4), a_box_set(stock=3)
            lines = [(first, 1), (second, 1)]
            orders = orders_of(5, *lines, team=team) + orders_of(5, *reversed(lines), team=team)
            assert press([authorising(order) for order in orders]) == ["done"] * 10, number
            got = [numbers(first), numbers(second), set_aside(*orders)]
            assert got == [(4, 4), (3, 3), [1] * 7 + [0] * 13], number
    assert differences() == []


@contextmanager
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everybody reads the numbers before anybody writes them."""
    start = threading.Barrier(10)

    def unlocked(keys: Any) -> dict[int, BoxSet]:
        found = {box_set.pk: box_set for box_set in BoxSet.objects.filter(pk__in=set(keys))}
        start.wait(timeout=30)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(ledger, "lock_box_sets", unlocked)
        yield


def test_control_without_the_lock_boxes_are_given_twice(monkeypatch):
    box_set = a_box_set(stock=4)
    orders = orders_of(10, (box_set, 1))
    with without_the_lock(monkeypatch):
        assert at_once([authorising(order) for order in orders]) == ["done"] * 10
    assert (sum(set_aside(*orders)), numbers(box_set)) == (10, (4, 1))
    assert [one.sentence for one in differences()] == [
        "1 set aside, but the movements add up to 10.",
        "1 set aside, but the orders have 10.",
    ]


def test_control_without_their_order_two_locks_taken_crosswise_stop_each_other(monkeypatch):
    first, second = a_box_set(stock=4), a_box_set(stock=4)
    lines, both_have_one = [(first, 1), (second, 1)], threading.Barrier(2)
    orders = [*orders_of(1, *lines), *orders_of(1, *reversed(lines))]
    monkeypatch.setattr(
        ledger, "lock_box_sets", lambda keys: one_by_one([*keys], both_have_one.wait)
    )
    got = at_once([authorising(order) for order in orders])
    assert sorted(got) == ["OperationalError", "done"]  # PostgreSQL ends one of two


def one_by_one(keys: list[int], between: Callable[[], Any]) -> dict[int, BoxSet]:
    """Locks in the order of an order's lines, and waits after the first for the other order."""
    first = BoxSet.objects.select_for_update(no_key=True).get(pk=keys[0])
    between()
    return {first.pk: first} | {
        key: BoxSet.objects.select_for_update(no_key=True).get(pk=key) for key in keys[1:]
    }


def test_of_ten_who_confirm_a_proposal_at_once_one_does_and_the_others_hear_so():
    administrators = [an_administrator() for _ in range(10)]
    box_set = a_box_set()
    orders = [an_authorised_order((box_set, 2)) for _ in range(4)]
    stock.receive_stock(by=administrators[0], box_set=box_set, quantity=7)
    seen = proposal().fingerprint
    got = at_once([lambda by=by: confirm_proposal(by=by, seen=seen) for by in administrators])
    sentences = [one for one in got if isinstance(one, str)]
    assert len(sentences) == 9
    assert {one.split(" at ")[0] for one in sentences} == {"Dana Reid set this aside"}
    assert (set_aside(*orders), numbers(box_set), differences()) == ([2, 2, 2, 1], (7, 7), [])


def test_confirming_authorising_receiving_and_giving_back_at_once_agree_in_the_end():
    """Whoever meets whom: nobody is locked out, nothing is negative, the sums agree."""
    dana = an_administrator()
    for number in range(10):
        first, second = a_box_set(stock=2), a_box_set(stock=2)
        waiting = [an_authorised_order((second, 2), (first, 2)) for _ in range(3)]
        fresh = orders_of(3, (first, 1), (second, 1))
        seen = proposal().fingerprint

        def released(order: Order) -> str:
            with transaction.atomic():
                stock.release_order(lock_order(order))
            return "done"

        def received(box_set: BoxSet) -> str:
            stock.receive_stock(by=dana, box_set=box_set, quantity=1)
            return "done"

        got = at_once(
            [
                lambda seen=seen: confirm_proposal(by=dana, seen=seen),
                *(lambda order=order: released(order) for order in waiting),
                *(lambda box_set=box_set: received(box_set) for box_set in (first, second)),
                *(authorising(order) for order in fresh),
            ]
        )
        assert got[1:] == ["done"] * 8, number
        assert differences() == []
        for box_set in (first, second):
            on_hand, allocated = numbers(box_set)
            assert (on_hand, 0 <= allocated <= on_hand) == (3, True)


def test_two_presses_of_one_form_at_once_are_one_movement():
    dana, box_set = an_administrator(), a_box_set()
    key = "6f2c3d4e-0000-4000-8000-000000000002"

    def receive() -> int:
        return stock.receive_stock(by=dana, box_set=box_set, quantity=20, form_key=key).pk

    assert len(set(at_once([receive] * 10))) == 1
    assert numbers(box_set) == (20, 0)
