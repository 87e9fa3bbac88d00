"""The ledger: one function writes it, its sums are the numbers, the database refuses the rest."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.enums import MovementKind
from orders.models import BoxSet, Dispatch, DispatchLine, Movement, Order, OrderLine
from orders.queries.ledger import differences
from orders.services import stock
from tests.factories.orders import a_box_set
from tests.orders.stock_scene import an_administrator, an_authorised_order, numbers, parcel
from tests.support import source

pytestmark = pytest.mark.django_db
NUMBERS = {"on_hand", "allocated"}
LEDGER = "orders/services/ledger.py"


def writes_numbers(node: ast.AST) -> bool:
    """`x.on_hand = …`, `x.allocated += …`, `.update(allocated=…)`, `.create(on_hand=…)`."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else targets
    if any(isinstance(one, ast.Attribute) and one.attr in NUMBERS for one in targets):
        return True
    writers = {"update", "create", "bulk_update", "get_or_create", "update_or_create", "BoxSet"}
    writers |= {"OrderLine", "setattr"}
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    named = {keyword.arg for keyword in node.keywords}
    said = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return name in writers and bool(NUMBERS & (named | said))


def writes_movements(node: ast.AST) -> bool:
    """`Movement(…)`, and anything that writes through `Movement.objects` or `.movements`."""
    if not isinstance(node, ast.Call):
        return False
    written = ast.unparse(node.func)
    writing = (".create", ".bulk_create", ".get_or_create", ".update_or_create", ".add")
    through = written.startswith("Movement.objects") or ".movements" in written
    return written == "Movement" or (through and written.endswith(writing))


@pytest.mark.parametrize("writes", [writes_numbers, writes_movements])
def test_one_function_alone_changes_the_stock(writes: Callable[[ast.AST], bool]):
    found = {
        source.name(path)
        for path in source.modules()
        if path.is_relative_to(source.ROOT / "orders") and "models" not in path.parts
        for node in ast.walk(source.tree(path))
        if writes(node)
    }
    assert found == {LEDGER}
    functions = [
        node.name
        for node in ast.walk(source.tree(source.ROOT / LEDGER))
        if isinstance(node, ast.FunctionDef) and any(map(writes, ast.walk(node)))
    ]
    assert functions == ["move"]


def moving(box_set: BoxSet, kind: MovementKind, **fields: Any) -> None:
    with transaction.atomic():
        Movement.objects.create(box_set=box_set, kind=kind, **fields)


@pytest.mark.parametrize(("on_hand", "allocated"), [(-1, 0), (0, -1), (3, 4), (-1, -1)], ids=str)
def test_no_more_is_set_aside_than_there_is(on_hand, allocated):
    box_set = a_box_set(stock=3)
    refused = pytest.raises(IntegrityError, match="no_more_is_set_aside_than_there_is")
    with refused, transaction.atomic():
        BoxSet.objects.filter(pk=box_set.pk).update(on_hand=on_hand, allocated=allocated)


WRONG = [
    (MovementKind.RECEIVED, -1, 0),
    (MovementKind.RECEIVED, 0, 0),
    (MovementKind.RECEIVED, 1, 1),
    (MovementKind.RETURNED, -1, 0),
    (MovementKind.ALLOCATED, 0, -1),
    (MovementKind.ALLOCATED, 1, 1),
    (MovementKind.RELEASED, 0, 1),
    (MovementKind.RELEASED, -1, -1),
    (MovementKind.DISPATCHED, -2, -1),
    (MovementKind.DISPATCHED, 1, 1),
    (MovementKind.WRITTEN_OFF, 1, 0),
    (MovementKind.WRITTEN_OFF, -1, -1),
    (MovementKind.CORRECTED, 0, 0),
    (MovementKind.CORRECTED, 1, 1),
    ("borrowed", 1, 0),
]


@pytest.mark.parametrize(("kind", "on_hand", "allocated"), WRONG)
def test_a_movement_moves_what_its_kind_says(kind, on_hand, allocated):
    line = an_authorised_order((a_box_set(stock=9), 3)).lines.get()
    with pytest.raises(IntegrityError, match="movement_moves_what_its_kind_says"):
        moving(
            line.box_set,
            kind,
            on_hand_change=on_hand,
            allocated_change=allocated,
            line=line,
            reason="x",
        )


@pytest.mark.parametrize("kind", [MovementKind.WRITTEN_OFF, MovementKind.CORRECTED])
def test_a_movement_by_hand_says_why(kind):
    with pytest.raises(IntegrityError, match="movement_by_hand_says_why"):
        moving(a_box_set(stock=3), kind, on_hand_change=-1)


@pytest.mark.parametrize(
    ("kind", "on_hand", "allocated"),
    [
        (MovementKind.ALLOCATED, 0, 1),
        (MovementKind.RELEASED, 0, -1),
        (MovementKind.DISPATCHED, -1, -1),
    ],
)
def test_a_movement_for_an_order_names_its_line(kind, on_hand, allocated):
    with pytest.raises(IntegrityError, match="movement_for_an_order_names_its_line"):
        moving(a_box_set(stock=3), kind, on_hand_change=on_hand, allocated_change=allocated)


