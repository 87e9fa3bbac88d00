"""How far an order is, in a word, and its history in sentences."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import RoleKind
from orders.enums import EventKind, OrderState
from orders.models import DeliveryPromise, Order
from orders.queries.differences import differences
from orders.queries.lines import expected, rows_of, shown_lines
from orders.queries.orders import standing_of, timeline_of, with_lines
from orders.queries.standing import SENTENCES
from orders.services.history import note
from productive_leader.core.dates import format_date, today
from tests.factories.orders import a_box_set, an_executive_team, an_order
from tests.factories.programmes import make_colleague

pytestmark = pytest.mark.django_db
WITHIN = "Within 10 days of authorisation, if it is in stock"
NO_DATE = "No date yet: waiting for stock"


def an_order_with(state: str = OrderState.AUTHORISED, **line: int) -> Order:
    """Five boxes of one box set, of which so many are cancelled, set aside, sent, there."""
    organisation, _, alice, _ = an_executive_team()
    ended = timezone.now() if state in {OrderState.CANCELLED, OrderState.EXPIRED} else None
    order = an_order(alice, organisation, (a_box_set(stock=9), 5), state=state, ended_at=ended)
    order.lines.update(**line)
    return with_lines(Order.objects).get(pk=order.pk)


@pytest.mark.parametrize(
    ("state", "line", "word"),
    [
        ("awaiting", {}, "Waiting for authorisation"),
        ("declined", {}, "Declined"),
        ("expired", {}, "Expired"),
        ("cancelled", {"cancelled": 5}, "Cancelled"),
        ("authorised", {}, "Waiting for stock"),
        ("authorised", {"allocated": 3}, "Waiting for stock"),
        ("authorised", {"allocated": 5}, "Ready to send"),
        ("authorised", {"allocated": 3, "cancelled": 2}, "Ready to send"),
        ("authorised", {"allocated": 3, "dispatched": 2}, "Partly sent"),
        ("authorised", {"dispatched": 5, "delivered": 2}, "On its way"),
        ("authorised", {"dispatched": 3, "cancelled": 2}, "On its way"),
        ("authorised", {"dispatched": 5, "delivered": 5}, "Delivered"),
        ("authorised", {"dispatched": 3, "delivered": 3, "cancelled": 2}, "Delivered"),
        ("authorised", {"cancelled": 5}, "Cancelled"),
    ],
)
def test_how_far_it_is_follows_from_its_lines(state: str, line: dict[str, int], word: str):
    assert standing_of(an_order_with(state, **line)).word == word


def test_a_standing_counts_boxes():
    order = an_order_with(cancelled=1, allocated=1, dispatched=2, delivered=1)
    standing = standing_of(order)
    assert (standing.boxes, standing.waiting, standing.set_aside) == (4, 1, 1)
    assert (standing.sent, standing.arrived, standing.cancelled) == (2, 1, 1)
    assert standing.is_open


@pytest.mark.parametrize(
    ("state", "line", "where", "arrives"),
    [
        ("awaiting", {}, "Nothing is reserved yet", WITHIN),
        ("declined", {}, "Nothing is reserved", "Not coming"),
        ("authorised", {}, "5 waiting for stock", NO_DATE),
        ("authorised", {"dispatched": 2, "delivered": 1, "allocated": 2},
         "1 arrived, 1 on the way, 2 set aside and 1 waiting for stock", NO_DATE),
        ("authorised", {"dispatched": 5, "delivered": 5}, "5 arrived", "Arrived"),
    ],
)  # fmt: skip
def test_a_line_says_where_its_boxes_are(
    state: str, line: dict[str, int], where: str, arrives: str
):
    (shown,) = shown_lines(an_order_with(state, **line))
    assert (shown.boxes, shown.whereabouts, shown.arrives) == (5, where, arrives)


def test_a_promised_line_says_by_when_and_what_still_has_no_date():
    order = an_order_with(allocated=5)
    line = order.lines.all()[0]
    DeliveryPromise.objects.create(line=line, due_on=today(), counted_from=timezone.now())
    by = f"By {format_date(today())}"
    order = with_lines(Order.objects).get()
    assert (shown_lines(order)[0].arrives, expected(order)) == (by, by)
    order.lines.update(allocated=3)
    order = with_lines(Order.objects).get()
    assert shown_lines(order)[0].arrives == f"{by}; no date yet for the 2 that wait"
    assert expected(order) == "No date yet"


def test_a_row_of_a_list_says_what_was_ordered():
    organisation, _, alice, _ = an_executive_team()
    an_order(alice, organisation, (a_box_set("Box A"), 5), (a_box_set("Box B"), 2))
    (row,) = rows_of(with_lines(Order.objects))
    assert (row.what, row.standing.word, row.expected) == (
        "5 × Box A and 2 × Box B",
        "Waiting for authorisation",
        "",
    )


def test_every_kind_of_event_has_a_sentence():
    assert set(SENTENCES) == set(EventKind)


@pytest.mark.parametrize(
    ("kind", "who", "sentence"),
    [
        ("placed", {"by": "amir", "acting_for": "alice"}, "Amir Khan ordered for Dr Alice Ahmed."),
        ("placed", {"by": "alice", "acting_for": "alice"}, "Dr Alice Ahmed ordered."),
        ("authorised", {"by": "cheryl"}, "Cheryl Grant authorised it."),
        ("declined", {"by": "colin", "acting_for": "cheryl"},
         "Colin Cover declined it for Cheryl Grant."),
        ("expired", {"by": None}, "It expired: nobody had decided in time."),
        ("dispatched", {"by": "cheryl"}, "Cheryl Grant sent a parcel."),
        ("delivered", {"by": None}, "A parcel arrived."),
    ],
)  # fmt: skip
def test_the_history_says_who_for_whom(kind: str, who: dict[str, Any], sentence: str):
    organisation, cheryl, alice, amir = an_executive_team()
    colin = make_colleague("Colin Cover", organisation, RoleKind.ACTING_CHIEF_EXECUTIVE)
    people = {"amir": amir, "alice": alice, "cheryl": cheryl, "colin": colin, None: None}
    order = an_order(alice, organisation)
    given = {name: people[person] for name, person in who.items()}
    note(order, EventKind(kind), text="More.", **given)
    (happened,) = timeline_of(order)
    assert (happened.sentence, happened.text) == (sentence, "More.")


def test_what_the_clock_sets_aside_speaks_for_itself():
    organisation, _, alice, _ = an_executive_team()
    order = an_order(alice, organisation)
    note(order, EventKind.ALLOCATED, by=None, text="Nothing is set aside yet.")
    assert [one.sentence for one in timeline_of(order)] == ["Nothing is set aside yet."]


def test_a_history_is_one_query(django_assert_num_queries):
    organisation, _, alice, amir = an_executive_team()
    order = an_order(alice, organisation)
    for _ in range(3):
        note(order, EventKind.PLACED, by=amir, acting_for=alice)
    with django_assert_num_queries(1):
        timeline_of(order)


def test_the_same_contents_have_no_differences():
    contents = an_order_with().contents()
    assert differences(contents, contents) == []
