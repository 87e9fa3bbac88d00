"""While an order waits: reminders, the cover, its end; in working days, each once."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import override_settings

from accounts.enums import RoleKind
from orders.enums import Decision, EventKind, OrderState, ReminderKind
from orders.models import Order, OrderReminder
from orders.models.orders import fingerprint
from orders.queries.clock import last_day_to_decide, working_day_after
from orders.queries.waiting import days_due, due_now, is_over, last_day_of_grace
from orders.services import waiting
from orders.services.authorising import ask_for_authorisation, authorise_order
from orders.services.orders import reopen_order
from orders.services.waiting import look_at_waiting
from productive_leader.celery import SCHEDULE
from productive_leader.core.dates import LONDON, format_date, today
from productive_leader.core.models import Email
from tests.factories.orders import a_box_set, an_executive_team, an_order
from tests.factories.programmes import make_colleague
from tests.orders.scene import changed, placed, subjects_to
from tests.orders.stock_scene import an_administrator

pytestmark = pytest.mark.django_db
FIRST, SECOND, COVER, EXPIRING = ReminderKind.values


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), LONDON)


def an_asked_order(on: dt.date) -> Order:
    """An order of Alice's that Cheryl was asked about at nine in the morning of that day."""
    organisation, _, alice, _ = an_executive_team()
    asked = {"asked_at": at(on), "expires_on": last_day_to_decide(on)}
    order = an_order(alice, organisation, (a_box_set(stock=9), 8), **asked)
    ask_for_authorisation(order)
    return order


def as_asked(order: Order, on: dt.date) -> Order:
    Order.objects.filter(pk=order.pk).update(asked_at=at(on), expires_on=last_day_to_decide(on))
    order.refresh_from_db()
    return order


def said(order: Order) -> list[str]:
    return list(order.reminders.order_by("due_on", "pk").values_list("kind", flat=True))


def days_from(order: Order, number: int) -> dt.date:
    return working_day_after(order.asked_at.astimezone(LONDON).date(), number)


def look(day: dt.date, hour: int = 9) -> int:
    return look_at_waiting(at(day, hour))


def heard(person: Any, order: Order) -> list[str]:
    return [subject for subject in subjects_to(person) if f"{order}" in subject]


def test_everything_is_counted_in_working_days():
    monday = dt.date(2027, 6, 7)
    order = an_asked_order(monday)
    assert days_due(order) == {
        FIRST: dt.date(2027, 6, 10),
        SECOND: dt.date(2027, 6, 16),
        COVER: dt.date(2027, 6, 16),
        EXPIRING: dt.date(2027, 6, 24),
    }
    assert (order.expires_on, last_day_of_grace(order)) == (
        dt.date(2027, 6, 25),
        dt.date(2027, 6, 28),
    )


@pytest.mark.parametrize(
    ("asked", "days", "last", "grace"),
    [  # edge 11: Easter 2027 is 26 to 29 March; Christmas 2027 has its substitutes on 27 and 28
        ("2027-03-24", ("2027-03-31", "2027-04-06"), "2027-04-15", "2027-04-16"),
        ("2027-12-22", ("2027-12-29", "2028-01-05"), "2028-01-14", "2028-01-17"),
        ("2026-12-23", ("2026-12-30", "2027-01-06"), "2027-01-15", "2027-01-18"),
    ],
)
def test_easter_and_christmas_do_not_count(
    asked: str, days: tuple[str, str], last: str, grace: str
):
    order = an_asked_order(dt.date.fromisoformat(asked))
    due = days_due(order)
    assert (due[ReminderKind.FIRST].isoformat(), due[ReminderKind.SECOND].isoformat()) == days
    assert (order.expires_on.isoformat(), last_day_of_grace(order).isoformat()) == (last, grace)


def test_days_are_those_of_london():
    """Half past midnight in July is the day before in UTC."""
    order = an_asked_order(dt.date(2027, 7, 5))
    order.asked_at = dt.datetime(2027, 7, 5, 23, 30, tzinfo=dt.UTC)
    assert days_due(order)[ReminderKind.FIRST] == dt.date(2027, 7, 9)