def test_the_ledger_only_grows():
    movement = a_box_set(stock=3).movements.get()
    for change in (
        lambda: Movement.objects.filter(pk=movement.pk).update(on_hand_change=4),
        lambda: Movement.objects.filter(pk=movement.pk).delete(),
    ):
        with pytest.raises(InternalError, match="ledger_only_grows"), transaction.atomic():
            change()


def test_one_press_makes_one_movement():
    box_set = a_box_set()
    first = Movement.objects.create(
        box_set=box_set,
        kind=MovementKind.RECEIVED,
        on_hand_change=1,
        form_key="6f2c3d4e-0000-4000-8000-000000000001",
    )
    with pytest.raises(IntegrityError, match="form_key"):
        moving(box_set, MovementKind.RECEIVED, on_hand_change=1, form_key=first.form_key)


# Whatever is done in whatever order.

ACTS = ("receive", "count", "write off", "allocate", "release", "send", "lose", "come back")
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 3), st.integers(1, 12)),
    max_size=25,
)


class Office:
    """Two box sets and four orders of both, and what can be done with them."""

    def __init__(self) -> None:
        self.dana = an_administrator()
        self.box_sets = [a_box_set(), a_box_set()]
        self.orders = [
            an_authorised_order((self.box_sets[0], 6), (self.box_sets[1], 4)) for _ in range(4)
        ]

    def act(self, what: str, box_set: BoxSet, order: Order, number: int) -> None:
        """Does it, or is refused; nobody checks beforehand whether it makes sense."""
        line = order.lines.get(box_set=box_set)
        by_hand: dict[str, Any] = {"by": self.dana, "box_set": box_set, "reason": "Drawn"}
        acts: dict[str, Callable[[], Any]] = {
            "receive": lambda: stock.receive_stock(**by_hand, quantity=number),
            "count": lambda: stock.count_stock(**by_hand, counted=number),
            "write off": lambda: stock.write_off(**by_hand, quantity=number),
            "allocate": lambda: stock.allocate_order(order),
            "release": lambda: stock.release_order(order),
            "send": lambda: stock.take_out(parcel(order, (box_set, number))),
            "lose": lambda: self.settle(line, restock=False),
            "come back": lambda: self.settle(line, restock=True),
        }
        try:
            with transaction.atomic():
                acts[what]()
        except stock.ValidationError:
            pass

    def settle(self, line: OrderLine, *, restock: bool) -> None:
        sent = Dispatch.objects.filter(lines__line=line, settled_at=None).first()
        if sent is not None:
            stock.take_back(sent, restock=restock)
            sent.settled_at = timezone.now()
            sent.state = "returned"
            sent.save()

    def check(self) -> None:
        assert differences() == []
        for box_set in BoxSet.objects.filter(pk__in=[one.pk for one in self.box_sets]):
            assert 0 <= box_set.allocated <= box_set.on_hand
        for line in OrderLine.objects.filter(order__in=self.orders):
            on_its_way = DispatchLine.objects.filter(line=line, dispatch__settled_at=None)
            assert line.waiting >= 0
            assert line.dispatched == sum(one.quantity for one in on_its_way)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_whatever_moves_nothing_is_negative_or_given_twice_and_the_sums_agree(db, steps):
    with transaction.atomic():
        office = Office()
        for what, which, whose, number in steps:
            office.act(what, office.box_sets[which], office.orders[whose], number)
        office.check()
        transaction.set_rollback(True)


def test_a_parcel_takes_out_what_was_set_aside_for_it():
    box_set = a_box_set(stock=10)
    order = an_authorised_order((box_set, 6), allocate=True)
    dispatch = parcel(order, (box_set, 4), dispatched_by=order.buyer)
    stock.take_out(dispatch)
    line = order.lines.get()
    assert (numbers(box_set), line.allocated, line.dispatched) == ((6, 2), 2, 4)
    movement = dispatch.movements.get()
    assert (movement.kind, movement.line, movement.by) == ("dispatched", line, order.buyer)


def test_no_more_is_sent_than_is_set_aside():
    box_set = a_box_set(stock=10)
    order = an_authorised_order((box_set, 6), allocate=True)
    with pytest.raises(stock.ValidationError) as refusal, transaction.atomic():
        stock.take_out(parcel(order, (box_set, 7)))
    assert refusal.value.messages == [
        f"Only 6 of {box_set} are set aside for {order}, so 7 cannot be sent."
    ]
    assert numbers(box_set) == (10, 6)


@pytest.mark.parametrize(("restock", "left"), [(True, (10, 0)), (False, (6, 0))])
def test_edge_case_10_what_came_back_waits_again_and_is_given_only_if_it_can_be(restock, left):
    box_set = a_box_set(stock=10)
    order = an_authorised_order((box_set, 4), allocate=True)
    dispatch = parcel(order, (box_set, 4))
    stock.take_out(dispatch)
    stock.take_back(dispatch, restock=restock)
    line = order.lines.get()
    assert (line.waiting, line.dispatched, line.allocated) == (4, 0, 0)
    assert numbers(box_set) == left
    assert dispatch.movements.filter(kind="returned").count() == int(restock)
    assert differences() == []
