"""Box sets arrive, are counted and written off; every refusal says what to do."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Person
from orders.enums import MovementKind
from orders.models import BoxSet, Movement
from orders.services import stock
from productive_leader.core.models import AuditEvent
from tests.factories.accounts import a_person
from tests.factories.orders import a_box_set
from tests.orders.stock_scene import an_administrator, an_authorised_order, numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> Person:
    return an_administrator()


def moved(box_set: BoxSet) -> list[tuple[str, int, int]]:
    found = Movement.objects.filter(box_set=box_set).order_by("pk")
    return list(found.values_list("kind", "on_hand_change", "allocated_change"))


def test_boxes_that_arrive_are_on_hand_and_set_aside_for_nobody(dana):
    box_set = a_box_set()
    line = an_authorised_order((box_set, 3)).lines.get()
    movement = stock.receive_stock(by=dana, box_set=box_set, quantity=20, reason="First print")
    line.refresh_from_db()
    assert (numbers(box_set), line.allocated) == ((20, 0), 0)
    assert (movement.kind, movement.on_hand_change, movement.by) == ("received", 20, dana)
    event = AuditEvent.objects.get(action="stock.received")
    assert (event.actor_id, event.target_id) == (dana.pk, str(box_set.pk))
    assert event.detail == {"movement": movement.pk, "on_hand_change": 20}


def test_a_double_press_is_one_movement(dana):
    box_set, key = a_box_set(stock=9), uuid.uuid4()
    for _ in range(2):
        stock.receive_stock(by=dana, box_set=box_set, quantity=20, form_key=key)
    assert numbers(box_set) == (29, 0)
    key = uuid.uuid4()
    for _ in range(2):
        stock.write_off(by=dana, box_set=box_set, quantity=4, reason="Wet", form_key=key)
    assert numbers(box_set) == (25, 0)
    key = uuid.uuid4()
    made = [
        stock.count_stock(
            by=dana, box_set=box_set, counted=24, reason="Yearly", seen=25, form_key=key
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert numbers(box_set) == (24, 0)


@pytest.mark.parametrize("quantity", [0, -1, 10_000, 10**9])
def test_so_many_boxes_do_not_arrive(dana, quantity):
    box_set = a_box_set()
    with pytest.raises(ValidationError) as refusal:
        stock.receive_stock(by=dana, box_set=box_set, quantity=quantity)
    assert refusal.value.message_dict == {"quantity": ["Type a whole number from 1 to 9,999."]}
    assert moved(box_set) == []


def test_counting_corrects_the_ledger_and_says_why(dana):
    box_set = a_box_set(stock=20)
    stock.count_stock(by=dana, box_set=box_set, counted=18, reason="Two were never there")
    stock.count_stock(by=dana, box_set=box_set, counted=19, reason="One was behind the shelf")
    assert numbers(box_set) == (19, 0)
    assert moved(box_set)[1:] == [("corrected", -2, 0), ("corrected", 1, 0)]


def test_a_count_that_agrees_changes_nothing_but_is_on_record(dana):
    box_set = a_box_set(stock=20)
    assert stock.count_stock(by=dana, box_set=box_set, counted=20, reason="Yearly") is None
    assert (numbers(box_set), len(moved(box_set))) == ((20, 0), 1)
    assert AuditEvent.objects.get(action="stock.counted").detail == {"on_hand": 20}


def test_a_count_is_refused_when_something_moved_since_the_page_was_opened(dana):
    box_set = a_box_set(stock=20)
    stock.receive_stock(by=dana, box_set=box_set, quantity=5)
    with pytest.raises(ValidationError) as refusal:
        stock.count_stock(by=dana, box_set=box_set, counted=19, reason="Yearly", seen=20)
    assert refusal.value.message_dict["counted"] == [
        "There are 25 on hand now, not 20: something moved meanwhile. Count again."
    ]


@pytest.mark.parametrize("reason", ["", "   "])
def test_counting_and_writing_off_need_a_reason(dana, reason):
    box_set = a_box_set(stock=20)
    for press in (
        lambda: stock.count_stock(by=dana, box_set=box_set, counted=18, reason=reason),
        lambda: stock.write_off(by=dana, box_set=box_set, quantity=2, reason=reason),
    ):
        with pytest.raises(ValidationError) as refusal:
            press()
        assert refusal.value.message_dict == {
            "reason": ["Say why, in a few words. The ledger keeps it."]
        }


def test_edge_case_7_a_count_below_what_is_set_aside_names_the_orders_and_says_what_to_do(dana):
    box_set = a_box_set(stock=20)
    first = an_authorised_order((box_set, 12), allocate=True)
    second = an_authorised_order((box_set, 6), allocate=True)
    with pytest.raises(ValidationError) as refusal:
        stock.count_stock(by=dana, box_set=box_set, counted=15, reason="Water")
    (sentence,) = refusal.value.message_dict["counted"]
    assert sentence == (
        f"15 are fewer than the 18 set aside for {second} (6) and {first} (12). Give back what is "
        "set aside for one of them on the page of this box set, then come here again."
    )
    assert numbers(box_set) == (20, 18)
    with pytest.raises(ValidationError) as refusal:
        stock.write_off(by=dana, box_set=box_set, quantity=3, reason="Water")
    (sentence,) = refusal.value.message_dict["quantity"]
    assert sentence == (
        f"17 would be left, fewer than the 18 set aside for {second} (6) and {first} (12). Give "
        "back what is set aside for one of them on the page of this box set, then come here again."
    )
    stock.count_stock(by=dana, box_set=box_set, counted=18, reason="Water")
    assert numbers(box_set) == (18, 18)


def test_of_many_orders_five_are_named(dana):
    box_set = a_box_set(stock=7)
    for _ in range(7):
        an_authorised_order((box_set, 1), allocate=True)
    with pytest.raises(ValidationError) as refusal:
        stock.write_off(by=dana, box_set=box_set, quantity=1, reason="Torn")
    (sentence,) = refusal.value.message_dict["quantity"]
    assert (sentence.count("T-"), "and 2 other orders. Give back" in sentence) == (5, True)


def test_no_more_is_written_off_than_there_is(dana):
    box_set = a_box_set(stock=3)
    with pytest.raises(ValidationError) as refusal:
        stock.write_off(by=dana, box_set=box_set, quantity=4, reason="Fire")
    assert refusal.value.message_dict == {"quantity": ["There are only 3 on hand."]}
    stock.write_off(by=dana, box_set=box_set, quantity=3, reason="Fire")
    assert (numbers(box_set), moved(box_set)[-1]) == ((0, 0), ("written_off", -3, 0))


def test_only_national_administrators_look_after_the_stock():
    box_set, stranger = a_box_set(stock=3), a_person()
    for press in (
        lambda: stock.receive_stock(by=stranger, box_set=box_set, quantity=1),
        lambda: stock.count_stock(by=stranger, box_set=box_set, counted=1, reason="x"),
        lambda: stock.write_off(by=stranger, box_set=box_set, quantity=1, reason="x"),
    ):
        with pytest.raises(PermissionDenied, match="You may not look after the stock"):
            press()
    assert moved(box_set) == [(MovementKind.RECEIVED, 3, 0)]
