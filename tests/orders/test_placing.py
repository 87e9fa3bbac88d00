"""Placing an order: what is kept, who hears, what is refused and in which words."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.enums import EligibleRole, RoleKind
from orders.enums import OrderState
from orders.models import Movement, Order
from orders.queries.clock import last_day_to_decide, working_day_after
from orders.queries.offers import (
    availability_of,
    beginning_for,
    offered_box_sets,
    open_orders_beside,
    people_to_order_for,
)
from orders.queries.orders import standing_of, timeline_of
from orders.services.orders import place_order
from orders.services.wishes import TEAM_SIZE
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent, Email
from tests.factories.accounts import a_person
from tests.factories.modules import an_eligibility
from tests.factories.orders import ADDRESS, a_box_set, an_executive_team
from tests.factories.programmes import make_colleague, make_organisation, make_pair, make_team
from tests.orders.scene import authorised, placed, sent, subjects_to, wishes_for

pytestmark = pytest.mark.django_db
MANY = (
    "11 of “The Productive Leader” are many for a team of 8. "
    "Say in a few words what for, or order fewer."
)


def test_a_pa_orders_for_a_leader():
    organisation, _, alice, amir = an_executive_team()
    box_set = a_box_set(stock=12)
    order = placed(amir, organisation, (box_set, 8), on_behalf_of=alice)
    assert order.number == f"PL-{today().year}-{order.pk:04}"
    assert (order.buyer, order.on_behalf_of, order.state) == (amir, alice, OrderState.AWAITING)
    assert order.contents() == {
        "number": order.number,
        "organisation": organisation.pk,
        "lines": [[box_set.slug, "The Productive Leader", 8]],
        "recipient": "Amir Khan",
        "address": ADDRESS,
        "postcode": "NV1 1AA",
    }
    assert order.expires_on == last_day_to_decide()


def test_nothing_is_set_aside_by_ordering():
    organisation, _, alice, _ = an_executive_team()
    box_set = a_box_set(stock=12)
    order = placed(alice, organisation, (box_set, 8))
    box_set.refresh_from_db()
    assert (box_set.on_hand, box_set.allocated) == (12, 0)
    assert Movement.objects.exclude(line=None).count() == 0
    assert standing_of(order).word == "Waiting for authorisation"


def test_ordering_is_written_down():
    organisation, _, alice, amir = an_executive_team()
    order = placed(amir, organisation, (a_box_set(), 8), on_behalf_of=alice)
    first, asked = timeline_of(order)[:2]
    assert first.sentence == "Amir Khan ordered for Dr Alice Ahmed."
    assert asked.sentence == "It was sent for authorisation."
    event = AuditEvent.objects.get(action="order.placed")
    assert (event.actor_id, event.acting_for_id, event.organisation_id) == (
        amir.pk,
        alice.pk,
        organisation.pk,
    )


def test_who_ordered_and_for_whom_hear_what_comes_next():
    organisation, _, alice, amir = an_executive_team()
    order = placed(amir, organisation, (a_box_set(), 8), on_behalf_of=alice)
    subject = f"Order {order} is placed and waits for authorisation"
    assert (subjects_to(amir), subjects_to(alice)) == ([subject], [subject])
    to_amir, to_alice = (Email.objects.get(to=one.email) for one in (amir, alice))
    assert "You ordered for Dr Alice Ahmed, for the executive team" in to_amir.text
    assert "Amir Khan ordered for you, for the executive team" in to_alice.text
    for mail in (to_amir, to_alice):
        assert "- 8 × The Productive Leader" in mail.text
        assert "Until then nothing is reserved." in mail.text
        assert f"/orders/{order.number}/" in mail.text
        assert f"/orders/{order.number}/" in mail.html


def test_numbers_run_on_and_name_the_year():
    organisation, _, alice, _ = an_executive_team()
    box_set = a_box_set()
    numbers = [placed(alice, organisation, (box_set, 1)).number for _ in range(3)]
    running = [int(number.rpartition("-")[2]) for number in numbers]
    assert [number[:8] for number in numbers] == [f"PL-{today().year}-"] * 3
    assert running == list(range(running[0], running[0] + 3))


def test_a_second_press_gives_the_same_order():
    organisation, _, alice, _ = an_executive_team()
    box_set, key = a_box_set(), uuid.uuid4()
    first = placed(alice, organisation, (box_set, 8), form_key=key)
    assert placed(alice, organisation, (box_set, 8), form_key=key) == first
    assert (Order.objects.count(), Email.objects.filter(to=alice.email).count()) == (1, 1)


def test_somebody_elses_key_is_their_own():
    organisation, cheryl, alice, _ = an_executive_team()
    box_set, key = a_box_set(), uuid.uuid4()
    first = placed(alice, organisation, (box_set, 8), form_key=key)
    assert placed(cheryl, organisation, (box_set, 8), form_key=key) != first


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"team_size": 0}, "team_size", TEAM_SIZE),
        ({"team_size": 41}, "team_size", TEAM_SIZE),
        ({"recipient_name": " "}, "recipient_name", "Name the person who takes it in."),
        ({"address": "\n "}, "address", "Say where it is to go: building, street and town."),
        ({"postcode": ""}, "postcode", "Add the postcode."),
        ({"postcode": "NV1"}, "postcode", "Type the whole postcode, for example LS1 4AP."),
        ({"lines": []}, "lines", "Say how many of at least one box set you need."),
    ],
)
def test_each_thing_that_is_wrong_has_its_sentence(
    wrong: dict[str, Any], field: str, sentence: str
):
    organisation, _, alice, _ = an_executive_team()
    given = wishes_for(alice) | {"lines": [(a_box_set(), 8)]} | wrong
    with pytest.raises(ValidationError) as refusal:
        place_order(
            by=alice, organisation=organisation, on_behalf_of=None, form_key=uuid.uuid4(), **given
        )
    assert refusal.value.message_dict == {field: [sentence]}
    assert Order.objects.count() == 0


def test_everything_that_is_wrong_is_said_at_once():
    organisation, _, alice, _ = an_executive_team()
    with pytest.raises(ValidationError) as refusal:
        placed(alice, organisation, team_size=0, address="", postcode="", recipient_name="")
    assert set(refusal.value.message_dict) == {
        "team_size",
        "lines",
        "recipient_name",
        "address",
        "postcode",
    }


@pytest.mark.parametrize("quantity", [0, -1, 100])
def test_a_number_that_cannot_be_taken_is_refused(quantity: int):
    organisation, _, alice, _ = an_executive_team()
    with pytest.raises(ValidationError) as refusal:
        placed(alice, organisation, (a_box_set(), quantity))
    assert refusal.value.message_dict["lines"] == [
        "Of “The Productive Leader”, order 1 to 99; leave it empty if you need none."
    ]


def test_two_lines_of_one_box_set_are_refused():
    organisation, _, alice, _ = an_executive_team()
    box_set = a_box_set()
    with pytest.raises(ValidationError) as refusal:
        placed(alice, organisation, (box_set, 1), (box_set, 2))
    assert refusal.value.messages == [
        "Each box set stands in an order once. Add the numbers together."
    ]


def test_two_more_than_the_team_has_members_need_no_note():
    organisation, _, alice, _ = an_executive_team()
    assert placed(alice, organisation, (a_box_set(), 10), team_size=8).note == ""


def test_three_more_than_the_team_has_members_need_a_note():
    organisation, _, alice, _ = an_executive_team()
    box_set = a_box_set()
    with pytest.raises(ValidationError) as refusal:
        placed(alice, organisation, (box_set, 11), team_size=8)
    assert refusal.value.message_dict == {"note": [MANY]}
    order = placed(alice, organisation, (box_set, 11), team_size=8, note="Three join in May.")
    assert order.note == "Three join in May."


def test_the_postcode_and_the_address_are_tidied():
    organisation, _, alice, _ = an_executive_team()
    order = placed(
        alice,
        organisation,
        (a_box_set(), 1),
        postcode="nv11aa",
        address=" North Road \n\n Northvale ",
        recipient_email="Amir.Khan@Northvale.Example",
    )
    assert (order.postcode, order.address) == ("NV1 1AA", "North Road\nNorthvale")
    assert order.recipient_email == "amir.khan@northvale.example"


def test_what_was_withdrawn_is_not_offered():
    organisation, _, alice, _ = an_executive_team()
    offered, gone = a_box_set(), a_box_set("Old box", withdrawn_at=timezone.now())
    assert list(offered_box_sets()) == [offered]
    with pytest.raises(ValidationError) as refusal:
        placed(alice, organisation, (gone, 1))
    assert refusal.value.message_dict == {
        "lines": ["“Old box” was withdrawn and cannot be ordered any more. Leave it out."]
    }


def test_what_there_is_today_is_said_in_words():
    tomorrow = today() + timedelta(days=1)
    assert availability_of(a_box_set(stock=12)) == "12 available today"
    assert availability_of(a_box_set()).startswith("None available today")
    assert availability_of(a_box_set(stock=3, released_on=tomorrow)).startswith("Comes out on ")


def test_what_comes_out_later_can_be_ordered_ahead():
    organisation, _, alice, _ = an_executive_team()
    ahead = a_box_set(released_on=today() + timedelta(days=30))
    assert placed(alice, organisation, (ahead, 2)).lines.get().quantity == 2


def test_a_pa_says_for_whom():
    organisation, _, _, amir = an_executive_team()
    with pytest.raises(ValidationError) as refusal:
        placed(amir, organisation, (a_box_set(), 1))
    assert refusal.value.message_dict == {"on_behalf_of": ["Choose for whom you order."]}


def test_a_pa_orders_for_nobody_outside_the_executive_team():
    organisation, _, _, amir = an_executive_team()
    ann = make_colleague("Ann Lee", organisation, RoleKind.PA)
    elsewhere = make_colleague("Zoe King", make_organisation(code="RZZ"), RoleKind.LEADER)
    for other in (ann, elsewhere):
        with pytest.raises(ValidationError) as refusal:
            placed(amir, organisation, (a_box_set(), 1), on_behalf_of=other)
        assert refusal.value.message_dict == {
            "on_behalf_of": [
                f"{other} is not in the executive team of {organisation}. Choose again."
            ]
        }


def test_whoever_a_pa_works_with_stands_first():
    organisation, _, _, amir = an_executive_team()
    make_colleague("Aaron Abel", organisation, RoleKind.LEADER)
    assert [one.name for one in people_to_order_for(amir, organisation)] == [
        "Aaron Abel",
        "Cheryl Grant",
        "Dr Alice Ahmed",
    ]
    pair = make_pair(make_team(), "Dr Paula Pair", "Peter Pa")
    there = pair.team.programme.organisation
    make_colleague("Aaron Abel", there, RoleKind.LEADER)
    assert people_to_order_for(pair.pa, there)[0] == pair.leader


def test_ordering_for_oneself_is_ordering_for_nobody():
    organisation, _, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 1), on_behalf_of=alice)
    assert order.on_behalf_of is None


def test_somebody_who_said_they_are_an_executive_orders():
    organisation = make_organisation(code="RNV")
    eve = a_person("Eve Stone")
    an_eligibility(eve, organisation, role=EligibleRole.EXECUTIVE)
    assert placed(eve, organisation, (a_box_set(), 1)).buyer == eve


def test_a_pa_by_eligibility_orders_for_an_executive_by_eligibility():
    organisation = make_organisation(code="RNV")
    eve, paul = a_person("Eve Stone"), a_person("Paul Reed")
    an_eligibility(eve, organisation, role=EligibleRole.EXECUTIVE)
    an_eligibility(paul, organisation, role=EligibleRole.EXECUTIVE_PA)
    with pytest.raises(ValidationError):
        placed(paul, organisation, (a_box_set(), 1))
    assert placed(paul, organisation, (a_box_set(), 1), on_behalf_of=eve).on_behalf_of == eve


def test_staff_and_facilitators_order_nothing():
    organisation, *_ = an_executive_team()
    for kind in (RoleKind.STAFF, RoleKind.FACILITATOR):
        with pytest.raises(PermissionDenied):
            placed(make_colleague("Sam Wood", organisation, kind), organisation, (a_box_set(), 1))


def test_a_new_order_begins_at_the_address_of_the_register():
    organisation, _, alice, _ = an_executive_team()
    organisation.address, organisation.postcode = "Trust House, North Road, Northvale", "NV1 1AA"
    organisation.save()
    first = beginning_for(alice, organisation)
    assert first.address == "Trust House\nNorth Road\nNorthvale"
    assert (first.postcode, first.recipient_name, first.team_size) == (
        "NV1 1AA",
        "Dr Alice Ahmed",
        None,
    )


def test_the_next_order_begins_as_the_last_one():
    organisation, _, alice, amir = an_executive_team()
    placed(
        alice,
        organisation,
        (a_box_set(), 1),
        team_size=11,
        recipient_name="Post room",
        address="South gate",
        instructions="Ring twice",
    )
    again = beginning_for(alice, organisation)
    assert (again.recipient_name, again.address, again.team_size, again.instructions) == (
        "Post room",
        "South gate",
        11,
        "Ring twice",
    )
    others = beginning_for(amir, organisation)
    assert (others.recipient_name, others.team_size) == ("Amir Khan", 11)


def test_a_second_open_order_is_shown_beside_the_first():
    organisation, cheryl, alice, _ = an_executive_team()
    box_set = a_box_set(stock=20)
    first, second = (placed(alice, organisation, (box_set, 2)) for _ in range(2))
    assert list(open_orders_beside(second)) == [first]
    authorised(first, cheryl)
    assert list(open_orders_beside(second)) == [first]
    sent(first, 2)
    assert list(open_orders_beside(second)) == []


def test_working_days_leave_out_weekends_and_bank_holidays():
    assert last_day_to_decide(today().replace(year=2026, month=3, day=27)).isoformat() == (
        "2026-04-20"  # Good Friday and Easter Monday between
    )
    assert working_day_after(today(), 0) == today()