def test_the_chief_executive_is_reminded_after_three_and_seven_working_days():
    order = an_asked_order(today())
    cheryl = order.organisation.roles.get(kind=RoleKind.CHIEF_EXECUTIVE).person
    assert look(days_from(order, 2)) == 0
    assert look(days_from(order, 3)) == 1
    assert heard(cheryl, order)[1:] == [f"Order {order} still waits for your decision"]
    assert look(days_from(order, 6)) == 0
    assert look(days_from(order, 7)) == 1
    assert heard(cheryl, order)[2:] == [f"Order {order} still waits for your decision"]
    assert said(order) == [FIRST, COVER, SECOND]
    entries = order.timeline.filter(kind=EventKind.REMINDED)
    assert [entry.text for entry in entries] == ["To Cheryl Grant."] * 2


def test_two_clocks_and_two_ticks_say_it_once():
    order = an_asked_order(today())
    for hour in (7, 8, 17):
        look(days_from(order, 3), hour)
    assert said(order) == [FIRST]
    assert Email.objects.filter(subject__contains="still waits").count() == 1


def test_a_missed_day_is_caught_up_with_and_only_the_latest_is_said():
    order = an_asked_order(today())
    look(days_from(order, 4))
    assert said(order) == [FIRST]
    other = an_asked_order(today())
    look(days_from(order, 9))
    assert (said(order), said(other)) == ([FIRST, COVER, SECOND], [COVER, SECOND])
    third = an_asked_order(today())
    look(third.expires_on)
    assert said(third) == [COVER, EXPIRING]


def test_after_seven_working_days_the_cover_is_asked_too():
    order = an_asked_order(today())
    olu = make_colleague("Olu Ade", order.organisation, RoleKind.ACTING_CHIEF_EXECUTIVE)
    look(days_from(order, 6))
    assert subjects_to(olu) == []
    look(days_from(order, 7))
    assert subjects_to(olu) == [f"Order {order}: 8 box sets to authorise"]
    mail = Email.objects.get(to=olu.email)
    assert "you are acting chief executive, so you are asked too." in mail.text
    texts = [entry.text for entry in order.timeline.filter(kind=EventKind.ASKED)]
    assert texts[-1] == "Olu Ade was asked too, as acting chief executive."
    look(days_due(order)[ReminderKind.EXPIRING])
    assert heard(olu, order)[1:] == [f"Order {order} expires after {format_date(order.expires_on)}"]


def test_without_a_cover_the_administrators_hear_of_it():
    dana = an_administrator()
    order = an_asked_order(today())
    look(days_from(order, 7))
    assert subjects_to(dana) == [f"Order {order} has waited long, and there is no cover"]


def test_with_nobody_on_record_the_administrators_are_reminded_and_the_new_one_is_asked():
    dana = an_administrator()
    organisation, cheryl, alice, _ = an_executive_team()
    cheryl.roles.all().delete()
    order = as_asked(placed(alice, organisation, (a_box_set(), 8)), today())
    look(days_from(order, 3))
    nobody = f"Order {order}: nobody is on record who may authorise it"
    assert subjects_to(dana) == [nobody] * 2
    carla = make_colleague("Carla Voss", organisation, RoleKind.CHIEF_EXECUTIVE)
    look(days_from(order, 4))
    look(days_from(order, 4), 10)
    assert subjects_to(carla) == [f"Order {order}: 8 box sets to authorise"]


def test_one_working_day_before_its_end_everybody_hears_that_it_expires():
    order = an_asked_order(today())
    cheryl = order.organisation.roles.get(kind=RoleKind.CHIEF_EXECUTIVE).person
    day = days_due(order)[ReminderKind.EXPIRING]
    assert day == days_from(order, 13)
    look(day)
    subject = f"Order {order} expires after {format_date(order.expires_on)}"
    assert heard(cheryl, order)[-1] == subject
    assert heard(order.buyer, order)[-1] == subject
    told = Email.objects.get(to=order.buyer.email, subject=subject)
    assert "Cheryl Grant can decide." in told.text
    assert f"/orders/{order}/\n" in told.text


@override_settings(ORDER_EXPIRY_DAYS=2, ORDER_REMINDER_DAYS=(5, 6), ORDER_COVER_DAYS=7)
def test_within_two_days_of_asking_nobody_hears_that_it_expires():
    monday = dt.date(2027, 6, 7)
    order = an_asked_order(monday)
    assert days_due(order)[ReminderKind.EXPIRING] == dt.date(2027, 6, 8)
    assert due_now(order, at(monday + dt.timedelta(days=1), 17)) == []
    assert due_now(order, at(monday + dt.timedelta(days=2), 8)) == []
    assert [one.kind for one in due_now(order, at(monday + dt.timedelta(days=2), 9))] == [EXPIRING]


