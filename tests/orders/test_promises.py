"""Dates of lines: made when boxes are set aside, later ones, their history and figures."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Person
from orders.models import DeliveryPromise, Dispatch, Order, TimelineEntry
from orders.models.orders import fingerprint
from orders.promise import Kept
from orders.queries.dispatch import overdue_lines
from orders.queries.promises import figures_of, promises_kept
from orders.services.allocating import confirm_proposal, give_back, proposal
from orders.services.authorising import authorise_order
from orders.services.delivering import confirm_delivery
from orders.services.dispatching import dispatch_order
from orders.services.overdue import tell_of_overdue
from orders.services.promises import promise_lines, slip
from orders.services.stock import receive_stock
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import Email
from tests.factories.orders import a_box_set, an_executive_team, an_order
from tests.orders.scene import subjects_to
from tests.orders.stock_scene import an_administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> Person:
    return an_administrator()


def authorised(*lines: Any, code: str = "RNV") -> Order:
    """As its chief executive authorises it now."""
    organisation, cheryl, alice, _ = an_executive_team(code)
    order = an_order(alice, organisation, *lines)
    authorise_order(by=cheryl, order=order, seen=fingerprint(order.contents()))
    order.refresh_from_db()
    return order


def due(order: Order) -> list[dt.date | None]:
    live = DeliveryPromise.objects.filter(superseded_at=None)
    return [
        promise.due_on if (promise := live.filter(line=line).first()) else None
        for line in order.lines.order_by("pk")
    ]


def days(number: int) -> dt.date:
    return today() + dt.timedelta(days=number)


def late(order: Order, by: int = 1) -> None:
    """Its dates passed so many days ago."""
    DeliveryPromise.objects.filter(line__order=order).update(due_on=days(-by))


def test_what_is_set_aside_has_a_date_and_what_waits_has_none():
    there, missing = a_box_set("Leader", stock=5), a_box_set("Board")
    order = authorised((there, 5), (missing, 2))
    assert due(order) == [days(10), None]
    promise = DeliveryPromise.objects.get()
    assert promise.counted_from == order.authorisations.get().decided_at
    entry = TimelineEntry.objects.get(kind="promised")
    assert entry.text == f"To arrive by {format_date(days(10))}."


def test_what_comes_later_is_counted_from_when_it_is_set_aside(dana):
    box_set = a_box_set("Leader")
    order = authorised((box_set, 2))
    assert due(order) == [None]
    receive_stock(by=dana, box_set=box_set, quantity=2)
    confirm_proposal(by=dana, seen=proposal().fingerprint)
    assert due(order) == [days(10)]
    allocated = order.lines.get().movements.get(kind="allocated")
    assert DeliveryPromise.objects.get().counted_from == allocated.at


def test_a_date_that_holds_is_not_made_anew():
    order = authorised((a_box_set(stock=5), 5))
    with transaction.atomic():
        assert promise_lines(order) == []
    assert DeliveryPromise.objects.count() == 1


def test_what_is_given_back_has_no_date_and_the_buyer_hears_it(dana):
    order = authorised((a_box_set(stock=5), 5))
    give_back(by=dana, line=order.lines.get(), quantity=5, reason="Needed first elsewhere.")
    assert due(order) == [None]
    assert subjects_to(order.buyer)[-1] == f"Order {order} waits for boxes again"


def test_a_later_date_keeps_the_old_one_and_is_told_once_with_both(dana):
    order = authorised((a_box_set("Leader", stock=5), 5))
    line = order.lines.get()
    for _ in range(2):
        slip(by=dana, line=line, due_on=days(14), reason="Snow in the north.")
    assert due(order) == [days(14)]
    rows = DeliveryPromise.objects.filter(line=line)
    assert [(row.due_on, row.superseded_at is None, row.reason) for row in rows] == [
        (days(10), False, ""),
        (days(14), True, "Snow in the north."),
    ]
    mail = Email.objects.get(subject=f"Order {order} comes later than promised")
    assert format_date(days(10)) in mail.text
    assert format_date(days(14)) in mail.text
    assert "The reason: Snow in the north." in mail.text
    assert TimelineEntry.objects.get(kind="slipped").by == dana


@pytest.mark.parametrize(
    ("number", "reason", "sentence"),
    [
        (-1, "Snow.", "That day is over. Choose today or a later day."),
        (9, "Snow.", "Choose a later day."),
        (900, "Snow.", "Choose a day within a year."),
        (14, " ", "Say why, in a few words. Whoever ordered reads it."),
    ],
)
def test_a_date_that_cannot_be_is_refused(dana, number: int, reason: str, sentence: str):
    order = authorised((a_box_set(stock=5), 5))
    with pytest.raises(ValidationError) as refusal:
        slip(by=dana, line=order.lines.get(), due_on=days(number), reason=reason)
    assert refusal.value.messages[0].endswith(sentence)
    assert due(order) == [days(10)]


def test_only_administrators_give_dates():
    order = authorised((a_box_set(stock=5), 5))
    with pytest.raises(PermissionDenied):
        slip(by=order.buyer, line=order.lines.get(), due_on=days(14), reason="Snow.")


def test_administrators_hear_once_a_day_of_what_is_late_until_it_has_a_new_date(dana):
    order = authorised((a_box_set("Leader", stock=5), 5))
    assert tell_of_overdue() == 0
    late(order)
    assert [tell_of_overdue(), tell_of_overdue()] == [1, 1]
    assert subjects_to(dana) == ["Box sets are later than promised"]
    slip(by=dana, line=order.lines.get(), due_on=days(3), reason="Snow.")
    assert list(overdue_lines()) == []


def test_the_day_itself_is_not_late():
    order = authorised((a_box_set(stock=5), 5))
    late(order, by=0)
    assert list(overdue_lines()) == []


def test_a_later_date_does_not_make_a_broken_promise_a_kept_one(dana):
    kept, broken = a_box_set("Leader", stock=5), a_box_set("Board", stock=5)
    order = authorised((kept, 5), (broken, 5))
    line = order.lines.get(box_set=broken)
    DeliveryPromise.objects.filter(line=line).update(due_on=days(-1))
    slip(by=dana, line=line, due_on=days(3), reason="Snow.")
    quantities = dict.fromkeys(order.lines.values_list("pk", flat=True), 5)
    parcel = dispatch_order(by=dana, order=order, quantities=quantities, form_key=uuid4())
    assert promises_kept().total == Kept(0, 0)
    confirm_delivery(by=order.buyer, dispatch=parcel)
    assert promises_kept().total == Kept(1, 2)
    assert promises_kept().months == ((today().replace(day=1), Kept(1, 2)),)


def test_a_line_counts_once_all_of_it_is_there(dana):
    order = authorised((a_box_set(stock=5), 5))
    line = order.lines.get()
    for number in (2, 3):
        assert promises_kept().total == Kept(0, 0)
        sent = {line.pk: number}
        dispatch_order(by=dana, order=order, quantities=sent, form_key=uuid4())
        confirm_delivery(by=order.buyer, dispatch=Dispatch.objects.latest("pk"))
    assert promises_kept().total == Kept(1, 1)


def test_months_are_counted_apart():
    march, april = dt.date(2026, 3, 31), dt.date(2026, 4, 1)
    figures = figures_of([(march, march), (march, april), (april, april)])
    assert figures.total == Kept(2, 3)
    assert figures.months == (
        (dt.date(2026, 4, 1), Kept(1, 2)),
        (dt.date(2026, 3, 1), Kept(1, 1)),
    )


def test_line_has_one_promise_at_a_time():
    promise = authorised((a_box_set(stock=5), 5)).lines.get().promises.get()
    wrong = "line_has_one_promise_at_a_time"
    with pytest.raises(IntegrityError, match=wrong), transaction.atomic():
        DeliveryPromise.objects.create(
            line=promise.line, due_on=today(), counted_from=promise.counted_from
        )
