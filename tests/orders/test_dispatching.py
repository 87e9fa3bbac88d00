"""Parcels: sent, arrived, lost, come back; what follows for lines, stock, dates and messages."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Person
from orders.models import Dispatch, DispatchLine, Movement, Order, TimelineEntry
from orders.queries.dispatch import addressee_at, link_to_confirm, orders_to_send, to_send
from orders.queries.ledger import differences
from orders.queries.orders import standing_of, with_lines
from orders.queries.queue import proposal
from orders.services.allocating import confirm_proposal
from orders.services.delivering import (
    confirm_by_link,
    confirm_delivery,
    record_delivery,
    undo_delivery,
)
from orders.services.dispatching import dispatch_order, mark_lost, mark_returned
from orders.services.notes import make_note
from orders.services.orders import cancel_order
from orders.services.promises import promise_lines
from orders.services.stock import receive_stock
from productive_leader.core.dates import today
from productive_leader.core.models import Email, OutboxItem
from tests.factories.orders import a_box_set
from tests.orders.scene import subjects_to
from tests.orders.stock_scene import an_administrator, an_authorised_order, numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> Person:
    return an_administrator()


def a_promised_order(*lines: Any, **fields: Any) -> Order:
    """Authorised yesterday, with what there was set aside, and its dates."""
    order = an_authorised_order(*lines, allocate=True, **fields)
    with transaction.atomic():
        promise_lines(order)
    return order


def send(by: Person, order: Order, *numbers: int, **more: Any) -> Dispatch:
    lines = order.lines.order_by("pk")
    quantities = {line.pk: number for line, number in zip(lines, numbers, strict=False)}
    given: dict[str, Any] = {"carrier": "Royal Mail", "tracking": "AB 1", "form_key": uuid4()}
    return dispatch_order(by=by, order=order, quantities=quantities, **(given | more))


def far(order: Order) -> str:
    order.refresh_from_db()
    return standing_of(order).word


def history(order: Order) -> list[tuple[str, str]]:
    entries = TimelineEntry.objects.filter(order=order).exclude(kind__in=("allocated", "promised"))
    return list(entries.values_list("kind", "text"))


def row(order: Order) -> tuple[int, int, int, int, int]:
    line = order.lines.get()
    return line.waiting, line.allocated, line.dispatched, line.delivered, line.cancelled


# Sending


def test_a_part_is_sent_and_then_the_rest(dana):
    box_set = a_box_set("Leader", stock=5)
    order = a_promised_order((box_set, 5))
    first = send(dana, order, 3)
    assert (far(order), row(order), numbers(box_set)) == ("Partly sent", (0, 2, 3, 0, 0), (2, 2))
    assert send(dana, order, 2).number == 2
    assert (far(order), row(order), numbers(box_set)) == ("On its way", (0, 0, 5, 0, 0), (0, 0))
    assert history(order)[0] == (
        "dispatched",
        "Parcel 1: 3 × Leader, with Royal Mail, number AB 1.",
    )
    moved = Movement.objects.get(dispatch=first)
    assert (moved.kind, moved.on_hand_change, moved.by) == ("dispatched", -3, dana)
    assert differences() == []


def test_a_double_press_makes_one_parcel_and_one_message(dana):
    order = a_promised_order((a_box_set(stock=5), 5))
    key = uuid4()
    assert send(dana, order, 2, form_key=key) == send(dana, order, 2, form_key=key)
    assert Dispatch.objects.count() == 1
    subject = f"Parcel 1 of order {order} is on its way"
    assert subjects_to(order.buyer).count(subject) == 1


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (6, "5 of Leader are set aside, so no more than that can be sent."),
        (-1, "Type a whole number from 0 on."),
        (0, "Choose at least one box to send."),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(dana, number: int, sentence: str):
    order = a_promised_order((a_box_set("Leader", stock=9), 5))
    with pytest.raises(ValidationError) as refusal:
        send(dana, order, number)
    assert refusal.value.messages == [sentence]
    assert not Dispatch.objects.exists()


def test_only_administrators_send(dana):
    order = a_promised_order((a_box_set(stock=9), 5))
    with pytest.raises(PermissionDenied):
        send(order.buyer, order, 1)


def test_only_an_authorised_order_is_sent(dana):
    order = a_promised_order((a_box_set(stock=9), 5))
    cancel_order(by=dana, order=order, reason="Ordered twice.")
    with pytest.raises(ValidationError, match="Only an authorised order is sent"):
        send(dana, order, 1)


def test_buyer_and_recipient_are_told_what_comes_with_whom(dana):
    box_set = a_box_set("Leader", stock=5)
    order = a_promised_order(
        (box_set, 5), recipient_email="post@room.nhs.uk", recipient_name="Post room"
    )
    send(dana, order, 5)
    mail = Email.objects.get(to="post@room.nhs.uk")
    assert mail.subject == f"Parcel 1 of order {order} is on its way"
    assert "with Royal Mail, number AB 1. In it:\n\n- 5 × Leader" in mail.text
    assert "/orders/" not in mail.text
    assert order.number in Email.objects.filter(to=order.buyer.email).last().text


# The list


def test_the_most_urgent_promise_comes_first(dana, django_assert_num_queries):
    box_set = a_box_set("Leader", stock=12)
    sent = [a_promised_order((box_set, 2))]
    for _ in range(2):
        with django_assert_num_queries(4):
            to_send(with_lines(orders_to_send()))
        sent += [a_promised_order((box_set, 2)) for _ in range(2)]
    assert [one.order for one in to_send(with_lines(orders_to_send()))] == sent
    assert to_send(with_lines(orders_to_send()))[0].what == "2 × Leader"


# Arrived


@pytest.fixture
def parcel(dana) -> Dispatch:
    order = a_promised_order((a_box_set("Leader", stock=5), 5))
    return send(dana, order, 5)


def test_who_ordered_confirms_in_one_press_and_twice_changes_nothing(parcel):
    order = parcel.order
    for _ in range(2):
        confirm_delivery(by=order.buyer, dispatch=parcel)
    assert (far(order), row(order)) == ("Delivered", (0, 0, 5, 5, 0))
    assert history(order)[1:] == [("delivered", "Parcel 1: 5 × Leader.")]


def test_the_link_confirms_for_whom_it_was_sent_to(parcel):
    token = re.search(r"deliveries/([^/]+)/", link_to_confirm(parcel, "buyer"))[1]
    found = addressee_at(token)
    assert (found.dispatch, found.person) == (parcel, parcel.order.buyer)
    assert confirm_by_link(addressee=found).settled_by == parcel.order.buyer
    assert addressee_at(token + "x") is None
    assert addressee_at("1-buyer") is None


def test_a_stranger_cannot_confirm(parcel, dana):
    with pytest.raises(PermissionDenied):
        confirm_delivery(by=dana, dispatch=parcel)


def test_an_administrator_records_a_day_and_takes_it_back_within_one(parcel, dana):
    Dispatch.objects.update(dispatched_at=timezone.now() - dt.timedelta(days=5))
    parcel.refresh_from_db()
    on = today() - dt.timedelta(days=2)
    settled = record_delivery(by=dana, dispatch=parcel, on=on)
    assert settled.settled_at.date() == on
    assert undo_delivery(by=dana, dispatch=parcel).state == "sent"
    assert row(parcel.order) == (0, 0, 5, 0, 0)
    text = "Dana Reid took back that parcel 1 has arrived. It is on its way."
    assert history(parcel.order)[-1] == ("dispatched", text)


def test_after_a_day_it_stays(parcel, dana, monkeypatch):
    record_delivery(by=dana, dispatch=parcel, on=today())
    later = timezone.now() + dt.timedelta(days=1, minutes=1)
    monkeypatch.setattr("orders.queries.dispatch.timezone.now", lambda: later)
    with pytest.raises(ValidationError, match="can be taken back for a day"):
        undo_delivery(by=dana, dispatch=parcel)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "Choose today or an earlier day."), (-1, "It was sent on ")],
)
def test_it_arrives_after_it_was_sent_and_not_tomorrow(parcel, dana, days: int, sentence: str):
    with pytest.raises(ValidationError, match=sentence):
        record_delivery(by=dana, dispatch=parcel, on=today() + dt.timedelta(days=days))


# Lost, come back


def test_a_lost_parcel_waits_first_in_the_queue_and_gets_a_new_date(parcel, dana):
    order, box_set = parcel.order, parcel.order.lines.get().box_set
    young = an_authorised_order((box_set, 2), days_ago=0)
    mark_lost(by=dana, dispatch=parcel, reason="The carrier cannot find it.")
    assert (far(order), row(order), numbers(box_set)) == (
        "Waiting for stock",
        (5, 0, 0, 0, 0),
        (0, 0),
    )
    assert not order.lines.get().promises.filter(superseded_at=None).exists()
    assert subjects_to(order.buyer)[-1] == f"Parcel 1 of order {order} was lost"
    receive_stock(by=dana, box_set=box_set, quantity=6)
    shares = [(share.line.order, share.quantity) for share in proposal().shares]
    assert shares == [(order, 5), (young, 1)]
    confirm_proposal(by=dana, seen=proposal().fingerprint)
    new = order.lines.get().promises.get(superseded_at=None)
    assert new.due_on == today() + dt.timedelta(days=10)
    assert differences() == []


def test_edge_10_a_returned_parcel_is_in_stock_and_waits_again(parcel, dana):
    order, box_set = parcel.order, parcel.order.lines.get().box_set
    mark_returned(by=dana, dispatch=parcel, reason="Nobody was in.", restock=True)
    assert (row(order), numbers(box_set)) == ((5, 0, 0, 0, 0), (5, 0))
    assert proposal().shares[0].line.order == order
    kinds = Movement.objects.filter(dispatch=parcel).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["dispatched", "returned"]
    assert differences() == []


def test_edge_10_what_came_back_spoilt_and_is_not_wanted_ends_the_order(parcel, dana):
    order, box_set = parcel.order, parcel.order.lines.get().box_set
    confirm_delivery(by=order.buyer, dispatch=parcel)
    mark_returned(by=dana, dispatch=parcel, reason="Wet through.", restock=False, send_again=False)
    assert (far(order), row(order)) == ("Cancelled", (0, 0, 0, 0, 5))
    assert numbers(box_set) == (0, 0)
    assert order.end_reason == "Wet through."


def test_edge_9_what_was_sent_before_the_cancellation_still_arrives(dana):
    box_set = a_box_set("Leader", stock=5)
    order = a_promised_order((box_set, 5))
    parcel = send(dana, order, 2)
    cancel_order(by=dana, order=order, reason="Fewer posts.")
    assert (far(order), row(order), numbers(box_set)) == ("On its way", (0, 0, 2, 0, 3), (3, 0))
    confirm_delivery(by=order.buyer, dispatch=parcel)
    assert far(order) == "Delivered"
    with pytest.raises(ValidationError, match="has arrived"):
        mark_lost(by=dana, dispatch=parcel, reason="Gone.")


def test_what_became_of_it_needs_a_reason_and_happens_once(parcel, dana):
    with pytest.raises(ValidationError, match="Say what happened"):
        mark_lost(by=dana, dispatch=parcel, reason=" ")
    for _ in range(2):
        mark_lost(by=dana, dispatch=parcel, reason="Gone.")
    assert row(parcel.order) == (5, 0, 0, 0, 0)
    with pytest.raises(ValidationError, match="is recorded as lost"):
        confirm_delivery(by=parcel.order.buyer, dispatch=parcel)


# The paper


def test_the_worker_makes_the_note_once(parcel):
    from modules.services.files import open_file

    assert OutboxItem.objects.filter(task="orders.make_note").count() == 1
    make_note(parcel.pk)
    parcel.refresh_from_db()
    note = parcel.note
    make_note(parcel.pk)
    parcel.refresh_from_db()
    assert parcel.note == note
    with open_file(note) as file:
        assert file.read(5) == b"%PDF-"


# What the database refuses


def test_dispatch_number_is_used_once(parcel):
    with pytest.raises(IntegrityError, match="dispatch_number_is_used_once"), transaction.atomic():
        Dispatch.objects.create(order=parcel.order, number=1, form_key=uuid4())


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "eaten", "settled_at": timezone.now()}, "dispatch_state_is_known"),
        ({"state": "lost"}, "settled_dispatch_says_when"),
        ({"settled_at": timezone.now()}, "settled_dispatch_says_when"),
    ],
)
def test_the_database_refuses_a_parcel_that_cannot_be(parcel, fields: Any, constraint: str):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Dispatch.objects.filter(pk=parcel.pk).update(**fields)


def test_dispatch_has_a_line_once(parcel):
    line = parcel.order.lines.get()
    with pytest.raises(IntegrityError, match="dispatch_has_a_line_once"), transaction.atomic():
        DispatchLine.objects.create(dispatch=parcel, line=line, quantity=1)


def test_dispatch_line_has_a_box_at_least(parcel):
    wrong = "dispatch_line_has_a_box_at_least"
    with pytest.raises(IntegrityError, match=wrong), transaction.atomic():
        parcel.lines.update(quantity=0)