def test_it_expires_the_day_after_the_grace_and_the_buyer_hears_how_to_open_it_again():
    order = an_asked_order(today())
    look(last_day_of_grace(order))
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING
    day = last_day_of_grace(order) + dt.timedelta(days=1)
    look(day)
    look(day, 10)
    order.refresh_from_db()
    assert (order.state, order.ended_at) == (OrderState.EXPIRED, at(day))
    assert heard(order.buyer, order)[-1] == f"Order {order} has expired; you can open it again"
    told = Email.objects.filter(to=order.buyer.email, subject__contains="has expired").get()
    until = format_date(day + dt.timedelta(days=30))
    assert f"You can open it again until {until}: press “Open it again”" in told.text
    assert order.timeline.filter(kind=EventKind.EXPIRED).count() == 1


def test_a_decision_in_the_grace_day_wins():
    """Edge 3."""
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(stock=9), 8))
    yesterday = today() - dt.timedelta(days=1)
    Order.objects.filter(pk=order.pk).update(expires_on=yesterday)
    order.refresh_from_db()
    assert order.expires_on < today() <= last_day_of_grace(order)
    decision = authorise_order(by=cheryl, order=order, seen=fingerprint(order.contents()))
    assert decision.decision == Decision.AUTHORISED


def test_a_decision_after_the_grace_day_is_refused_and_says_how_it_goes_on():
    organisation, cheryl, alice, _ = an_executive_team()
    order = as_asked(
        placed(alice, organisation, (a_box_set(stock=9), 8)), today() - dt.timedelta(days=60)
    )
    assert is_over(order)
    shown = fingerprint(order.contents())
    with pytest.raises(ValidationError) as refusal:
        authorise_order(by=cheryl, order=order, seen=shown)
    order.refresh_from_db()
    until = format_date(today() + dt.timedelta(days=30))
    assert refusal.value.messages[0] == (
        f"It expired: the last day to decide was {format_date(order.expires_on)}. "
        f"Dr Alice Ahmed can open it again until {until}; then you are asked anew."
    )
    assert order.state == OrderState.EXPIRED
    reopen_order(by=alice, order=order)
    again = authorise_order(by=cheryl, order=order, seen=shown)
    assert again.decision == Decision.AUTHORISED


def test_asking_again_begins_the_days_anew():
    order = an_asked_order(today() - dt.timedelta(days=30))
    box_set, due = order.lines.get().box_set, days_due(order)
    OrderReminder.objects.create(order=order, kind=FIRST, due_on=due[ReminderKind.FIRST])
    changed(order.buyer, order, (box_set, 5))
    order.refresh_from_db()
    assert order.expires_on == last_day_to_decide()
    assert look(days_from(order, 3)) == 1
    assert said(order) == [FIRST, FIRST]


def test_what_is_decided_or_cancelled_is_left_in_peace():
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(stock=9), 8))
    authorise_order(by=cheryl, order=order, seen=fingerprint(order.contents()))
    assert look(today() + dt.timedelta(days=90)) == 0


def test_the_trouble_with_one_keeps_nobody_else_waiting(monkeypatch: pytest.MonkeyPatch):
    bad, good = an_asked_order(today()), an_asked_order(today())
    tell = waiting.remind

    def trouble(order: Order, *rest: Any) -> None:
        if order == bad:
            raise RuntimeError("No such thing.")
        tell(order, *rest)

    monkeypatch.setattr(waiting, "remind", trouble)
    assert look(days_from(good, 3)) == 1
    assert (said(bad), said(good)) == ([], [FIRST])


def test_the_clock_ticks():
    assert "orders.look_at_waiting" in {tick["task"] for tick in SCHEDULE.values()}


def a_reminder(**fields: Any) -> OrderReminder:
    organisation, _, alice, _ = an_executive_team()
    order = an_order(alice, organisation)
    return OrderReminder.objects.create(
        **({"order": order, "kind": FIRST, "due_on": today()} | fields)
    )


def test_order_reminds_once_a_due_date():
    first = a_reminder()
    with (
        pytest.raises(IntegrityError, match="order_reminds_once_a_due_date"),
        transaction.atomic(),
    ):
        a_reminder(order=first.order)


def test_order_reminder_kind_is_known():
    with pytest.raises(IntegrityError, match="order_reminder_kind_is_known"), transaction.atomic():
        a_reminder(kind="gentle")
