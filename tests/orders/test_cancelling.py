"""Cancelling an order, whole or the rest of it; opening an expired one again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.utils import timezone

from accounts.enums import RoleKind
from orders.enums import EventKind, OrderState
from orders.models import BoxSet, Order
from orders.queries.orders import standing_of, timeline_of
from orders.services.orders import cancel_order, reopen_order
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent, Email
from tests.factories.accounts import a_role
from tests.factories.orders import a_box_set, an_executive_team
from tests.factories.programmes import make_colleague, make_organisation
from tests.orders.scene import authorised, declined, placed, sent, subjects_to

pytestmark = pytest.mark.django_db


def an_order(number: int = 8, stock: int = 12) -> tuple[Any, ...]:
    """Amir Khan ordered for Dr Alice Ahmed."""
    organisation, cheryl, alice, amir = an_executive_team()
    box_set = a_box_set(stock=stock)
    order = placed(amir, organisation, (box_set, number), on_behalf_of=alice)
    return order, box_set, cheryl, alice, amir


def the_office() -> Any:
    dana = make_colleague("Dana Reid", make_organisation(code="ROF"))
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return dana


def numbers(box_set: BoxSet) -> tuple[int, int]:
    box_set.refresh_from_db()
    return box_set.on_hand, box_set.allocated


def test_a_waiting_order_is_cancelled_with_a_reason():
    order, _, _, _, amir = an_order()
    cancel_order(by=amir, order=order, reason="  We wait \n until May. ")
    order.refresh_from_db()
    assert (order.state, order.end_reason) == (OrderState.CANCELLED, "We wait until May.")
    assert order.ended_at is not None
    assert standing_of(order).word == "Cancelled"
    last = timeline_of(order)[-1]
    assert last.sentence == "Amir Khan cancelled it for Dr Alice Ahmed."
    assert last.text == "Reason: We wait until May."
    event = AuditEvent.objects.get(action="order.cancelled")
    assert event.detail == {"boxes": 8, "is_all": True}


def test_a_reason_is_needed():
    order, _, _, _, amir = an_order()
    with pytest.raises(ValidationError) as refusal:
        cancel_order(by=amir, order=order, reason=" ")
    assert refusal.value.message_dict == {"reason": ["Say why, in a few words."]}
    with pytest.raises(ValidationError) as refusal:
        cancel_order(by=amir, order=order, reason="x" * 401)
    assert refusal.value.message_dict == {"reason": ["Say it in 400 characters."]}


def test_cancelling_gives_back_what_was_set_aside():
    order, box_set, cheryl, _, amir = an_order()
    authorised(order, cheryl)
    assert numbers(box_set) == (12, 8)
    cancel_order(by=amir, order=order, reason="Not now")
    assert numbers(box_set) == (12, 0)
    line = order.lines.get()
    assert (line.cancelled, line.allocated, line.waiting) == (8, 0, 0)


def test_edge_case_9_after_part_dispatch_only_the_rest_is_cancelled():
    order, box_set, cheryl, _, amir = an_order()
    sent(authorised(order, cheryl), 3)
    cancel_order(by=amir, order=order, reason="Enough")
    order.refresh_from_db()
    assert (order.state, order.ended_at) == (OrderState.AUTHORISED, None)
    line = order.lines.get()
    assert (line.quantity, line.dispatched, line.cancelled, line.allocated) == (8, 3, 5, 0)
    assert numbers(box_set) == (9, 0)
    assert standing_of(order).word == "On its way"
    assert timeline_of(order)[-1].text == "Only what was not sent yet, 5 boxes. Reason: Enough"
    assert subjects_to(amir)[-1] == f"The rest of order {order} is cancelled"


def test_edge_case_9_the_ledger_agrees_after_part_dispatch_and_cancelling():
    order, box_set, cheryl, _, amir = an_order()
    sent(authorised(order, cheryl), 3)
    cancel_order(by=amir, order=order, reason="Enough")
    sums = box_set.movements.aggregate(hand=Sum("on_hand_change"), aside=Sum("allocated_change"))
    assert (sums["hand"], sums["aside"]) == numbers(box_set)


def test_what_has_all_been_sent_is_not_cancelled():
    order, _, cheryl, _, amir = an_order()
    sent(authorised(order, cheryl), 8)
    with pytest.raises(ValidationError) as refusal:
        cancel_order(by=amir, order=order, reason="Enough")
    assert refusal.value.messages == [
        "All of it has been sent, so there is nothing left to cancel."
    ]


def test_a_second_press_cancels_nothing_more():
    order, _, _, _, amir = an_order()
    cancel_order(by=amir, order=order, reason="Not now")
    mails = Email.objects.count()
    with pytest.raises(ValidationError) as refusal:
        cancel_order(by=amir, order=order, reason="Not now")
    assert refusal.value.messages == ["This order is cancelled already."]
    assert Email.objects.count() == mails


def test_whoever_was_asked_hears_that_it_is_cancelled():
    order, _, cheryl, alice, amir = an_order()
    cancel_order(by=amir, order=order, reason="Not now")
    subject = f"Order {order} is cancelled"
    for person in (amir, alice, cheryl):
        assert subjects_to(person).count(subject) == 1
    mail = Email.objects.get(to=cheryl.email, subject=subject)
    assert f"Amir Khan cancelled order {order}" in mail.text
    assert "Why: Not now" in mail.text
    assert "You cancelled" in Email.objects.get(to=amir.email, subject=subject).text


def test_whoever_authorised_hears_that_it_is_cancelled():
    order, _, cheryl, _, amir = an_order()
    cover = make_colleague("Colin Cover", order.organisation, RoleKind.ACTING_CHIEF_EXECUTIVE)
    authorised(order, cover)
    cancel_order(by=amir, order=order, reason="Not now")
    assert subjects_to(cover)[-1] == f"Order {order} is cancelled"
    assert f"Order {order} is cancelled" not in subjects_to(cheryl)


def test_whoever_declined_hears_nothing_of_a_cancelled_order():
    order, _, cheryl, _, amir = an_order()
    declined(order, cheryl)
    cancel_order(by=amir, order=order, reason="Then not")
    assert f"Order {order} is cancelled" not in subjects_to(cheryl)


def test_for_whom_it_was_ordered_and_the_office_cancel_too():
    order, _, _, alice, _ = an_order()
    cancel_order(by=alice, order=order, reason="I have one")
    assert timeline_of(order)[-1].sentence == "Dr Alice Ahmed cancelled it."
    second, *_ = an_order()
    cancel_order(by=the_office(), order=second, reason="Asked by telephone")
    assert timeline_of(second)[-1].sentence == "Dana Reid cancelled it."


def test_others_cancel_nothing():
    order, _, cheryl, _, _ = an_order()
    ann = make_colleague("Ann Lee", order.organisation, RoleKind.PA)
    for other in (cheryl, ann):
        with pytest.raises(PermissionDenied):
            cancel_order(by=other, order=order, reason="Mine")


def expired(order: Order, days_ago: int = 1) -> Order:
    """As the daily round leaves it."""
    order.state = OrderState.EXPIRED
    order.ended_at = timezone.now() - timedelta(days=days_ago)
    order.expires_on = today() - timedelta(days=days_ago + 1)
    order.save()
    return order


def test_an_expired_order_is_opened_again_with_a_new_clock():
    order, _, _, _, amir = an_order()
    expired(order)
    reopen_order(by=amir, order=order)
    order.refresh_from_db()
    assert (order.state, order.ended_at) == (OrderState.AWAITING, None)
    assert order.expires_on > today()
    kinds = list(order.timeline.values_list("kind", flat=True))
    assert kinds[-2:] == [EventKind.REOPENED, EventKind.ASKED]


def test_the_last_day_to_open_it_again_is_kept():
    order, _, _, _, amir = an_order()
    reopen_order(by=amir, order=expired(order, days_ago=30))
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING


def test_a_day_later_it_is_ordered_anew():
    order, _, _, _, amir = an_order()
    expired(order, days_ago=31)
    with pytest.raises(ValidationError) as refusal:
        reopen_order(by=amir, order=order)
    yesterday = format_date(today() - timedelta(days=1))
    assert refusal.value.messages == [
        f"It could be opened again until {yesterday}. Place a new order."
    ]


def test_only_what_expired_is_opened_again():
    order, _, cheryl, _, amir = an_order()
    declined(order, cheryl)
    with pytest.raises(ValidationError) as refusal:
        reopen_order(by=amir, order=order)
    assert refusal.value.messages == [
        "Only an expired order is opened again; this one is declined."
    ]


def test_a_second_press_opens_it_once():
    order, _, _, _, amir = an_order()
    expired(order)
    for _ in range(2):
        reopen_order(by=amir, order=order)
    assert order.timeline.filter(kind=EventKind.REOPENED).count() == 1


def test_what_was_withdrawn_meanwhile_is_not_opened_again():
    order, box_set, _, _, amir = an_order()
    expired(order)
    box_set.withdrawn_at = timezone.now()
    box_set.save()
    with pytest.raises(ValidationError) as refusal:
        reopen_order(by=amir, order=order)
    assert refusal.value.messages == [
        "“The Productive Leader” was withdrawn since. Place a new order."
    ]


def test_whoever_decides_does_not_open_it_again():
    order, _, cheryl, _, _ = an_order()
    expired(order)
    with pytest.raises(PermissionDenied):
        reopen_order(by=cheryl, order=order)
