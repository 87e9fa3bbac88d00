"""Who gets what there is: oldest authorised first, with a person's confirmation."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import Person
from orders.enums import EventKind, OrderState
from orders.models import DeliveryPromise, Movement, Order, TimelineEntry
from orders.queries.ledger import differences
from orders.queries.queue import boxes_to_give, lines_ordered_ahead, proposal, waiting_lines
from orders.services.allocating import confirm_allocation, confirm_proposal, give_back
from orders.services.stock import allocate_order, receive_stock, release_order
from productive_leader.core.dates import LONDON, format_date, format_time, today
from productive_leader.core.models import AuditEvent, Email
from tests.factories.accounts import a_person
from tests.factories.orders import a_box_set, an_executive_team, an_order
from tests.orders.stock_scene import an_administrator, an_authorised_order, authorise, numbers

pytestmark = pytest.mark.django_db
NEXT_MONTH = timedelta(days=30)


@pytest.fixture
def dana() -> Person:
    return an_administrator()


def history(order: Order) -> list[tuple[str, str]]:
    """What happened to the stock of it; its dates are tested with the promises."""
    entries = TimelineEntry.objects.filter(order=order).exclude(kind="promised")
    return list(entries.values_list("kind", "text"))


def has(order: Order) -> list[int]:
    return [line.allocated for line in order.lines.order_by("pk")]


def allocate(order: Order) -> None:
    with transaction.atomic():
        allocate_order(order)


# At authorisation


def test_an_authorised_order_gets_what_there_is_and_the_rest_waits():
    leader, board = a_box_set("Leader", stock=10), a_box_set("Board", stock=1)
    order = an_authorised_order((leader, 4), (board, 3), allocate=True)
    assert (has(order), numbers(leader), numbers(board)) == ([4, 1], (10, 4), (1, 1))
    assert history(order) == [
        ("allocated", "Set aside: 4 × Leader and 1 × Board. Waiting for stock: 2 × Board.")
    ]


def test_without_stock_all_of_it_waits_and_the_history_says_so():
    order = an_authorised_order((a_box_set("Leader"), 4), allocate=True)
    assert has(order) == [0]
    assert history(order) == [
        ("allocated", "Nothing is set aside yet. Waiting for stock: 4 × Leader.")
    ]


def test_what_is_released_later_waits_for_its_day_however_much_there_is():
    day = today() + NEXT_MONTH
    order = an_authorised_order((a_box_set("Board", stock=50, released_on=day), 3), allocate=True)
    assert has(order) == [0]
    assert history(order) == [
        (
            "allocated",
            f"Nothing is set aside yet. Ordered ahead: 3 × Board, released on {format_date(day)}.",
        )
    ]
    assert (list(waiting_lines()), proposal().shares) == ([], [])
    assert [line.order for line in lines_ordered_ahead()] == [order]


def test_on_the_day_of_its_release_it_can_be_given(dana):
    box_set = a_box_set(stock=50, released_on=today())
    order = an_authorised_order((box_set, 3))
    assert [share.quantity for share in proposal().shares] == [3]
    allocate(order)
    assert has(order) == [3]


def test_a_new_order_takes_nothing_that_older_ones_wait_for(dana):
    box_set = a_box_set(stock=4)
    old = an_authorised_order((box_set, 6), allocate=True)
    receive_stock(by=dana, box_set=box_set, quantity=5)
    new = an_authorised_order((box_set, 5), allocate=True)
    assert (has(old), has(new)) == ([4], [3])
    assert [(share.line.order, share.quantity) for share in proposal().shares] == [(old, 2)]


def test_edge_case_8_of_two_for_the_last_box_one_gets_it_and_the_other_waits():
    box_set = a_box_set(stock=1)
    first = an_authorised_order((box_set, 1), allocate=True)
    second = an_authorised_order((box_set, 1), allocate=True)
    assert (has(first), has(second), numbers(box_set)) == ([1], [0], (1, 1))


def test_what_was_set_aside_is_given_back_whole():
    leader, board = a_box_set("Leader", stock=10), a_box_set("Board", stock=1)
    order = an_authorised_order((leader, 4), (board, 3), allocate=True)
    with transaction.atomic():
        release_order(order)
        release_order(order)
    assert (has(order), numbers(leader), numbers(board)) == ([0, 0], (10, 0), (1, 0))
    assert history(order)[1:] == [("released", "4 × Leader and 1 × Board.")]
    assert differences() == []


# The queue and what is proposed


def test_the_oldest_authorised_comes_first_whenever_it_was_placed(dana):
    box_set = a_box_set("Leader")
    young = an_authorised_order((box_set, 6), days_ago=1)
    old = an_authorised_order((box_set, 6), days_ago=9)
    an_order(*an_executive_team()[:2][::-1], (box_set, 2))  # nobody has authorised this one
    receive_stock(by=dana, box_set=box_set, quantity=10)
    assert (has(old), has(young)) == ([0], [0])  # nothing is given by itself
    first, second = (
        format_date(order.authorisations.get().decided_at.astimezone(LONDON).date())
        for order in (old, young)
    )
    assert [share.why for share in proposal().shares] == [
        f"authorised {first}, waits for 6; 10 available, so all 6",
        f"authorised {second}, waits for 6; 4 left, so 4 of them",
    ]
    assert (boxes_to_give(), proposal().press) == (10, "Set aside 10 boxes for 2 orders")


def test_an_order_authorised_anew_waits_behind_the_others():
    box_set = a_box_set(stock=0)
    changed, other = (an_authorised_order((box_set, 6), days_ago=days) for days in (9, 5))
    old = changed.authorisations.get()
    old.superseded_at = old.decided_at
    old.save()
    authorise(changed, old.person)
    assert [line.order for line in waiting_lines()] == [other, changed]


def test_one_press_confirms_the_whole_proposal(dana):
    leader, board = a_box_set("Leader"), a_box_set("Board")
    old = an_authorised_order((leader, 6), (board, 2), days_ago=9)
    young = an_authorised_order((leader, 6), days_ago=3)
    receive_stock(by=dana, box_set=leader, quantity=10)
    receive_stock(by=dana, box_set=board, quantity=5)
    confirmed = confirm_proposal(by=dana, seen=proposal().fingerprint)
    assert (confirmed.boxes, confirmed.orders) == (12, 2)
    assert (has(old), has(young)) == ([6, 2], [4])
    assert (numbers(leader), numbers(board)) == ((10, 10), (5, 2))
    assert (proposal().shares, differences()) == ([], [])
    assert history(old) == [("allocated", "Set aside: 6 × Leader and 2 × Board.")]
    assert history(young) == [
        ("allocated", "Set aside: 4 × Leader. Waiting for stock: 2 × Leader.")
    ]
    given = TimelineEntry.objects.filter(kind=EventKind.ALLOCATED)
    assert set(given.values_list("by", flat=True)) == {dana.pk}
    due_on = today() + timedelta(days=10)
    promised = DeliveryPromise.objects.filter(superseded_at=None).values_list("due_on", flat=True)
    assert list(promised) == [due_on] * 3  # counted from now, not from when it was authorised
    assert AuditEvent.objects.filter(action="stock.set_aside").count() == 2


def test_who_ordered_hears_what_is_set_aside_and_what_still_waits(dana):
    leader, board = a_box_set("Leader"), a_box_set("Board", released_on=today() + NEXT_MONTH)
    pa = a_person("Amir Khan")
    order = an_authorised_order((leader, 6), (board, 1), on_behalf_of=pa)
    receive_stock(by=dana, box_set=leader, quantity=5)
    confirm_proposal(by=dana, seen=proposal().fingerprint)
    mails = Email.objects.filter(subject=f"Boxes for order {order} are set aside")
    assert set(mails.values_list("to", flat=True)) == {order.buyer.email, pa.email}
    text = mails.get(to=pa.email).text
    assert "Dear Amir Khan," in text
    day = format_date(today() + timedelta(days=10))
    assert f"- 5 × Leader, to be with you by {day}\n" in text
    assert "- 1 × Leader\n" in text
    assert f"- 1 × Board, released on {format_date(board.released_on)}" in text


def test_a_second_press_hears_who_was_first(dana):
    box_set = a_box_set()
    an_authorised_order((box_set, 6))
    receive_stock(by=dana, box_set=box_set, quantity=4)
    seen = proposal().fingerprint
    confirm_proposal(by=dana, seen=seen)
    at = format_time(Movement.objects.get(kind="allocated").at)
    with pytest.raises(ValidationError) as refusal:
        confirm_proposal(by=an_administrator("Una Quinn"), seen=seen)
    assert refusal.value.messages == [
        f"Dana Reid set this aside at {at}. There is nothing more to do."
    ]
    assert numbers(box_set) == (4, 4)


@pytest.mark.parametrize("change", ["another is first", "more has come", "one is cancelled"])
def test_a_queue_that_changed_is_shown_anew(dana, change):
    box_set = a_box_set()
    order = an_authorised_order((box_set, 6), days_ago=5)
    receive_stock(by=dana, box_set=box_set, quantity=4)
    seen = proposal().fingerprint
    if change == "another is first":
        an_authorised_order((box_set, 6), days_ago=9)
    elif change == "more has come":
        receive_stock(by=dana, box_set=box_set, quantity=1)
    else:
        order.state = OrderState.AWAITING
        order.save()
    with pytest.raises(ValidationError) as refusal:
        confirm_proposal(by=dana, seen=seen)
    assert refusal.value.messages == [
        "The queue has changed since you opened this page. Nothing was set aside. Look again."
    ]
    assert numbers(box_set)[1] == 0


def test_an_order_behind_the_others_changes_no_proposal(dana):
    box_set = a_box_set()
    an_authorised_order((box_set, 6), days_ago=9)
    receive_stock(by=dana, box_set=box_set, quantity=4)
    seen = proposal().fingerprint
    an_authorised_order((box_set, 6), days_ago=5, allocate=True)
    assert confirm_proposal(by=dana, seen=seen).boxes == 4


# One line by itself


def test_edge_case_28_out_of_turn_needs_a_reason_that_is_kept(dana):
    box_set = a_box_set("Leader")
    old = an_authorised_order((box_set, 6), days_ago=9)
    young = an_authorised_order((box_set, 3), days_ago=2)
    receive_stock(by=dana, box_set=box_set, quantity=8)
    line = young.lines.get()
    with pytest.raises(ValidationError) as refusal:
        confirm_allocation(by=dana, line=line, quantity=3)
    assert refusal.value.message_dict == {
        "reason": [f"{old} (6) waited longer. Say why this order goes first; the ledger keeps it."]
    }
    assert has(young) == [0]
    confirm_allocation(by=dana, line=line, quantity=3, reason=" They begin on Monday. ")
    assert has(young) == [3]
    assert Movement.objects.get(kind="allocated").reason == "They begin on Monday."
    text = "Set aside: 3 × Leader. Before its turn: They begin on Monday."
    assert history(young) == [("allocated", text)]
    detail = AuditEvent.objects.get(action="stock.set_aside").detail
    assert detail == {"boxes": {str(line.pk): 3}, "before_its_turn": True}


def test_in_its_turn_or_when_there_is_enough_no_reason_is_needed(dana):
    box_set = a_box_set()
    old = an_authorised_order((box_set, 6), days_ago=9)
    young = an_authorised_order((box_set, 3), days_ago=2)
    receive_stock(by=dana, box_set=box_set, quantity=8)
    confirm_allocation(by=dana, line=young.lines.get(), quantity=2)  # six are left for the old one
    confirm_allocation(by=dana, line=old.lines.get(), quantity=5)
    assert (has(old), has(young), numbers(box_set)) == ([5], [2], (8, 7))


def test_a_double_press_sets_aside_once(dana):
    box_set, key = a_box_set(stock=9), uuid.uuid4()
    line = an_authorised_order((box_set, 6)).lines.get()
    made = {confirm_allocation(by=dana, line=line, quantity=3, form_key=key).pk for _ in range(2)}
    assert (len(made), numbers(box_set)) == (1, (9, 3))
    key = uuid.uuid4()
    for _ in range(2):
        give_back(by=dana, line=line, quantity=1, reason="Torn", form_key=key)
    assert numbers(box_set) == (9, 2)


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        (0, "It waits for 6, 4 are available. Type a whole number from 1 to 4."),
        (5, "It waits for 6, 4 are available. Type a whole number from 1 to 4."),
        (-1, "It waits for 6, 4 are available. Type a whole number from 1 to 4."),
    ],
)
def test_no_more_is_set_aside_than_it_waits_for_or_there_is(dana, quantity, sentence):
    line = an_authorised_order((a_box_set(stock=4), 6)).lines.get()
    with pytest.raises(ValidationError) as refusal:
        confirm_allocation(by=dana, line=line, quantity=quantity)
    assert refusal.value.message_dict == {"quantity": [sentence]}


def test_what_cannot_be_set_aside_says_why(dana):
    day = today() + NEXT_MONTH
    none, some = a_box_set(), a_box_set(stock=5)
    waiting = an_order(*an_executive_team()[:2][::-1], (some, 2))
    served = an_authorised_order((some, 2), allocate=True)
    ahead = an_authorised_order((a_box_set(stock=5, released_on=day), 2))
    short = an_authorised_order((none, 2))
    said = {}
    for order in (waiting, served, ahead, short):
        with pytest.raises(ValidationError) as refusal:
            confirm_allocation(by=dana, line=order.lines.get(), quantity=1)
        said[order] = refusal.value.messages[0]
    assert said == {
        waiting: f"{waiting} is not authorised, so nothing can be set aside for it.",
        served: f"{served} waits for no box of this any more.",
        ahead: f"It is released on {format_date(day)}. Until then it is only ordered ahead.",
        short: "There are no boxes left to set aside.",
    }


def test_what_is_given_back_can_go_to_others_and_says_why(dana):
    box_set = a_box_set("Leader", stock=6)
    order = an_authorised_order((box_set, 6), allocate=True)
    give_back(by=dana, line=order.lines.get(), quantity=2, reason="Two boxes are torn")
    assert (has(order), numbers(box_set)) == ([4], (6, 4))
    assert history(order)[-1] == ("released", "2 × Leader. Two boxes are torn")
    assert [share.line.order for share in proposal().shares] == [order]  # in its old place
    assert TimelineEntry.objects.get(kind=EventKind.RELEASED).by == dana


@pytest.mark.parametrize("quantity", [0, 7, -1])
def test_no_more_is_given_back_than_is_set_aside(dana, quantity):
    order = an_authorised_order((a_box_set(stock=6), 6), allocate=True)
    with pytest.raises(ValidationError) as refusal:
        give_back(by=dana, line=order.lines.get(), quantity=quantity, reason="Torn")
    assert refusal.value.messages == [f"6 are set aside for {order}. Type a number from 1 to that."]


def test_only_national_administrators_give_and_take():
    order = an_authorised_order((a_box_set(stock=6), 6))
    line = order.lines.get()
    for press in (
        lambda: confirm_proposal(by=order.buyer, seen=proposal().fingerprint),
        lambda: confirm_allocation(by=order.buyer, line=line, quantity=1),
        lambda: give_back(by=order.buyer, line=line, quantity=1, reason="x"),
    ):
        with pytest.raises(PermissionDenied, match="You may not look after the stock"):
            press()


@pytest.mark.parametrize("orders", [1, 3])
def test_the_proposal_asks_as_often_for_many_as_for_one(dana, orders, django_assert_num_queries):
    box_set, other = a_box_set(stock=0), a_box_set(stock=0)
    for _ in range(orders):
        an_authorised_order((box_set, 2), (other, 1))
    for one in (box_set, other):
        receive_stock(by=dana, box_set=one, quantity=20)
    with django_assert_num_queries(2):
        shares = proposal().shares
        why = [f"{share.line.order}: {share.why}"[:2] for share in shares]
        assert why == ["T-"] * 2 * orders
    with django_assert_num_queries(1):
        assert boxes_to_give() == 3 * orders
